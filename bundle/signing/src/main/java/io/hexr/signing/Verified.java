package io.hexr.signing;

import java.util.List;
import java.util.Optional;

import io.hexr.oci.Digest;

/**
 * The proof that {@link TrustPolicy#evaluate} said yes: enough signers of this release signed this statement, enough officers approved it, and it is not
 * older than allowed. There is no other way to get one.
 */
public final class Verified {
    private final String release;
    private final String version;
    private final long sequence;
    private final Digest statement;
    private final List<String> signedBy;
    private final List<String> approvedBy;
    private final List<Ignored> ignored;
    private final Optional<AllowedRollback> rollback;

    Verified(
            ReleaseClaim claim,
            List<String> signedBy,
            List<String> approvedBy,
            List<Ignored> ignored,
            Optional<AllowedRollback> rollback) {
        this.release = claim.release();
        this.version = claim.version();
        this.sequence = claim.sequence();
        this.statement = Digest.of(claim.statement());
        this.signedBy = List.copyOf(signedBy);
        this.approvedBy = List.copyOf(approvedBy);
        this.ignored = List.copyOf(ignored);
        this.rollback = rollback;
    }

    public String release() {
        return release;
    }

    public String version() {
        return version;
    }

    public long sequence() {
        return sequence;
    }

    /** SHA-256 of the signed list of sums: the one digest that names the whole release. */
    public Digest statement() {
        return statement;
    }

    /** Names of the releasing signers, as the policy calls them. */
    public List<String> signedBy() {
        return signedBy;
    }

    /** Names of the officers who approved. */
    public List<String> approvedBy() {
        return approvedBy;
    }

    /** Signatures that were there and did not count. */
    public List<Ignored> ignored() {
        return ignored;
    }

    /** Present when the sequence is below the minimum and the operator named this version. */
    public Optional<AllowedRollback> rollback() {
        return rollback;
    }
}
