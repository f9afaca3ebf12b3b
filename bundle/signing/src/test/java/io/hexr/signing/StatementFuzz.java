package io.hexr.signing;

/** Fuzz target: the list of sums that is signed. */
public final class StatementFuzz {
    private StatementFuzz() {}

    /** One input; anything but a refusal of this module's own is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Statement.require(input);
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
    }
}
