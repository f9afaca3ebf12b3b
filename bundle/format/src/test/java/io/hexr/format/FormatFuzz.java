package io.hexr.format;

import java.util.Arrays;

import io.hexr.signing.TrustException;

/** Fuzz targets: each takes any bytes and fails only where a parser throws what is not its refusal, or breaks what it promises of what it accepts. */
public final class FormatFuzz {
    private static final SampleRelease SAMPLE = SampleRelease.tiny(12);

    private FormatFuzz() {}

    /** Whole archives: tar, gzip and everything behind. */
    public static final class Archives {
        private Archives() {}

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
        private Specs() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                ReleaseSpec.parse("input", input);
            } catch (BundleException e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }
    }

    private static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("broken: " + promise);
        }
    }
}
