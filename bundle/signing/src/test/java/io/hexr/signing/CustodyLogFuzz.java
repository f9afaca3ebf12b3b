package io.hexr.signing;

/** Fuzz target: a custody log. */
public final class CustodyLogFuzz {
    private CustodyLogFuzz() {}

    /** One input; anything but a refusal of this module's own is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            CustodyLog.check(input, "fuzz", TrustPolicy.empty());
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
    }
}
