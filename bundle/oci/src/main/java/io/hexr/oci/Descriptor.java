package io.hexr.oci;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names content: its type, digest and size. Two descriptors of the same bytes may differ in annotations; stores look only at digest and size. */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Optional<String> artifactType,
        Optional<Platform> platform,
        Map<String, String> annotations) {

    /** RFC 6838 names; nothing that could end a header line. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    public Descriptor {
        requireMediaType(digest, mediaType);
        artifactType.ifPresent(type -> requireMediaType(digest, type));
        if (size < 0) {
            throw new OciException.MalformedDocument("descriptor of " + digest, "size " + size + " is negative");
        }
        annotations = Map.copyOf(annotations);
    }

    private static void requireMediaType(Digest digest, String text) {
        if (!MEDIA_TYPE.matcher(text).matches()) {
            throw new OciException.MalformedDocument(
                    "descriptor of " + digest, "not a media type: " + OciException.quoted(text));
        }
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
