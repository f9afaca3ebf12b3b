package io.hexr.signing;

/** Fuzz target: a trust policy and a rotation of its keys. */
public final class TrustPolicyFuzz {
    private TrustPolicyFuzz() {}

    /** One input; anything but a refusal of this module's own is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            TrustPolicy policy = TrustPolicy.parse(input, "fuzz");
            if (!TrustPolicy.parse(policy.json(), "again").equals(policy)) {
                throw new IllegalStateException("a policy that was read is not the one that is written");
            }
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
        try {
            Rotation.parse(input);
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
    }
}
