package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.hexr.oci.StrictJson;

/**
 * Files that follow from the signed contents and the presence list alone: what makes an archive an OCI layout and a Docker archive. A reader rebuilds
 * and compares them; it never believes one.
 */
final class DerivedFiles {
    static final String OCI_LAYOUT = "oci-layout";
    static final String INDEX = "index.json";
    static final String LOAD_LIST = "manifest.json";

    private static final byte[] OCI_LAYOUT_BYTES =
            "{\"imageLayoutVersion\":\"1.0.0\"}\n".getBytes(StandardCharsets.US_ASCII);

    /** Where Docker looks up a name without a registry. */
    private static final String FAMILIAR = "docker.io/library/";

    private DerivedFiles() {}

    static byte[] ociLayout() {
        return OCI_LAYOUT_BYTES.clone();
    }

    /** One entry for each pushed tag of each image that is wholly here. */
    static byte[] index(Contents contents, Presence presence) {
        List<Object> manifests = new ArrayList<>();
        for (ImageArtifact image : images(presence)) {
            for (String tag : image.tags()) {
                String reference = image.loadName() + ":" + tag;
                Map<String, Object> entry = new TreeMap<>();
                entry.put("mediaType", image.content().mediaType());
                entry.put("digest", image.content().digest().toString());
                entry.put("size", image.content().size());
                entry.put("platform", platform(image));
                entry.put(
                        "annotations",
                        Map.of(
                                "io.containerd.image.name",
                                FAMILIAR + reference,
                                "org.opencontainers.image.ref.name",
                                reference));
                manifests.add(entry);
            }
        }
        return StrictJson.write(Map.of(
                "schemaVersion", 2, "mediaType", "application/vnd.oci.image.index.v1+json", "manifests", manifests));
    }

    private static Map<String, String> platform(ImageArtifact image) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("os", image.platform().os());
        fields.put("architecture", image.platform().architecture());
        image.platform().variant().ifPresent(variant -> fields.put("variant", variant));
        return fields;
    }

    /** What {@code docker load} reads: one platform for each load name, the first in signed order. */
    static byte[] loadList(Contents contents, Presence presence) {
        List<Object> entries = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (ImageArtifact image : images(presence)) {
            List<String> names =
                    image.loadReferences().stream().filter(taken::add).toList();
            ManifestNode node = contents.graph().node(image.content().digest()).orElse(null);
            if (names.isEmpty() || node == null) {
                continue;
            }
            List<String> paths = node.children().stream()
                    .map(digest -> "blobs/" + digest.path())
                    .toList();
            entries.add(Map.of(
                    "Config", paths.getFirst(),
                    "Layers", paths.subList(1, paths.size()),
                    "RepoTags", names));
        }
        return StrictJson.write(entries);
    }

    private static List<ImageArtifact> images(Presence presence) {
        return presence.artifacts().stream()
                .filter(ImageArtifact.class::isInstance)
                .map(ImageArtifact.class::cast)
                .toList();
    }
}
