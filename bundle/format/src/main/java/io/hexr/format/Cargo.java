package io.hexr.format;

import java.util.Optional;
import java.util.function.LongConsumer;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Digest;
import io.hexr.signing.Verified;

/**
 * A release on its way to a registry: its signature is verified, its blobs are verified as they are read, and nothing that was sent counts before
 * {@link #settle} has returned. It lies in an archive, or in the folder it was built into.
 */
public sealed interface Cargo permits SignedBundle, ReleaseCargo {
    /** What people call it, for messages. */
    String name();

    Contents contents();

    Presence presence();

    /** Who signed and approved, and what was ignored. */
    Verified verified();

    ReleaseFiles files();

    /** Every blob that is here. Each stream verifies what it hands out; it knows no tags. */
    ContentSource content();

    /** All bytes there are to verify. */
    long size();

    /** Verifies whatever nobody has read to its verified end yet, and every manifest. */
    void settle(LongConsumer progress);

    /** Where a blob lies, where people would look for it. */
    Optional<BundleException.Place> place(Digest blob);
}
