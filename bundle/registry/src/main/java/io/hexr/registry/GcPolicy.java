package io.hexr.registry;

import java.time.Duration;

/**
 * What may go. Content that a client was told of within the lease stays, for its push may be about to name it; no time of waiting is needed.
 *
 * @param untagged what becomes of manifests that no tag leads to, directly, through an index or as a referrer of one
 */
public record GcPolicy(Untagged untagged, Duration lease) {
    /** The fate of manifests that no tag leads to. */
    public enum Untagged {
        KEEP,
        REMOVE
    }

    public GcPolicy {
        if (lease.isNegative()) {
            throw new IllegalArgumentException("a lease is not negative");
        }
    }

    /** Keeps every manifest and what was touched within a day. */
    public static GcPolicy careful() {
        return new GcPolicy(Untagged.KEEP, Duration.ofDays(1));
    }
}
