package io.hexr.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import io.hexr.oci.Digest;

/**
 * Every byte of an archive that is not inside a blob, and the place of every blob, known from the signed contents and the presence list alone. Writer and
 * reader both work from it: the one fills it in, the other accepts nothing else.
 */
public final class ArchivePlan {
    /** An entry below {@code blobs/} and where its first block header lies. */
    public record Entry(int number, Blob blob, long offset) {
        /** Where the block header of its first byte of content lies in front of it: the offset of a byte of content. */
        public long contentOffset(long index) {
            return offset + StoredBlocks.position(TarHeader.SIZE + index);
        }

        /** Bytes it takes in the archive. */
        public long framedSize() {
            return StoredBlocks.framedSize(TarHeader.entrySize(blob.size()));
        }

        long end() {
            return offset + framedSize();
        }
    }

    /** A control file and where its first block header lies. */
    @SuppressWarnings("ArrayRecordComponent") // two of these are never compared
    record Control(String name, byte[] content, long offset) {
        byte[] framed() {
            return StoredBlocks.frame(tar(), false);
        }

        byte[] tar() {
            byte[] tar = new byte[(int) TarHeader.entrySize(content.length)];
            System.arraycopy(TarHeader.of(name, content.length), 0, tar, 0, TarHeader.SIZE);
            System.arraycopy(content, 0, tar, TarHeader.SIZE, content.length);
            return tar;
        }
    }

    private final Presence presence;
    private final List<Control> controls = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Digest, Entry> byDigest = new HashMap<>();
    private final Crc controlCrc;
    private final long firstBlob;
    private final long end;

    private ArchivePlan(ReleaseFiles files, Contents contents, Presence presence) {
        this.presence = presence;
        long offset = StoredBlocks.GZIP_HEADER.length;
        Crc crc = Crc.EMPTY;
        for (Map.Entry<String, byte[]> file :
                controlFiles(files, contents, presence).entrySet()) {
            Control control = new Control(file.getKey(), file.getValue(), offset);
            controls.add(control);
            crc = crc.then(Crc.of(control.tar()));
            offset += StoredBlocks.framedSize(TarHeader.entrySize(file.getValue().length));
        }
        this.controlCrc = crc;
        this.firstBlob = offset;
        for (Blob blob : presence.blobs()) {
            Entry entry = new Entry(entries.size(), blob, offset);
            entries.add(entry);
            byDigest.put(blob.digest(), entry);
            offset = entry.end();
        }
        this.end = offset;
    }

    /** The archive that a release and a presence list make; there is only one. */
    public static ArchivePlan of(SignedContents signed, Presence presence) {
        return new ArchivePlan(signed.files(), signed.contents(), presence);
    }

    /** The archive that files make whose signature nobody has looked at; for looking at hostile archives and for making them. */
    static ArchivePlan unverified(ReleaseFiles files, Contents contents, Presence presence) {
        return new ArchivePlan(files, contents, presence);
    }

    private static SequencedMap<String, byte[]> controlFiles(ReleaseFiles files, Contents contents, Presence presence) {
        SequencedMap<String, byte[]> all = new LinkedHashMap<>();
        all.put(Presence.PATH, presence.bytes(files.signatures()));
        all.putAll(files.files());
        all.put(DerivedFiles.OCI_LAYOUT, DerivedFiles.ociLayout());
        all.put(DerivedFiles.INDEX, DerivedFiles.index(contents, presence));
        all.put(DerivedFiles.LOAD_LIST, DerivedFiles.loadList(contents, presence));
        return all;
    }

    public Presence presence() {
        return presence;
    }

    /** Blobs in the order of the archive. */
    public List<Entry> entries() {
        return java.util.Collections.unmodifiableList(entries);
    }

    public Optional<Entry> entry(Digest digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }

    /** Where the first blob's entry begins; everything before is control files. */
    public long firstBlob() {
        return firstBlob;
    }

    /** The size of the archive. */
    public long size() {
        return end + endBlock().length + StoredBlocks.GZIP_TRAILER;
    }

    List<Control> controls() {
        return controls;
    }

    /** CRC-32 of the plain tar up to the first blob. */
    Crc controlCrc() {
        return controlCrc;
    }

    /** Where the block that ends the tar begins. */
    long end() {
        return end;
    }

    /** The last block: what ends a tar, framed. */
    static byte[] endBlock() {
        return StoredBlocks.frame(new byte[TarHeader.END], true);
    }

    /** The tar header in front of a blob. */
    static byte[] header(Blob blob) {
        return TarHeader.of(blob.path(), blob.size());
    }

    /** CRC-32 of the whole tar, joined from those of its entries in order. */
    Crc join(List<Crc> entryCrcs) {
        Crc crc = controlCrc;
        for (Crc entry : entryCrcs) {
            crc = crc.then(entry);
        }
        return crc.then(Crc.of(new byte[TarHeader.END]));
    }

    /** The bytes before the first blob. */
    byte[] head() {
        byte[] head = new byte[Math.toIntExact(firstBlob)];
        System.arraycopy(StoredBlocks.GZIP_HEADER, 0, head, 0, StoredBlocks.GZIP_HEADER.length);
        for (Control control : controls) {
            byte[] framed = control.framed();
            System.arraycopy(framed, 0, head, (int) control.offset(), framed.length);
        }
        return head;
    }
}
