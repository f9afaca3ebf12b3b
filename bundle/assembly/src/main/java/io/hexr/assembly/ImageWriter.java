package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.Limits;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** Writes config and manifest of an image: the layers of its base, then its own. No time of the build stands in either. */
final class ImageWriter {
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final Recipe recipe;
    private final LayoutStore to;
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<String> contents = new ArrayList<>();
    private final List<Map<String, Object>> history = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    ImageWriter(Recipe recipe, LayoutStore to) {
        this.recipe = recipe;
        this.to = to;
    }

    /** Takes over what the base holds. */
    void standOn(Recipe base, LayoutStore from, Descriptor manifest) {
        ImageManifest image = (ImageManifest) from.manifest(manifest);
        JsonNode config = config(from, image);
        config.path("rootfs").path("diff_ids").forEach(id -> contents.add(id.asText()));
        config.path("config").path("Env").forEach(line -> {
            String[] pair = line.asText().split("=", 2);
            environment.put(pair[0], pair[1]);
        });
        for (Descriptor layer : image.layers()) {
            try (InputStream in = from.open(layer)) {
                to.put(layer, in);
            } catch (IOException e) {
                throw new OciException.StoreFailed("reading layer " + layer.digest(), e);
            }
            layers.add(layer);
            history.add(step(base));
        }
    }

    static JsonNode config(LayoutStore from, ImageManifest image) {
        return StrictJson.parse(
                from.bytes(image.config(), Limits.MANIFEST_BYTES),
                Limits.MANIFEST_BYTES,
                "config " + image.config().digest());
    }

    /** The image with its own layers, the lowest first. */
    Descriptor finish(List<LayerWriter.Layer> own) {
        for (LayerWriter.Layer layer : own) {
            layers.add(layer.descriptor());
            contents.add(layer.content().toString());
            history.add(step(recipe));
        }
        byte[] config = StrictJson.write(config());
        Descriptor configured = Descriptor.of(MediaTypes.OCI_CONFIG, config);
        to.put(configured, new ByteArrayInputStream(config));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("config", plain(configured));
        manifest.put("layers", layers.stream().map(ImageWriter::plain).toList());
        byte[] bytes = StrictJson.write(manifest);
        Descriptor written = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        to.put(written, new ByteArrayInputStream(bytes));
        to.tag(recipe.name(), written);
        return written;
    }

    private Map<String, Object> config() {
        environment.putAll(recipe.launch().env());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("User", recipe.launch().user());
        run.put("WorkingDir", recipe.launch().workdir());
        run.put("Labels", labels());
        run.put(
                "Env",
                environment.entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .toList());
        if (!recipe.launch().entrypoint().isEmpty()) {
            run.put("Entrypoint", recipe.launch().entrypoint());
        }
        if (!recipe.launch().command().isEmpty()) {
            run.put("Cmd", recipe.launch().command());
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", "amd64");
        config.put("os", "linux");
        config.put("created", EPOCH);
        config.put("config", run);
        config.put("rootfs", Map.of("type", "layers", "diff_ids", contents));
        config.put("history", history);
        return config;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put("org.opencontainers.image.title", recipe.about().title());
        labels.put("org.opencontainers.image.description", recipe.about().description());
        labels.put("org.opencontainers.image.licenses", recipe.about().licence());
        labels.put("org.opencontainers.image.url", recipe.about().homepage());
        labels.put("org.opencontainers.image.vendor", "Hexr");
        labels.put("org.opencontainers.image.version", recipe.tag());
        labels.put("io.hexr.recipe", recipe.name());
        return labels;
    }

    private static Map<String, Object> step(Recipe of) {
        return Map.of("created", EPOCH, "created_by", "recipe " + of.name() + " " + of.tag());
    }

    static Map<String, Object> plain(Descriptor descriptor) {
        return Map.of(
                "digest", descriptor.digest().toString(),
                "mediaType", descriptor.mediaType(),
                "size", descriptor.size());
    }
}
