package io.hexr.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hexr.signing.SignatureFile;

/**
 * Reads the control files at the front of an archive. Nothing else than a known name in its place, with a header that could not be written otherwise, is
 * taken; no more than the caps allow is held. Then everything that can be derived is derived and compared.
 */
final class ControlReader {
    /** Names that stand once each, in this order; signatures stand behind the sums. */
    private static final List<String> ORDER = List.of(
            Presence.PATH,
            Contents.PATH,
            SumsFile.PATH,
            VerifyText.PATH,
            DerivedFiles.OCI_LAYOUT,
            DerivedFiles.INDEX,
            DerivedFiles.LOAD_LIST);

    private final ByteCursor in;
    private final SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Long> offsets = new HashMap<>();

    private ControlReader(ByteCursor in) {
        this.in = in;
    }

    static ControlReader read(ByteCursor in) {
        ControlReader reader = new ControlReader(in);
        in.require(StoredBlocks.GZIP_HEADER, "gzip header");
        int next = 0;
        while (next < ORDER.size()) {
            next = reader.readFile(next);
        }
        return reader;
    }

    /** Reads one file; which one must come next after it. */
    private int readFile(int next) {
        long start = in.position();
        byte[] front = new byte[StoredBlocks.HEADER + TarHeader.SIZE];
        int length = in.readFully(front, 0, front.length);
        String expected = ORDER.get(next);
        if (length < front.length) {
            throw new BundleException.Corrupt(place(expected, start + length), "the archive ends here, too early");
        }
        byte[] header = Arrays.copyOfRange(front, StoredBlocks.HEADER, front.length);
        String name = TarHeader.name(header);
        boolean signature = expected.equals(VerifyText.PATH) && ControlName.isSignature(name);
        if (!name.equals(expected) && !signature) {
            throw new BundleException.Refused(
                    place(expected, start + StoredBlocks.HEADER),
                    "must be the next entry, found " + BundleException.quoted(name));
        }
        if (signature && (files.containsKey(name) || files.size() >= ORDER.size() + Caps.SIGNATURES)) {
            throw new BundleException.Refused(place(name, start), "is there twice, or one of too many signature files");
        }
        files.put(name, content(name, front, header, start));
        offsets.put(name, start);
        if (name.equals(Presence.PATH)) {
            probe(files.get(name));
        }
        return signature ? next : next + 1;
    }

    private byte[] content(String name, byte[] front, byte[] header, long start) {
        long size = TarHeader.size(header);
        if (size < 0 || size > ControlName.cap(name)) {
            throw new BundleException.Refused(
                    place(name, start + StoredBlocks.HEADER + 124),
                    "its size is not plain octal within " + ControlName.cap(name) + " bytes");
        }
        byte[] expected = StoredBlocks.frame(TarHeader.of(name, size), false);
        StoredBlocks.putHeader(expected, 0, (int) Math.min(StoredBlocks.BLOCK, TarHeader.entrySize(size)), false);
        ByteCursor.requireEqual(expected, front, front.length, place(name, start));
        EntryStream stream = EntryStream.behindHeader(in, name, size);
        byte[] content = new byte[(int) size];
        int done = 0;
        while (done < content.length) {
            done += stream.read(content, done, content.length - done);
        }
        stream.read();
        return content;
    }

    /** The first file says which hexr it takes to read the rest. */
    private void probe(byte[] presence) {
        try {
            VersionProbe.require(Presence.PATH, presence, Caps.PRESENCE_BYTES);
        } catch (BundleException.TooNew e) {
            throw new BundleException.TooNew(in.archive(), e.found(), e.supported(), e.reader());
        } catch (BundleException.TooOld e) {
            throw new BundleException.TooOld(in.archive(), e.found(), e.supported());
        } catch (BundleException.Invalid e) {
            throw placed(e);
        }
    }

    ReleaseFiles releaseFiles() {
        Map<String, byte[]> own = new LinkedHashMap<>(files);
        own.keySet()
                .removeAll(List.of(Presence.PATH, DerivedFiles.OCI_LAYOUT, DerivedFiles.INDEX, DerivedFiles.LOAD_LIST));
        return placed(() -> ReleaseFiles.of(own));
    }

    SignedContents.Claimed claimed() {
        ReleaseFiles own = releaseFiles();
        return placed(() -> SignedContents.Claimed.of(own));
    }

    /** For looking only: nobody has asked whether the signature is good. */
    Contents unverifiedContents() {
        byte[] bytes = file(Contents.PATH);
        return placed(() -> Contents.parse(Contents.PATH, bytes));
    }

    Presence presence(Contents contents, List<SignatureFile> signatures) {
        return placed(() -> Presence.parse(file(Presence.PATH), contents, signatures));
    }

    /** The plan that follows from contents and presence, after every control file was found to be the one it says. */
    ArchivePlan plan(Function<Presence, ArchivePlan> plans, Contents contents, List<SignatureFile> signatures) {
        ArchivePlan plan = plans.apply(presence(contents, signatures));
        List<String> found = new ArrayList<>(files.keySet());
        List<ArchivePlan.Control> expected = plan.controls();
        for (int i = 0; i < expected.size(); i++) {
            ArchivePlan.Control control = expected.get(i);
            String name = found.get(i);
            if (!name.equals(control.name())) {
                throw new BundleException.Refused(
                        place(name, offset(name)), "stands where " + control.name() + " belongs");
            }
            requireContent(control);
        }
        return plan;
    }

    private void requireContent(ArchivePlan.Control control) {
        byte[] found = file(control.name());
        int same = Arrays.mismatch(control.content(), found);
        if (same >= 0) {
            long at = control.offset() + StoredBlocks.position(TarHeader.SIZE + (long) same);
            throw new BundleException.Corrupt(
                    place(control.name(), at),
                    "is not what follows from the signed contents and the list of present blobs");
        }
    }

    private byte[] file(String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new IllegalStateException(name + " was not read");
        }
        return content;
    }

    private long offset(String name) {
        return offsets.getOrDefault(name, 0L);
    }

    private BundleException.Place place(String entry, long offset) {
        return new BundleException.Place(in.archive(), entry, offset);
    }

    /** A refusal of a document becomes one of the archive, with the place the document lies at. */
    private <T> T placed(Supplier<T> work) {
        try {
            return work.get();
        } catch (BundleException.Invalid e) {
            throw placed(e);
        }
    }

    private BundleException placed(BundleException.Invalid e) {
        String entry = files.containsKey(e.resource()) ? e.resource() : Contents.PATH;
        String message = String.valueOf(e.getMessage());
        String prefix = e.resource() + ": ";
        String rule =
                message.startsWith(prefix) && entry.equals(e.resource()) ? message.substring(prefix.length()) : message;
        return new BundleException.Refused(place(entry, offset(entry)), rule, e);
    }
}
