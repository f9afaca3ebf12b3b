package io.hexr.signing;

/** How far a release name came at this site: the lowest sequence still accepted, and the rotations taken. It outlives the belief in who releases it. */
public record Reached(long minimumSequence, long rotations) {
    static final Reached NOTHING = new Reached(0, 0);

    public Reached {
        if (minimumSequence < 0 || rotations < 0) {
            throw new TrustException.PolicyChangeRefused("sequences and rotations are counted from zero");
        }
    }
}
