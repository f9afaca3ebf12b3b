package io.hexr.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** A manifest or index that keeps the very bytes it arrived in; its digest is of those bytes, whatever fields this version knows. */
public sealed interface Manifest permits ImageManifest, ImageIndex {
    /** The bytes as they arrived; a copy. */
    byte[] bytes();

    Descriptor descriptor();

    Optional<String> artifactType();

    Optional<Descriptor> subject();

    Map<String, String> annotations();

    /** What must be at a destination before this manifest: config and layers, or the listed manifests. The subject is not a child. */
    List<Descriptor> children();

    /**
     * Parses by the media type the descriptor named; a {@code mediaType} inside that says otherwise is refused, so that no reader can take one for the
     * other.
     */
    static Manifest parse(String mediaType, byte[] bytes) {
        String resource = "manifest " + Digest.of(bytes);
        JsonNode root = StrictJson.parse(bytes, Limits.MANIFEST_BYTES, resource);
        ManifestReader reader = new ManifestReader(resource, root);
        reader.requireShape(mediaType);
        Descriptor own = Descriptor.of(mediaType, bytes);
        if (MediaTypes.isIndex(mediaType)) {
            return new ImageIndex(bytes.clone(), own, reader.common(), reader.descriptors("manifests"));
        }
        return new ImageManifest(
                bytes.clone(), own, reader.common(), reader.descriptor("config"), reader.descriptors("layers"));
    }
}
