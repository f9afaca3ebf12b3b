package io.hexr.signing;

import io.hexr.oci.Secret;

/** Fuzz target: PKCS#8 of a private key and of an encrypted one, within a small count of iterations. */
public final class PrivateKeyFuzz {
    private PrivateKeyFuzz() {}

    /** One input; anything but a refusal of this module's own is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            SigningKey.ofPkcs8(input.clone(), "fuzz").sign(new byte[1]);
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
        try (Passphrase passphrase = Passphrase.of(Secret.of("a".toCharArray()))) {
            PrivateKeys.decrypt(input, passphrase, "fuzz", 2000);
        } catch (TrustException refusal) {
            FuzzTargetsTest.requireWords(refusal);
        }
    }
}
