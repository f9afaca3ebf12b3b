package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Images as the world builds them, from a seed: Docker and OCI, sharing base layers, with odd whitespace and fields nobody knows, indexes within
 * indexes, artifacts that refer to an image. Everything is put into the given store, children first; the descriptors returned name it.
 */
public final class RandomImages {
    /** Whose manifest format an image is written in. */
    public enum Kind {
        DOCKER(
                MediaTypes.DOCKER_MANIFEST,
                MediaTypes.DOCKER_INDEX,
                MediaTypes.DOCKER_CONFIG,
                MediaTypes.DOCKER_LAYER_GZIP),
        OCI(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX, MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER_GZIP);

        private final String manifest;
        private final String index;
        private final String config;
        private final String layer;

        Kind(String manifest, String index, String config, String layer) {
            this.manifest = manifest;
            this.index = index;
            this.config = config;
            this.layer = layer;
        }

        String manifest() {
            return manifest;
        }

        String index() {
            return index;
        }
    }

    private final Random random;
    private final ContentSink sink;
    private final List<byte[]> base = new ArrayList<>();

    public RandomImages(long seed, ContentSink sink) {
        this.random = new Random(seed);
        this.sink = sink;
        for (int i = 0; i < 3; i++) {
            base.add(bytes(2_000 + random.nextInt(60_000)));
        }
    }

    /** One platform: a config, the shared base layers and one or two of its own. */
    public Descriptor image(Kind kind) {
        Descriptor config =
                put(kind.config, text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"n\":" + random.nextInt() + "}"));
        List<Descriptor> layers = new ArrayList<>();
        base.forEach(layer -> layers.add(put(kind.layer, layer)));
        for (int i = 0; i <= random.nextInt(2); i++) {
            layers.add(put(kind.layer, bytes(100 + random.nextInt(40_000))));
        }
        return put(kind.manifest, text(manifest(kind, config, layers, "")));
    }

    /** Two platforms below one index. */
    public Descriptor index(Kind kind) {
        return indexOf(kind, List.of(image(kind), image(kind)));
    }

    /** An index over what is given. */
    public Descriptor indexOf(Kind kind, List<Descriptor> manifests) {
        List<String> entries = manifests.stream().map(RandomImages::json).toList();
        String text = "{ \"schemaVersion\" :2,\n\t\"mediaType\":\"" + kind.index + "\",\"manifests\":["
                + String.join(" ,\r\n", entries) + "],\"x-unknown\":{\"n\":" + random.nextInt(1_000_000) + ".50}}\n";
        return put(kind.index, text(text));
    }

    /** An OCI index whose one entry is an index, and so on, with an image at the bottom. */
    public Descriptor nested(int indexes) {
        Descriptor below = image(Kind.OCI);
        for (int i = 0; i < indexes; i++) {
            below = indexOf(Kind.OCI, List.of(below));
        }
        return below;
    }

    /** An artifact (a signature, an SBOM) that refers to the subject. */
    public Descriptor referring(Descriptor subject, String artifactType) {
        Descriptor config = put(MediaTypes.OCI_EMPTY, text("{}"));
        Descriptor layer = put("application/vnd.example.statement", bytes(300));
        String more = ",\"artifactType\":\"" + artifactType + "\",\"subject\":" + json(subject)
                + ",\"annotations\":{\"org.example.made\":\"by seed\"}";
        return put(MediaTypes.OCI_MANIFEST, text(manifest(Kind.OCI, config, List.of(layer), more)));
    }

    private static String manifest(Kind kind, Descriptor config, List<Descriptor> layers, String more) {
        List<String> all = layers.stream().map(RandomImages::json).toList();
        return "{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"" + kind.manifest + "\",\n   \"config\": "
                + json(config)
                + ",\n   \"layers\":  [" + String.join(",\n      ", all) + "]" + more
                + ",\n   \"io.example.unknown\": [1, 2.0, null, {\"deep\": \"\\u00e9\"}]\n}";
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\": \"" + descriptor.mediaType() + "\", \"size\": " + descriptor.size() + ", \"digest\": \""
                + descriptor.digest() + "\"}";
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Descriptor put(String mediaType, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(mediaType, bytes);
        sink.put(descriptor, new ByteArrayInputStream(bytes));
        return descriptor;
    }
}
