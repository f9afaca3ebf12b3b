package io.hexr.oci;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The {@code index.json} of a layout. Changes keep every entry and field they are not about, those this version does not know included. */
final class LayoutIndex {
    static final String TAG = "org.opencontainers.image.ref.name";

    private final ObjectNode root;
    private final List<Descriptor> entries;

    private LayoutIndex(ObjectNode root, List<Descriptor> entries) {
        this.root = root;
        this.entries = entries;
    }

    static LayoutIndex parse(byte[] bytes, String resource) {
        JsonNode root = StrictJson.parse(bytes, Limits.LAYOUT_BYTES, resource);
        ManifestReader reader = new ManifestReader(resource, root);
        reader.requireShape(MediaTypes.OCI_INDEX);
        return new LayoutIndex((ObjectNode) root, reader.descriptors("manifests", Limits.LAYOUT_ENTRIES));
    }

    static byte[] empty() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX).putArray("manifests");
        return StrictJson.write(root);
    }

    List<Descriptor> entries() {
        return entries;
    }

    /** What a tag names; refused where it names two manifests. */
    Optional<Descriptor> tagged(String tag, String resource) {
        Optional<Descriptor> found = Optional.empty();
        for (Descriptor entry : entries) {
            if (tag.equals(entry.annotations().get(TAG))) {
                if (found.isPresent() && !found.get().digest().equals(entry.digest())) {
                    throw new OciException.MalformedDocument(
                            resource, "gives " + OciException.quoted(tag) + " to two manifests");
                }
                found = Optional.of(entry);
            }
        }
        return found;
    }

    boolean lists(Digest digest) {
        return entries.stream().anyMatch(entry -> entry.digest().equals(digest));
    }

    /** With a further entry. */
    byte[] with(Descriptor entry) {
        manifests().add(json(entry));
        return StrictJson.write(root);
    }

    /** With the tag moved to the manifest. What it named before stays listed, untagged, unless another entry lists it. */
    byte[] retagged(String tag, Descriptor manifest) {
        ArrayNode all = manifests();
        List<Integer> gone = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Digest digest = entries.get(i).digest();
            boolean untagged = !entries.get(i).annotations().containsKey(TAG);
            if (tag.equals(entries.get(i).annotations().get(TAG))) {
                boolean listedElsewhere = digest.equals(manifest.digest()) || timesListed(digest) > 1;
                if (listedElsewhere) {
                    gone.add(i);
                } else if (all.get(i).path("annotations") instanceof ObjectNode annotations) {
                    annotations.remove(TAG);
                }
            } else if (untagged && digest.equals(manifest.digest())) {
                gone.add(i);
            }
        }
        gone.reversed().forEach(i -> all.remove((int) i));
        Map<String, String> annotations = new HashMap<>(manifest.annotations());
        annotations.put(TAG, tag);
        all.add(json(new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                manifest.artifactType(),
                manifest.platform(),
                annotations)));
        return StrictJson.write(root);
    }

    private long timesListed(Digest digest) {
        return entries.stream().filter(entry -> entry.digest().equals(digest)).count();
    }

    private ArrayNode manifests() {
        return (ArrayNode) root.get("manifests");
    }

    private static ObjectNode json(Descriptor descriptor) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        descriptor.artifactType().ifPresent(type -> node.put("artifactType", type));
        descriptor.platform().ifPresent(platform -> {
            ObjectNode target = node.putObject("platform");
            target.put("os", platform.os()).put("architecture", platform.architecture());
            platform.variant().ifPresent(variant -> target.put("variant", variant));
        });
        if (!descriptor.annotations().isEmpty()) {
            ObjectNode annotations = node.putObject("annotations");
            descriptor.annotations().forEach(annotations::put);
        }
        return node;
    }
}
