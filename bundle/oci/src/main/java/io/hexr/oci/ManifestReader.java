package io.hexr.oci;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the wire shape of manifests and indexes. */
final class ManifestReader {
    /** Fields that both share. */
    record Common(Optional<String> artifactType, Optional<Descriptor> subject, Map<String, String> annotations) {}

    private static final int ANNOTATIONS = 256;
    private static final List<String> KNOWN = List.of(
            "schemaVersion",
            "mediaType",
            "artifactType",
            "config",
            "layers",
            "manifests",
            "subject",
            "annotations",
            "digest",
            "size",
            "platform");
    private final String resource;
    private final JsonNode root;

    ManifestReader(String resource, JsonNode root) {
        this.resource = resource;
        this.root = root;
    }

    void requireShape(String mediaType) {
        if (!root.isObject()) {
            throw refused("is not a JSON object");
        }
        refuseTwins("", root);
        if (!root.path("schemaVersion").isInt() || root.path("schemaVersion").intValue() != 2) {
            throw refused("schemaVersion is not 2");
        }
        if (!MediaTypes.isImageManifest(mediaType) && !MediaTypes.isIndex(mediaType)) {
            throw refused("media type " + OciException.quoted(mediaType) + " is neither manifest nor index");
        }
        JsonNode inner = root.path("mediaType");
        if (!inner.isMissingNode() && !inner.asText("").equals(mediaType)) {
            throw refused("says it is " + OciException.quoted(inner.asText("")) + ", was named " + mediaType);
        }
        boolean index = MediaTypes.isIndex(mediaType);
        if (index == root.has("layers") || index == root.has("config") || index != root.has("manifests")) {
            throw refused("mixes the fields of a manifest and an index");
        }
    }

    Common common() {
        Optional<Descriptor> subject = root.has("subject") ? Optional.of(descriptor("subject")) : Optional.empty();
        return new Common(text(root, "artifactType"), subject, annotations(root));
    }

    Descriptor descriptor(String field) {
        return descriptor(field, root.path(field));
    }

    List<Descriptor> descriptors(String field, int most) {
        JsonNode list = root.path(field);
        if (!list.isArray()) {
            throw refused(field + " is not a list");
        }
        if (list.size() > most) {
            throw refused(field + " has " + list.size() + " entries, at most " + most);
        }
        List<Descriptor> all = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            all.add(descriptor(field + "[" + i + "]", list.get(i)));
        }
        return List.copyOf(all);
    }

    private Descriptor descriptor(String field, JsonNode node) {
        if (!node.isObject()) {
            throw refused(field + " is not a descriptor");
        }
        refuseTwins(field + ": ", node);
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
            throw refused(field + " has no usable size");
        }
        String mediaType = text(node, "mediaType").orElseThrow(() -> refused(field + " has no mediaType"));
        String digest = text(node, "digest").orElseThrow(() -> refused(field + " has no digest"));
        return new Descriptor(
                mediaType,
                parse(field, digest),
                size.asLong(),
                text(node, "artifactType"),
                platform(node),
                annotations(node));
    }

    /** Many readers match field names without regard to case: to them "Layers" is "layers", so both must mean the same or be refused. */
    private void refuseTwins(String where, JsonNode node) {
        node.fieldNames().forEachRemaining(name -> {
            for (String known : KNOWN) {
                if (name.equalsIgnoreCase(known) && !name.equals(known)) {
                    throw refused(where + OciException.quoted(name) + " could be taken for " + known);
                }
            }
        });
    }

    private Digest parse(String field, String digest) {
        try {
            return Digest.parse(digest);
        } catch (OciException.MalformedDigest e) {
            throw refused(field + ": " + e.getMessage());
        }
    }

    private Optional<Platform> platform(JsonNode node) {
        JsonNode platform = node.path("platform");
        if (!platform.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Platform(
                text(platform, "os").orElse("unknown"),
                text(platform, "architecture").orElse("unknown"),
                text(platform, "variant")));
    }

    private Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw refused(field + " is not a string");
        }
        return Optional.of(value.textValue());
    }

    private Map<String, String> annotations(JsonNode node) {
        JsonNode all = node.path("annotations");
        if (all.isMissingNode() || all.isNull()) {
            return Map.of();
        }
        if (!all.isObject() || all.size() > ANNOTATIONS) {
            throw refused("annotations are not an object of at most " + ANNOTATIONS + " strings");
        }
        Map<String, String> read = new HashMap<>();
        all.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw refused("annotation " + OciException.quoted(entry.getKey()) + " is not a string");
            }
            read.put(entry.getKey(), entry.getValue().textValue());
        });
        return read;
    }

    private OciException refused(String rule) {
        return new OciException.MalformedDocument(resource, rule);
    }
}
