package io.hexr.format;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.hexr.oci.Digest;

/**
 * What stands beside every part: name, number, size and SHA-256 of all parts, those of the archive, and the archive's leading bytes with its control files, so
 * that one disc alone can be judged against the signed contents.
 *
 * <p>It is not signed and proves nothing: it can name parts, cause a refusal and restore lost parts; trust comes from the signed contents only. There is one
 * form of it for any set of parts: a reader writes it anew and refuses any difference.
 */
public final class PartIndex {
    /** The leading bytes an index may carry: all control files at their caps, and their framing. */
    static final int HEAD_BYTES = 22 << 20;

    /** The largest index: the head in base64 and 254 entries. */
    static final int MAX_BYTES = 30 << 20;

    private final PartLayout layout;
    private final Digest digest;
    private final List<PartEntry> entries;
    private final byte[] head;

    private PartIndex(PartLayout layout, Digest digest, List<PartEntry> entries, byte[] head) {
        this.layout = layout;
        this.digest = digest;
        this.entries = List.copyOf(entries);
        this.head = head;
    }

    static PartIndex of(PartLayout layout, Digest digest, List<Digest> parts, byte[] head) {
        if (parts.size() != layout.rows() || head.length > Math.min(HEAD_BYTES, layout.size())) {
            throw new IllegalArgumentException(
                    parts.size() + " digests of " + layout.rows() + " parts, head of " + head.length + " bytes");
        }
        List<PartEntry> entries = new ArrayList<>();
        for (int row = 0; row < layout.rows(); row++) {
            PartEntry.Kind kind = layout.isParity(row) ? PartEntry.Kind.PARITY : PartEntry.Kind.DATA;
            entries.add(new PartEntry(kind, layout.number(row), layout.name(row), layout.size(row), parts.get(row)));
        }
        return new PartIndex(layout, digest, entries, head.clone());
    }

    /**
     * Reads an index that was found under the given file name.
     *
     * @param resource what to call it in messages
     * @throws BundleException.PartIndexRefused for anything but the one form, naming the rule
     * @throws BundleException.TooNew for a later version
     */
    static PartIndex parse(byte[] bytes, String fileName, String resource) {
        PartIndex index = PartIndexJson.read(bytes, resource);
        if (!index.layout.indexName().equals(fileName)) {
            throw new BundleException.PartIndexRefused(
                    resource,
                    "describes " + index.archive() + ", so its name must be "
                            + index.layout().indexName() + ": an index of another bundle");
        }
        return index;
    }

    void writeTo(OutputStream out) {
        PartIndexJson.write(this, out);
    }

    PartLayout layout() {
        return layout;
    }

    /** The archive's file name. */
    public String archive() {
        return layout.archive();
    }

    public long size() {
        return layout.size();
    }

    /** SHA-256 of the whole archive, as the index claims it. */
    public Digest digest() {
        return digest;
    }

    public List<PartEntry> data() {
        return entries.subList(0, layout.data());
    }

    public List<PartEntry> parity() {
        return entries.subList(layout.data(), entries.size());
    }

    PartEntry entry(int row) {
        return entries.get(row);
    }

    int headLength() {
        return head.length;
    }

    ByteBuffer head() {
        return ByteBuffer.wrap(head).asReadOnlyBuffer();
    }

    boolean sameAs(PartIndex other) {
        return layout.equals(other.layout)
                && digest.equals(other.digest)
                && entries.equals(other.entries)
                && Arrays.equals(head, other.head);
    }
}
