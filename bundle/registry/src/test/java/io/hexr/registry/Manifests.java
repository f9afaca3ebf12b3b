package io.hexr.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/** Manifests for tests, as bytes. */
final class Manifests {
    private Manifests() {}

    static byte[] image(byte[] config, byte[]... layers) {
        return StrictJson.write(shape(config, layers));
    }

    /** About another manifest, of a type. */
    static byte[] referrer(byte[] subject, String artifactType, byte[] config, byte[] layer) {
        Map<String, Object> shape = shape(config, layer);
        shape.put("subject", descriptor(MediaTypes.OCI_MANIFEST, subject));
        shape.put("artifactType", artifactType);
        shape.put("annotations", Map.of("org.example.of", artifactType));
        return StrictJson.write(shape);
    }

    static byte[] index(byte[]... manifests) {
        return StrictJson.write(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.OCI_INDEX,
                "manifests",
                List.of(manifests).stream()
                        .map(m -> descriptor(MediaTypes.OCI_MANIFEST, m))
                        .toList()));
    }

    private static Map<String, Object> shape(byte[] config, byte[]... layers) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("schemaVersion", 2);
        shape.put("mediaType", MediaTypes.OCI_MANIFEST);
        shape.put("config", descriptor(MediaTypes.OCI_CONFIG, config));
        shape.put(
                "layers",
                List.of(layers).stream()
                        .map(layer -> descriptor(MediaTypes.OCI_LAYER_GZIP, layer))
                        .toList());
        return shape;
    }

    static Map<String, Object> descriptor(String mediaType, byte[] bytes) {
        return Map.of("mediaType", mediaType, "digest", Digest.of(bytes).toString(), "size", bytes.length);
    }
}
