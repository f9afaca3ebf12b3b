package io.hexr.oci;

import java.util.ArrayList;
import java.util.List;

/** An image, or any artifact in the shape of one: a config and layers. */
public final class ImageManifest extends Manifest {
    private final Descriptor config;
    private final List<Descriptor> layers;

    ImageManifest(
            byte[] bytes,
            Descriptor descriptor,
            ManifestReader.Common common,
            Descriptor config,
            List<Descriptor> layers) {
        super(bytes, descriptor, common);
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
    public List<Descriptor> children() {
        List<Descriptor> all = new ArrayList<>(layers.size() + 1);
        all.add(config);
        all.addAll(layers);
        return List.copyOf(all);
    }
}
