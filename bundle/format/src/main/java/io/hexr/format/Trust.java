package io.hexr.format;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.hexr.signing.AllowedRollback;
import io.hexr.signing.ReleaseClaim;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.TrustPolicy;
import io.hexr.signing.Verified;

/** Whom to believe, when, and what lies beside the bundle: everything a reader needs besides the bytes. */
public record Trust(
        TrustPolicy policy, List<SignatureFile> approvals, Instant now, Optional<AllowedRollback> allowedRollback) {
    public Trust {
        approvals = List.copyOf(approvals);
    }

    public static Trust of(TrustPolicy policy, Instant now) {
        return new Trust(policy, List.of(), now, Optional.empty());
    }

    public Trust withApprovals(List<SignatureFile> beside) {
        return new Trust(policy, beside, now, allowedRollback);
    }

    public Trust allowing(AllowedRollback rollback) {
        return new Trust(policy, approvals, now, Optional.of(rollback));
    }

    Verified evaluate(ReleaseClaim claim, List<SignatureFile> signatures) {
        return allowedRollback
                .map(allowed -> policy.evaluate(claim, signatures, approvals, now, allowed))
                .orElseGet(() -> policy.evaluate(claim, signatures, approvals, now));
    }
}
