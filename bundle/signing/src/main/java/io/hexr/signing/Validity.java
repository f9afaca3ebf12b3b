package io.hexr.signing;

import java.time.Instant;
import java.util.Optional;

/** When the keys of a signer count, by the clock of the machine that verifies: a signature bears no time that could be believed instead. */
public record Validity(Optional<Instant> notBefore, Optional<Instant> notAfter) {
    /** At any time. */
    public static final Validity ALWAYS = new Validity(Optional.empty(), Optional.empty());

    public Validity {
        if (notBefore.isPresent() && notAfter.isPresent() && notAfter.get().isBefore(notBefore.get())) {
            throw new TrustException.PolicyChangeRefused("a validity ends before it begins: " + notAfter.get());
        }
    }

    boolean holds(Instant now) {
        return notBefore.filter(now::isBefore).isEmpty()
                && notAfter.filter(now::isAfter).isEmpty();
    }

    @Override
    public String toString() {
        return "from " + notBefore.map(Instant::toString).orElse("ever") + " until "
                + notAfter.map(Instant::toString).orElse("revoked");
    }
}
