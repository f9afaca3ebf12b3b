package io.hexr.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list of manifests: the platforms of one image, or indexes in turn. */
public final class ImageIndex implements Manifest {
    private final byte[] bytes;
    private final Descriptor descriptor;
    private final ManifestReader.Common common;
    private final List<Descriptor> manifests;

    ImageIndex(byte[] bytes, Descriptor descriptor, ManifestReader.Common common, List<Descriptor> manifests) {
        this.bytes = bytes;
        this.descriptor = descriptor;
        this.common = common;
        this.manifests = manifests;
    }

    public List<Descriptor> manifests() {
        return manifests;
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
        return manifests;
    }
}
