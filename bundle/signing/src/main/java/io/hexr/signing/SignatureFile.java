package io.hexr.signing;

/**
 * A signature as it lies beside a statement: {@code SHA256SUMS.sig} (the bare DER signature for stock tools) or
 * {@code SHA256SUMS.<key>.sigstore.json}. The bytes are a stranger's until {@link TrustPolicy#evaluate} has read them.
 */
@SuppressWarnings("ArrayRecordComponent") // two of these are never compared
public record SignatureFile(String name, byte[] bytes) {
    /** The largest signature file that is read; an ML-DSA-87 bundle has 7 KiB. */
    public static final int MAX_BYTES = 64 << 10;

    static final String RAW = ".sig";
    static final String BUNDLE = ".sigstore.json";

    public SignatureFile {
        if (bytes.length > MAX_BYTES) {
            throw new TrustException.TooLarge(TrustException.quoted(name), MAX_BYTES);
        }
    }

    /** Whether a file of this name is a signature, so that readers of archives and folders need not know the endings. */
    public static boolean isSignature(String name) {
        return name.endsWith(RAW) || name.endsWith(BUNDLE);
    }

    boolean isRaw() {
        return name.endsWith(RAW);
    }
}
