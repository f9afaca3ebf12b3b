package io.hexr.oci;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Content of one repository, to read. Every stream is a verifier: its end is reached only after exactly the descriptor's size and with the descriptor's
 * digest; otherwise reading throws {@link OciException.SizeMismatch} or {@link OciException.DigestMismatch}.
 */
public interface ContentSource {
    /** Whether the content is there; asks, does not read it. */
    boolean has(Descriptor descriptor);

    /** Opens blob or manifest; {@link OciException.NotFound} where it is absent. */
    InputStream open(Descriptor descriptor);

    /** The manifest a tag names now. */
    Optional<Descriptor> resolve(String tag);

    /** Manifests whose subject is the given digest. */
    List<Descriptor> referrers(Digest subject);
}
