package io.hexr.signing;

/** Fuzz target: a Sigstore bundle. */
public final class SigstoreBundleFuzz {
    private SigstoreBundleFuzz() {}

    /** One input; anything but a refusal of this module's own is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            SignatureFile file = new SignatureFile("fuzz.sigstore.json", input);
            SigstoreBundle bundle = SigstoreBundle.parse(file);
            SigstoreBundle again = SigstoreBundle.parse(new SignatureFile("fuzz.sigstore.json", bundle.write()));
            if (!again.key().equals(bundle.key())) {
                throw new IllegalStateException("a bundle that was read is not the one that is written");
            }
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
    }
}
