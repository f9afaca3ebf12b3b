package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * A public key of an allowed algorithm. Holding one means nothing yet: it is believed for what a {@link TrustPolicy} says, and enters a policy only with
 * its fingerprint compared.
 */
public final class TrustedKey {
    /** The largest key file that is read. */
    public static final int MAX_BYTES = 64 << 10;

    static final String LABEL = "PUBLIC KEY";

    private final Algorithm algorithm;
    private final byte[] spki;
    private final PublicKey key;
    private final Fingerprint fingerprint;

    private TrustedKey(Algorithm algorithm, byte[] spki, PublicKey key) {
        this.algorithm = algorithm;
        this.spki = spki;
        this.key = key;
        this.fingerprint = Fingerprint.of(spki);
    }

    /** Reads a PEM file of one public key. */
    public static TrustedKey read(Path file) {
        return parse(SmallFiles.read(file, MAX_BYTES), file.toString());
    }

    /** Parses PEM: one {@code PUBLIC KEY} block and nothing else that matters. */
    public static TrustedKey parse(byte[] pem, String resource) {
        if (pem.length > MAX_BYTES) {
            throw new TrustException.TooLarge(resource, MAX_BYTES);
        }
        return ofSpki(Pem.read(pem, LABEL, resource), resource);
    }

    static TrustedKey ofSpki(byte[] spki, String resource) {
        Algorithm algorithm = Arrays.stream(Algorithm.values())
                .filter(candidate -> candidate.owns(spki))
                .findFirst()
                .orElseThrow(() -> refused(spki, resource));
        try {
            PublicKey key = algorithm.keys().generatePublic(new X509EncodedKeySpec(spki));
            if (key instanceof ECPublicKey point && !Curves.holds(point)) {
                throw new TrustException.MalformedKey(resource, "holds a point that is not on the curve");
            }
            return new TrustedKey(algorithm, spki.clone(), key);
        } catch (GeneralSecurityException e) {
            throw new TrustException.MalformedKey(resource, "holds no valid public key", e);
        }
    }

    private static TrustException refused(byte[] spki, String resource) {
        Optional<String> identifier = Pem.algorithmOf(spki);
        boolean ours = identifier.isPresent()
                && Arrays.stream(Algorithm.values())
                        .anyMatch(a -> identifier.equals(Pem.algorithmOf(a.spki(new byte[0]))));
        return identifier.isEmpty() || ours
                ? new TrustException.MalformedKey(resource, "holds no public key in its one plain encoding")
                : new TrustException.AlgorithmRefused(resource, identifier.get());
    }

    /** Whether the signature is this key's over exactly these bytes. A signature that cannot be read is none. */
    public boolean verifies(byte[] statement, byte[] signature) {
        if (algorithm.isEcdsa() && !Curves.isPlainDer(signature)) {
            return false;
        }
        try {
            Signature check = algorithm.signature();
            check.initVerify(key);
            check.update(statement);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            return false; // the JDK says by exception that the bytes have not even the form of a signature
        }
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** The SubjectPublicKeyInfo as PEM, as every stock tool reads it. */
    public String pem() {
        return Pem.write(LABEL, spki);
    }

    /** Writes the PEM whole, never over another file. */
    public void write(Path file) {
        SmallFiles.create(file, pem().getBytes(StandardCharsets.US_ASCII), SmallFiles.Access.EVERYONE_READS);
    }

    byte[] spki() {
        return spki.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedKey that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return algorithm.token() + " " + fingerprint;
    }
}
