package io.hexr.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Content of one repository, to read. Every stream is a verifier: its end is reached only after exactly the descriptor's size and with the descriptor's
 * digest; otherwise reading throws {@link OciException.SizeMismatch} or {@link OciException.DigestMismatch}, or what a store that knows the very place
 * throws instead.
 */
public interface ContentSource {
    /** Whether the content is there; asks, does not read it. */
    boolean has(Descriptor descriptor);

    /** Opens blob or manifest; {@link OciException.NotFound} where it is absent. */
    InputStream open(Descriptor descriptor);

    /** The manifest a tag names now. */
    Optional<Descriptor> resolve(String tag);

    /** Manifests whose subject is the given digest, each with its artifact type and annotations, in no particular order. */
    List<Descriptor> referrers(Digest subject);

    /** Small content as a whole, verified; {@link OciException.TooLarge} before a byte is read where its descriptor says more than the limit. */
    default byte[] bytes(Descriptor descriptor, int limit) {
        if (descriptor.size() > limit) {
            throw new OciException.TooLarge("content " + descriptor.digest(), descriptor.size(), limit);
        }
        try (InputStream in = VerifyingInputStream.of(open(descriptor), descriptor)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading content " + descriptor.digest(), e);
        }
    }

    /** A manifest or index, read, verified and parsed. */
    default Manifest manifest(Descriptor descriptor) {
        return Manifest.parse(descriptor, bytes(descriptor, Limits.MANIFEST_BYTES));
    }
}
