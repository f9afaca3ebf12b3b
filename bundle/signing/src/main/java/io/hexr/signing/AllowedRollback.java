package io.hexr.signing;

/** The operator names the one older version that may come back, with its sequence; everything else below the minimum stays refused. */
public record AllowedRollback(String version, long sequence) {
    boolean covers(ReleaseClaim claim) {
        return version.equals(claim.version()) && sequence == claim.sequence();
    }
}
