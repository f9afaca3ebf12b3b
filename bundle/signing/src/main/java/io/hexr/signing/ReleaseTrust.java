package io.hexr.signing;

import java.util.regex.Pattern;

/**
 * What a site believes of one release name: who releases it, who may let it in, the lowest sequence still accepted, and how many rotations of the
 * releasing keys were taken so far.
 */
public record ReleaseTrust(SignerSet release, SignerSet approve, long minimumSequence, long rotations) {
    /** What a bundle may call its release; narrower, and one could be built and signed that no site can trust. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?");

    public ReleaseTrust {
        if (release.threshold() < 1) {
            throw new TrustException.PolicyChangeRefused("a release needs at least one signer");
        }
        if (minimumSequence < 0 || rotations < 0) {
            throw new TrustException.PolicyChangeRefused("sequences and rotations are counted from zero");
        }
    }

    static void requireName(String release) {
        if (!NAME.matcher(release).matches()) {
            throw new TrustException.PolicyChangeRefused(
                    "a release name is lower-case letters and digits with . _ - between them, this is not: "
                            + TrustException.quoted(release));
        }
    }

    SignerSet of(Role role) {
        return role == Role.RELEASE ? release : approve;
    }

    ReleaseTrust with(Role role, SignerSet set) {
        return role == Role.RELEASE
                ? new ReleaseTrust(set, approve, minimumSequence, rotations)
                : new ReleaseTrust(release, set, minimumSequence, rotations);
    }

    ReleaseTrust withMinimum(long sequence) {
        return new ReleaseTrust(release, approve, sequence, rotations);
    }

    ReleaseTrust rotated(SignerSet next) {
        return new ReleaseTrust(next, approve, minimumSequence, rotations + 1);
    }
}
