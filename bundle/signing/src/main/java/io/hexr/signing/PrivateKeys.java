package io.hexr.signing;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * PKCS#8, encrypted and not. The JDK does the encryption; BouncyCastle computes the public key that belongs to a private one, which the JDK cannot, so
 * that a key is one file and no two files can be paired wrongly.
 */
final class PrivateKeys {
    /** PBES2: PBKDF2 with HMAC-SHA-512 and AES-256-CBC; what stock openssl opens. */
    static final String CIPHER = "PBEWithHmacSHA512AndAES_256";

    /** Chosen by measurement, see docs/adr: the cost of one guess, paid once per signing. */
    static final int ITERATIONS = 600_000;

    /** A file that asks for more would only keep the reader busy. */
    static final int MAX_ITERATIONS = 10_000_000;

    private static final int SALT = 16;
    private static final Set<String> OPENED =
            Set.of(CIPHER, "PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA256AndAES_128", "PBEWithHmacSHA512AndAES_128");

    private PrivateKeys() {}

    static byte[] encrypt(byte[] pkcs8, Passphrase passphrase, int iterations) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, secret(CIPHER, passphrase), new PBEParameterSpec(salt, iterations));
            // the JDK encodes a key only under the scheme's own name, not under that of its cipher
            AlgorithmParameters scheme = AlgorithmParameters.getInstance("PBES2");
            scheme.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(scheme, cipher.doFinal(pkcs8)).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java 25 has " + CIPHER, e);
        }
    }

    static byte[] decrypt(byte[] der, Passphrase passphrase, String resource) {
        return decrypt(der, passphrase, resource, MAX_ITERATIONS);
    }

    static byte[] decrypt(byte[] der, Passphrase passphrase, String resource, int most) {
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = encrypted.getAlgParameters();
            // the JDK names the PBES2 scheme only in the text of its parameters
            String scheme = parameters == null ? encrypted.getAlgName() : parameters.toString();
            if (parameters == null || !OPENED.contains(scheme)) {
                throw new TrustException.AlgorithmRefused(resource + " (its encryption)", scheme);
            }
            int iterations = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
            if (iterations < 1 || iterations > most) {
                throw new TrustException.MalformedKey(
                        resource, "asks for " + iterations + " iterations, at most " + most + " are made");
            }
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(Cipher.DECRYPT_MODE, secret(scheme, passphrase), parameters);
            return open(cipher, encrypted.getEncryptedData(), resource);
        } catch (GeneralSecurityException | IOException e) {
            throw new TrustException.MalformedKey(resource, "is not an encrypted private key that can be opened", e);
        }
    }

    private static byte[] open(Cipher cipher, byte[] encrypted, String resource) {
        byte[] plain;
        try {
            plain = cipher.doFinal(encrypted);
        } catch (GeneralSecurityException _) {
            throw new TrustException.WrongPassphrase(resource);
        }
        // CBC padding comes out right by chance once in 256: what is no key then was the wrong passphrase, too
        if (plain.length < 16 || plain[0] != 0x30) {
            Arrays.fill(plain, (byte) 0);
            throw new TrustException.WrongPassphrase(resource);
        }
        return plain;
    }

    private static SecretKey secret(String scheme, Passphrase passphrase) throws GeneralSecurityException {
        PBEKeySpec spec = passphrase.reveal(PBEKeySpec::new);
        try {
            return SecretKeyFactory.getInstance(scheme).generateSecret(spec);
        } finally {
            spec.clearPassword();
        }
    }

    static PrivateKeyInfo parse(byte[] pkcs8, String resource) {
        try {
            return PrivateKeyInfo.getInstance(pkcs8);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException | NoSuchElementException e) {
            // the last two where a field of another type stands in the place of the attributes, or none at all
            throw new TrustException.MalformedKey(resource, "holds no private key", e);
        }
    }

    static Algorithm algorithm(PrivateKeyInfo parsed, String resource) {
        byte[] identifier;
        try {
            identifier = parsed.getPrivateKeyAlgorithm().getEncoded();
        } catch (IOException e) {
            throw new TrustException.MalformedKey(resource, "names no algorithm", e);
        }
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> Arrays.equals(algorithm.identifier(), identifier))
                .findFirst()
                .orElseThrow(() -> new TrustException.AlgorithmRefused(
                        resource, parsed.getPrivateKeyAlgorithm().getAlgorithm().getId()));
    }

    /** SubjectPublicKeyInfo of the public key that belongs to the private one. */
    static byte[] publicOf(Algorithm algorithm, PrivateKeyInfo parsed, String resource) {
        try {
            AsymmetricKeyParameter key = PrivateKeyFactory.createKey(parsed);
            byte[] publicPart =
                    switch (key) {
                        case ECPrivateKeyParameters ec ->
                            new FixedPointCombMultiplier()
                                    .multiply(ec.getParameters().getG(), ec.getD())
                                    .normalize()
                                    .getEncoded(false);
                        case Ed25519PrivateKeyParameters ed ->
                            ed.generatePublicKey().getEncoded();
                        case MLDSAPrivateKeyParameters ml ->
                            ml.getPublicKeyParameters().getEncoded();
                        default -> throw new TrustException.AlgorithmRefused(resource, algorithm.token());
                    };
            return algorithm.spki(publicPart);
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw new TrustException.MalformedKey(resource, "holds no private key", e);
        }
    }
}
