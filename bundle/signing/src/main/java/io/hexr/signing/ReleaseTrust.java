package io.hexr.signing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a site believes of one release name: who releases it, who may let it in, the lowest sequence still accepted, and the number of the
 * last rotation of the releasing keys that was taken.
 */
public record ReleaseTrust(SignerSet release, SignerSet approve, long minimumSequence, long rotations) {
    /** What a bundle may call its release; narrower, and one could be built and signed that no site can trust. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?");

    public ReleaseTrust {
        if (release.threshold() < 1) {
            throw new TrustException.PolicyChangeRefused("a release needs at least one signer");
        }
        new Reached(minimumSequence, rotations);
    }

    /** One signer and nothing else yet, going on from where the name stood when it was forgotten. */
    static ReleaseTrust beginning(Signer signer, Reached before) {
        return new ReleaseTrust(
                new SignerSet(List.of(signer), 1), SignerSet.EMPTY, before.minimumSequence(), before.rotations());
    }

    Reached reached() {
        return new Reached(minimumSequence, rotations);
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

    ReleaseTrust rotated(Rotation next) {
        return new ReleaseTrust(next.signers(), approve, minimumSequence, next.number());
    }
}
