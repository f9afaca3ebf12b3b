package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** A private key of an allowed algorithm. At rest it is encrypted unless its owner asked otherwise by name. */
public final class SigningKey {
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String PLAIN = "PRIVATE KEY";

    private final PrivateKey key;
    private final TrustedKey trusted;

    private SigningKey(PrivateKey key, TrustedKey trusted) {
        this.key = key;
        this.trusted = trusted;
    }

    public static SigningKey generate(Algorithm algorithm) {
        try {
            KeyPair pair = algorithm.generator().generateKeyPair();
            return new SigningKey(
                    pair.getPrivate(), TrustedKey.ofSpki(pair.getPublic().getEncoded(), "a new key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 25 has " + algorithm.token(), e);
        }
    }

    /** Reads a PKCS#8 PEM file that was encrypted by us or by {@code openssl pkcs8 -topk8}. */
    public static SigningKey read(Path file, Passphrase passphrase) {
        byte[] pem = SmallFiles.read(file, TrustedKey.MAX_BYTES);
        String resource = file.toString();
        if (Pem.isLabelled(pem, PLAIN)) {
            throw new TrustException.MalformedKey(resource, "is not encrypted, though a passphrase was given");
        }
        return ofPkcs8(PrivateKeys.decrypt(Pem.read(pem, ENCRYPTED, resource), passphrase, resource), resource);
    }

    /** Reads a PKCS#8 PEM file that anyone who has it can use. */
    public static SigningKey readUnencrypted(Path file) {
        byte[] pem = SmallFiles.read(file, TrustedKey.MAX_BYTES);
        String resource = file.toString();
        if (Pem.isLabelled(pem, ENCRYPTED)) {
            throw new TrustException.WrongPassphrase(resource);
        }
        return ofPkcs8(Pem.read(pem, PLAIN, resource), resource);
    }

    static SigningKey ofPkcs8(byte[] pkcs8, String resource) {
        try {
            PrivateKeyInfo parsed = PrivateKeys.parse(pkcs8, resource);
            Algorithm algorithm = PrivateKeys.algorithm(parsed, resource);
            PrivateKey key = algorithm.keys().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            TrustedKey trusted = TrustedKey.ofSpki(PrivateKeys.publicOf(algorithm, parsed, resource), resource);
            return new SigningKey(key, trusted);
        } catch (GeneralSecurityException e) {
            throw new TrustException.MalformedKey(resource, "holds no private key", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** Writes the key encrypted, readable by its owner only, never over another file. */
    public void write(Path file, Passphrase passphrase) {
        write(file, passphrase, PrivateKeys.ITERATIONS);
    }

    void write(Path file, Passphrase passphrase, int iterations) {
        passphrase.requireStrength();
        SmallFiles.requireFree(file);
        byte[] pkcs8 = key.getEncoded();
        try {
            create(file, ENCRYPTED, PrivateKeys.encrypt(pkcs8, passphrase, iterations));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** Writes the key in the clear, readable by its owner only, for a place that keeps secrets itself. */
    public void writeUnencrypted(Path file) {
        create(file, PLAIN, key.getEncoded());
    }

    private static void create(Path file, String label, byte[] der) {
        SmallFiles.create(
                file, Pem.write(label, der).getBytes(StandardCharsets.US_ASCII), SmallFiles.Access.OWNER_ONLY);
    }

    /** The bare signature over the bytes: DER for ECDSA, the fixed form of RFC 8032 or FIPS 204 otherwise. */
    public byte[] sign(byte[] statement) {
        try {
            Signature signature = trusted.algorithm().signature();
            signature.initSign(key);
            signature.update(statement);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a key of ours does not sign: " + trusted.fingerprint().brief(), e);
        }
    }

    public Algorithm algorithm() {
        return trusted.algorithm();
    }

    public Fingerprint fingerprint() {
        return trusted.fingerprint();
    }

    /** Its public half. */
    public TrustedKey trusted() {
        return trusted;
    }

    /** PKCS#8 in the clear, for a TLS server's key that is written beside its certificate. */
    String unencryptedPem() {
        return Pem.write(PLAIN, key.getEncoded());
    }

    PrivateKey privateKey() {
        return key;
    }

    @Override
    public String toString() {
        return "private key of " + trusted;
    }
}
