package io.hexr.signing;

import java.time.Instant;

/** A key that counts no more, for anything and whatever its signatures say of their time; the reason is for people. */
public record Revocation(Fingerprint key, String reason, Instant at) {
    public Revocation {
        if (reason.isBlank() || reason.length() > 500 || reason.chars().anyMatch(Character::isISOControl)) {
            throw new TrustException.PolicyChangeRefused(
                    "a revocation needs a reason in one line of at most 500 characters");
        }
    }
}
