package io.hexr.signing;

import java.nio.charset.StandardCharsets;

/** Fuzz target: PEM of a public key. */
public final class PublicKeyFuzz {
    private PublicKeyFuzz() {}

    /** One input; anything but a refusal of this module's own is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            TrustedKey key = TrustedKey.parse(input, "fuzz");
            if (!TrustedKey.parse(key.pem().getBytes(StandardCharsets.US_ASCII), "again")
                    .equals(key)) {
                throw new IllegalStateException("a key that was read is not the one that is written");
            }
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
    }
}
