package io.hexr.oci;

import java.util.Map;
import java.util.Optional;

/** Names content: its type, digest and size. Two descriptors of the same bytes may differ in annotations; stores look only at digest and size. */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Optional<String> artifactType,
        Optional<Platform> platform,
        Map<String, String> annotations) {

    public Descriptor {
        if (size < 0) {
            throw new OciException.MalformedDocument("descriptor of " + digest, "size " + size + " is negative");
        }
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Of bytes at hand, by SHA-256. */
    public static Descriptor of(String mediaType, byte[] bytes) {
        return of(mediaType, Digest.of(bytes), bytes.length);
    }

    public boolean isManifest() {
        return MediaTypes.isImageManifest(mediaType) || MediaTypes.isIndex(mediaType);
    }
}
