package io.hexr.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image, or any artifact in the shape of one: a config and layers. */
public final class ImageManifest implements Manifest {
    private final byte[] bytes;
    private final Descriptor descriptor;
    private final ManifestReader.Common common;
    private final Descriptor config;
    private final List<Descriptor> layers;

    ImageManifest(
            byte[] bytes,
            Descriptor descriptor,
            ManifestReader.Common common,
            Descriptor config,
            List<Descriptor> layers) {
        this.bytes = bytes;
        this.descriptor = descriptor;
        this.common = common;
        this.config = config;
        this.layers = layers;
    }

    public Descriptor config() {
        return config;
    }

    /** In the order they are applied. */
    public List<Descriptor> layers() {
        return layers;
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public Optional<String> artifactType() {
        return common.artifactType();
    }

    @Override
    public Optional<Descriptor> subject() {
        return common.subject();
    }

    @Override
    public Map<String, String> annotations() {
        return common.annotations();
    }

    @Override
    public List<Descriptor> children() {
        List<Descriptor> all = new ArrayList<>(layers.size() + 1);
        all.add(config);
        all.addAll(layers);
        return List.copyOf(all);
    }
}
