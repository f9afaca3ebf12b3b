package io.hexr.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.Platform;
import org.jspecify.annotations.Nullable;

/** The wire shape of an {@link Artifact}, the same in contents and lock. */
final class ArtifactJson {
    private final String resource;
    private final JsonFields in;
    private String kind = "";
    private String name = "";
    private String pushName = "";
    private String mediaType = "";
    private @Nullable Digest digest;
    private long size;
    private List<String> tags = List.of();
    private List<String> groups = List.of();
    private Optional<List<String>> loadTags = Optional.empty();
    private Optional<String> loadName = Optional.empty();
    private Optional<Platform> platform = Optional.empty();
    private Optional<String> licence = Optional.empty();
    private Optional<String> source = Optional.empty();
    private Optional<Digest> sbom = Optional.empty();

    ArtifactJson(String resource, JsonFields in) {
        this.resource = resource;
        this.in = in;
    }

    Artifact read() {
        in.object(field -> {
            switch (field) {
                case "kind" -> kind = in.text(Caps.NAME);
                case "name" -> name = in.text(Caps.NAME);
                case "pushName" -> pushName = in.text(Caps.NAME);
                case "mediaType" -> mediaType = in.text(Caps.TEXT);
                case "digest" -> digest = in.digest();
                case "size" -> size = in.number(Caps.BLOB_BYTES);
                case "tags" -> tags = in.list(Caps.TAGS, () -> in.text(Caps.NAME));
                case "groups" -> groups = in.list(Caps.GROUPS, () -> in.text(Caps.NAME));
                case "loadTags" -> loadTags = Optional.of(in.list(Caps.TAGS, () -> in.text(Caps.NAME)));
                case "loadName" -> loadName = Optional.of(in.text(Caps.NAME + 8));
                case "platform" -> platform = Optional.of(platform(in.text(Caps.NAME)));
                case "licence" -> licence = Optional.of(in.text(Caps.TEXT));
                case "source" -> source = Optional.of(in.text(Caps.TEXT));
                case "sbom" -> sbom = Optional.of(in.digest());
                default -> throw in.unknown(field);
            }
        });
        return artifact();
    }

    private Artifact artifact() {
        if (digest == null) {
            throw refused("lacks its digest");
        }
        Delivery delivery = new Delivery(
                name,
                pushName,
                tags,
                Descriptor.of(mediaType, digest, size),
                groups,
                new Origin(licence, source, sbom));
        return switch (kind) {
            case "image" -> image(delivery);
            case "chart" -> plain(new ChartArtifact(delivery));
            case "model" -> plain(new ModelArtifact(delivery));
            case "file" -> new FileArtifact(unloaded(delivery), platform);
            default -> throw refused("is of the unknown kind " + BundleException.quoted(kind));
        };
    }

    private Artifact image(Delivery delivery) {
        ImageArtifact image = new ImageArtifact(
                delivery, platform.orElseThrow(() -> refused("has no platform")), loadTags.orElse(List.of()));
        if (!loadName.equals(Optional.of(image.loadName()))) {
            throw refused("must have the load name " + image.loadName());
        }
        return image;
    }

    private Artifact plain(Artifact artifact) {
        unloaded(artifact.delivery());
        if (platform.isPresent()) {
            throw refused("cannot have a platform");
        }
        return artifact;
    }

    private Delivery unloaded(Delivery delivery) {
        if (loadTags.isPresent() || loadName.isPresent()) {
            throw refused("cannot have a load name; only images are loaded");
        }
        return delivery;
    }

    private Platform platform(String text) {
        try {
            return Platform.parse(text);
        } catch (OciException.MalformedReference e) {
            throw new BundleException.Invalid(resource, "artifact has platform " + BundleException.quoted(text), e);
        }
    }

    private BundleException refused(String rule) {
        return new BundleException.Invalid(resource, "artifact " + BundleException.quoted(name) + " " + rule);
    }

    static Map<String, Object> write(Artifact artifact) {
        Delivery delivery = artifact.delivery();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", artifact.kind());
        fields.put("name", delivery.name());
        fields.put("pushName", delivery.pushName());
        fields.put("tags", delivery.tags());
        fields.put("digest", delivery.content().digest().toString());
        fields.put("mediaType", delivery.content().mediaType());
        fields.put("size", delivery.content().size());
        fields.put("groups", delivery.groups());
        delivery.origin().licence().ifPresent(licence -> fields.put("licence", licence));
        delivery.origin().source().ifPresent(source -> fields.put("source", source));
        delivery.origin().sbom().ifPresent(sbom -> fields.put("sbom", sbom.toString()));
        switch (artifact) {
            case ImageArtifact image -> {
                fields.put("platform", image.platform().toString());
                fields.put("loadName", image.loadName());
                fields.put("loadTags", image.loadTags());
            }
            case FileArtifact file -> file.platform().ifPresent(p -> fields.put("platform", p.toString()));
            case ChartArtifact chart -> {}
            case ModelArtifact model -> {}
        }
        return fields;
    }
}
