package io.hexr.format;

import java.util.List;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;

/**
 * What the signed contents say of one manifest or index, so that completeness and the derived files are known without reading it. A manifest's first
 * child is its config; whoever reads the manifest itself compares the two.
 */
public record ManifestNode(
        Digest digest,
        String mediaType,
        Optional<String> artifactType,
        Optional<Digest> subject,
        List<Digest> children) {
    public ManifestNode {
        children = List.copyOf(children);
        String resource = "manifest " + digest;
        if (!MediaTypes.isIndex(mediaType) && !MediaTypes.isImageManifest(mediaType)) {
            throw new BundleException.Invalid(resource, "has media type " + BundleException.quoted(mediaType));
        }
        if (!MediaTypes.isIndex(mediaType) && children.isEmpty()) {
            throw new BundleException.Invalid(resource, "has no config");
        }
    }

    static ManifestNode of(Manifest manifest) {
        return new ManifestNode(
                manifest.descriptor().digest(),
                manifest.descriptor().mediaType(),
                manifest.artifactType(),
                manifest.subject().map(Descriptor::digest),
                manifest.children().stream().map(Descriptor::digest).toList());
    }

    /** What the manifest's own bytes say otherwise than this; nothing where they agree. */
    Optional<String> contradiction(byte[] bytes) {
        try {
            return of(Manifest.parse(mediaType, bytes)).equals(this)
                    ? Optional.empty()
                    : Optional.of("names other children, type or subject than the signed contents say");
        } catch (OciException | BundleException.Invalid e) {
            return Optional.of("is no manifest as the contents say: " + e.getMessage());
        }
    }

    public boolean isIndex() {
        return MediaTypes.isIndex(mediaType);
    }

    /** Of an image manifest; empty for an index. */
    Optional<Digest> config() {
        return isIndex() ? Optional.empty() : Optional.of(children.getFirst());
    }
}
