package io.hexr.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** A manifest or index that keeps the very bytes it arrived in; its digest is of those bytes, whatever fields this version knows. */
public abstract sealed class Manifest permits ImageManifest, ImageIndex {
    private final byte[] bytes;
    private final Descriptor descriptor;
    private final ManifestReader.Common common;

    Manifest(byte[] bytes, Descriptor descriptor, ManifestReader.Common common) {
        this.bytes = bytes.clone();
        this.descriptor = descriptor;
        this.common = common;
    }

    /** The bytes as they arrived; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    public Optional<String> artifactType() {
        return common.artifactType();
    }

    public Optional<Descriptor> subject() {
        return common.subject();
    }

    public Map<String, String> annotations() {
        return common.annotations();
    }

    /** What must be at a destination before this manifest: config and layers, or the listed manifests. The subject is not a child. */
    public abstract List<Descriptor> children();

    /**
     * Parses by the media type the descriptor named; a {@code mediaType} inside that says otherwise is refused, so that no reader can take one for the
     * other.
     */
    public static Manifest parse(String mediaType, byte[] bytes) {
        return parsed(Descriptor.of(mediaType, bytes), bytes);
    }

    /** As above, for bytes that must have the size and digest of the descriptor, which is kept: a SHA-512 digest stays one. */
    public static Manifest parse(Descriptor expected, byte[] bytes) {
        String resource = "manifest " + expected.digest();
        if (bytes.length != expected.size()) {
            throw new OciException.SizeMismatch(resource, expected.size(), "" + bytes.length);
        }
        Digest actual = Digest.of(expected.digest().algorithm(), bytes);
        if (!actual.equals(expected.digest())) {
            throw new OciException.DigestMismatch(resource, expected.digest(), actual);
        }
        return parsed(expected, bytes);
    }

    private static Manifest parsed(Descriptor own, byte[] bytes) {
        String resource = "manifest " + own.digest();
        JsonNode root = StrictJson.parse(bytes, Limits.MANIFEST_BYTES, resource);
        ManifestReader reader = new ManifestReader(resource, root);
        reader.requireShape(own.mediaType());
        if (MediaTypes.isIndex(own.mediaType())) {
            return new ImageIndex(bytes, own, reader.common(), reader.descriptors("manifests", Limits.CHILDREN));
        }
        return new ImageManifest(
                bytes,
                own,
                reader.common(),
                reader.descriptor("config"),
                reader.descriptors("layers", Limits.CHILDREN));
    }

    /**
     * How an answer to "who refers to the subject?" lists this manifest: with its annotations and its artifact type, which is the config's media type
     * where none is written.
     */
    public Descriptor asReferrer() {
        Optional<String> type = artifactType();
        if (type.isEmpty() && this instanceof ImageManifest image) {
            type = Optional.of(image.config().mediaType());
        }
        return new Descriptor(
                descriptor.mediaType(), descriptor.digest(), descriptor.size(), type, Optional.empty(), annotations());
    }
}
