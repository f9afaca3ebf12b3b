package io.hexr.signing;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One person or office with one or more keys. All keys must sign and they count once: with an ECDSA and an ML-DSA key (a hybrid), forging needs both
 * to fall.
 */
public record Signer(String name, List<TrustedKey> keys, Validity validity) {
    /** More keys than any hybrid needs. */
    public static final int MAX_KEYS = 8;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");

    public Signer {
        keys = List.copyOf(keys);
        if (!NAME.matcher(name).matches()) {
            throw new TrustException.PolicyChangeRefused(
                    "a signer's name is letters, digits and . _ @ + -, this is not: " + TrustException.quoted(name));
        }
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new TrustException.PolicyChangeRefused(
                    "signer " + name + " has " + keys.size() + " keys, it needs 1 to " + MAX_KEYS);
        }
        if (new HashSet<>(keys).size() != keys.size()) {
            throw new TrustException.PolicyChangeRefused("signer " + name + " has the same key twice");
        }
    }
}
