package io.hexr.oci;

import java.nio.charset.StandardCharsets;

/** Fuzz targets: each takes any bytes and fails only where a parser throws what is not its refusal, or breaks what it promises of what it accepts. */
public final class ParserFuzz {
    private ParserFuzz() {}

    /** Digest strings. */
    public static final class Digests {
        private Digests() {}

        public static void fuzzerTestOneInput(byte[] input) {
            String text = new String(input, StandardCharsets.UTF_8);
            try {
                Digest digest = Digest.parse(text);
                require(digest.toString().equals(text), "a digest reads as it was written");
                require(digest.path().matches("sha(256|512)/[0-9a-f]+"), "a digest is safe in a path");
            } catch (OciException.MalformedDigest e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }
    }

    /** Reference strings. */
    public static final class References {
        private References() {}

        public static void fuzzerTestOneInput(byte[] input) {
            String text = new String(input, StandardCharsets.UTF_8);
            try {
                Reference reference = Reference.parse(text);
                require(Reference.parse(reference.toString()).equals(reference), "a reference reads as it was written");
                require(!reference.repository().contains(".."), "a repository is safe in a path");
            } catch (OciException.MalformedReference | OciException.MalformedDigest e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }
    }

    /** Manifests and indexes, by each media type. */
    public static final class Manifests {
        private Manifests() {}

        public static void fuzzerTestOneInput(byte[] input) {
            int accepted = 0;
            for (RandomImages.Kind kind : RandomImages.Kind.values()) {
                accepted += accepts(kind.manifest(), input) + accepts(kind.index(), input);
            }
            require(accepted <= 2, "no bytes are both a manifest and an index");
        }

        private static int accepts(String mediaType, byte[] input) {
            try {
                Manifest manifest = Manifest.parse(mediaType, input);
                require(java.util.Arrays.equals(manifest.bytes(), input), "a manifest keeps its bytes");
                require(manifest.children().size() <= Limits.CHILDREN + 1, "children are bounded");
                return 1;
            } catch (OciException.MalformedDocument | OciException.TooLarge e) {
                require(e.getMessage() != null, "a refusal says why");
                return 0;
            }
        }
    }

    /** The index of a layout, and what becomes of it when something is tagged. */
    public static final class Layouts {
        private static final Descriptor TAGGED = Descriptor.of(MediaTypes.OCI_MANIFEST, new byte[0]);

        private Layouts() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                byte[] tagged = LayoutIndex.parse(input, "input").retagged("v1", TAGGED);
                LayoutIndex after = LayoutIndex.parse(tagged, "tagged");
                require(
                        after.tagged("v1", "tagged")
                                .map(Descriptor::digest)
                                .equals(java.util.Optional.of(TAGGED.digest())),
                        "a tag leads to what it was given to");
            } catch (OciException.MalformedDocument | OciException.TooLarge e) {
                require(e.getMessage() != null, "a refusal says why");
            }
        }
    }

    /** Any JSON. */
    public static final class Json {
        private Json() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                byte[] written = StrictJson.write(StrictJson.parse(input, 1 << 16, "input"));
                byte[] again = StrictJson.write(StrictJson.parse(written, 1 << 22, "written"));
                require(java.util.Arrays.equals(written, again), "writing is stable");
            } catch (OciException.MalformedDocument | OciException.TooLarge e) {
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
