package io.hexr.oci;

import java.util.List;

/** A list of manifests: the platforms of one image, or indexes in turn. */
public final class ImageIndex extends Manifest {
    private final List<Descriptor> manifests;

    ImageIndex(byte[] bytes, Descriptor descriptor, ManifestReader.Common common, List<Descriptor> manifests) {
        super(bytes, descriptor, common);
        this.manifests = manifests;
    }

    public List<Descriptor> manifests() {
        return manifests;
    }

    @Override
    public List<Descriptor> children() {
        return manifests;
    }
}
