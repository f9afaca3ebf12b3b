package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.hexr.oci.FuzzRun;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.TrustException;

/** Fuzz targets: each takes any bytes and fails only where a parser throws what is not its refusal, or breaks what it promises of what it accepts. */
public final class FormatFuzz {
    private static final SampleRelease SAMPLE = SampleRelease.tiny(12);

    private FormatFuzz() {}

    /** Whole archives: tar, gzip and everything behind. */
    public static final class Archives {
        private Archives() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truth());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                BundleReader.verify(new MemoryArchive(input), SAMPLE.trust(), bytes -> {});
                require(Arrays.equals(input, truth()), "one archive only is accepted");
            } catch (BundleException.AtEntry e) {
                require(e.offset() >= 0 && e.offset() <= input.length, "a refusal names a place within the archive");
            } catch (BundleException.TooNew | BundleException.TooOld | TrustException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }

        static byte[] truth() {
            return LieArchive.of(SAMPLE).keepSignatures(SAMPLE.files()).bytes();
        }
    }

    /** Looking at a file without trust. */
    public static final class Inspections {
        private Inspections() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(Archives.truth());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                BundleReader.inspect(new MemoryArchive(input));
            } catch (BundleException | TrustException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }
    }

    /** Contents lists. */
    public static final class ContentsLists {
        private ContentsLists() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truth());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                Contents contents = Contents.parse("input", input);
                require(Arrays.equals(contents.bytes(), input), "contents are canonical");
                SumsFile.of(contents, input, VerifyText.of(contents));
            } catch (BundleException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }

        static byte[] truth() {
            return SAMPLE.contents().bytes();
        }
    }

    /** Release locks. */
    public static final class Locks {
        private Locks() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truth());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                ReleaseLock lock = ReleaseLock.parse("input", input);
                require(ReleaseLock.parse("again", lock.bytes()).equals(lock), "a lock reads as it was written");
            } catch (BundleException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }

        static byte[] truth() {
            return SAMPLE.lock().bytes();
        }
    }

    /** Release specs. */
    public static final class Specs {
        private static final String SPEC = """
            release: hexr
            version: "0.8"
            sequence: 3
            images:
              - name: vault
                layout: images/vault
                reference: v0.3.0
                platform: linux/arm64
                tags: [v0.3.0]
                loadTags: [latest]
                groups: [core, edge]
                licence: Apache-2.0
            files:
              - {name: notes, path: ../notes.txt, tags: ["1.0"], groups: [docs]}
            expires: {vex: "2027-05-01"}
            planned: [gateway]
            """;

        private Specs() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truths().getFirst());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                ReleaseSpec.parse("input", input);
            } catch (BundleException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }

        /** A spec, and documents without any field: what stands at the top is not always a map. */
        static List<byte[]> truths() {
            return FuzzRun.texts(
                    SPEC,
                    "null",
                    "~",
                    "[]",
                    "7",
                    "text",
                    "--- null\n--- {}",
                    "2001-99-99",
                    ".",
                    "._",
                    "release: ._",
                    "!!null",
                    "<<: {a: b}");
        }
    }

    /** A contents list, whatever it says, under good sums and a good signature, in an archive that is right otherwise: only the rules stand in the way. */
    public static final class SignedArchives {
        private SignedArchives() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truth());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            byte[] archive = LieArchive.of(SAMPLE)
                    .contentsText(honest -> new String(input, StandardCharsets.UTF_8))
                    .bytes();
            refusedOrEqual(archive, isList(input));
        }

        /** Another list that is right and rightly signed is another release, and as good. */
        private static boolean isList(byte[] input) {
            try {
                Contents.parse("input", input);
                return true;
            } catch (BundleException e) {
                return false;
            }
        }

        static byte[] truth() {
            return SAMPLE.contents().bytes();
        }
    }

    /**
     * Entries of an archive, edited by a script of four bytes a line (entry, what, where, how), with every length and checksum of tar, gzip and blocks
     * repaired.
     */
    public static final class Entries {
        private static final int LINE = 4;

        private Entries() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truths().getFirst());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            byte[] archive = LieArchive.of(SAMPLE)
                    .keepSignatures(SAMPLE.files())
                    .entries(list -> edit(list, input))
                    .bytes();
            refusedOrEqual(archive, Arrays.equals(archive, Archives.truth()));
        }

        private static void edit(List<LieArchive.Raw> list, byte[] script) {
            for (int at = 0; at + LINE <= Math.min(script.length, 8 * LINE) && !list.isEmpty(); at += LINE) {
                int entry = (script[at] & 0xff) % list.size();
                int place = script[at + 2] & 0xff;
                byte how = script[at + 3];
                LieArchive.Raw raw = list.get(entry);
                switch (script[at + 1] & 7) {
                    case 0 -> list.remove(entry);
                    case 1 -> list.add(place % list.size(), raw);
                    case 2 -> Collections.swap(list, entry, place % list.size());
                    case 3 -> raw.header(header -> header[(place + (how & 1) * 256) % TarHeader.SIZE] = how);
                    case 4 -> change(raw.content, place, how);
                    case 5 -> raw.content = Arrays.copyOf(raw.content, Math.max(0, raw.content.length + how));
                    case 6 -> change(raw.padding, place, how);
                    default -> list.set(entry, LieArchive.Raw.of(raw.name(), list.get(place % list.size()).content));
                }
            }
        }

        private static void change(byte[] bytes, int place, byte how) {
            if (bytes.length > 0) {
                bytes[place % bytes.length] ^= how;
            }
        }

        static List<byte[]> truths() {
            return List.of(
                    new byte[] {0, 0, 0, 0}, new byte[] {2, 4, 9, 1, 8, 3, 124, 7}, new byte[] {9, 7, 1, 1, 3, 2, 4, 0
                    });
        }
    }

    /** The list of present blobs, behind contents that are right. */
    public static final class Presences {
        private static final List<SignatureFile> SIGNATURES = SAMPLE.files().signatures();

        private Presences() {}

        /** Loads every class, and makes the sample, before a fuzzer's clock for one input starts. */
        public static void fuzzerInitialize() {
            fuzzerTestOneInput(truth());
        }

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                Presence presence = Presence.parse(input, SAMPLE.contents(), SIGNATURES);
                require(Arrays.equals(presence.bytes(SIGNATURES), input), "a presence list is canonical");
            } catch (BundleException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }

        static byte[] truth() {
            return Presence.complete(SAMPLE.contents()).bytes(SIGNATURES);
        }
    }

    private static void refusedOrEqual(byte[] archive, boolean honest) {
        try {
            BundleReader.verify(new MemoryArchive(archive), SAMPLE.trust(), bytes -> {});
            require(honest, "what is not the release is not taken");
        } catch (BundleException.AtEntry e) {
            require(e.offset() >= 0 && e.offset() <= archive.length, "a refusal names a place within the archive");
        } catch (BundleException.TooNew | BundleException.TooOld | TrustException e) {
            require(e.getMessage() != null, "a refusal says why");
        }
    }

    private static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("broken: " + promise);
        }
    }
}
