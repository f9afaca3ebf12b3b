package io.hexr.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The signature algorithms that are believed; there is no other. A key is recognised by the exact DER bytes in front of its public part, so a key has
 * one encoding and one fingerprint, and no file can ask for an algorithm, a curve or a hash of its own.
 */
public enum Algorithm {
    ECDSA_P256("SHA256withECDSA", "EC", "3059301306072a8648ce3d020106082a8648ce3d030107034200", 65),
    ECDSA_P384("SHA384withECDSA", "EC", "3076301006072a8648ce3d020106052b81040022036200", 97),
    ED25519("Ed25519", "Ed25519", "302a300506032b6570032100", 32),
    ML_DSA_65("ML-DSA-65", "ML-DSA-65", "308207b2300b0609608648016503040312038207a100", 1952),
    ML_DSA_87("ML-DSA-87", "ML-DSA-87", "30820a32300b060960864801650304031303820a2100", 2592);

    private final String signatureName;
    private final String keyName;
    private final String spkiPrefix;
    private final int publicLength;

    Algorithm(String signatureName, String keyName, String spkiPrefix, int publicLength) {
        this.signatureName = signatureName;
        this.keyName = keyName;
        this.spkiPrefix = spkiPrefix;
        this.publicLength = publicLength;
    }

    /** As written in files and on the command line: {@code ecdsa-p256}, {@code ml-dsa-65}. */
    public String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The algorithm of this name; any other name is refused. */
    public static Algorithm parse(String token) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.token().equals(token))
                .findFirst()
                .orElseThrow(() -> new TrustException.AlgorithmRefused("the name of an algorithm", token));
    }

    /** Whether {@code openssl dgst -sha256} checks its signatures, so that a raw {@code .sig} can stand beside a statement. */
    boolean checkedByEveryOpenssl() {
        return this == ECDSA_P256;
    }

    boolean isEcdsa() {
        return this == ECDSA_P256 || this == ECDSA_P384;
    }

    /** The name Sigstore gives the digest that accompanies a signature; for ECDSA it is the digest that is signed. */
    String digestToken() {
        return this == ECDSA_P384 ? "SHA2_384" : "SHA2_256";
    }

    String digestName() {
        return this == ECDSA_P384 ? "SHA-384" : "SHA-256";
    }

    /** Whether these bytes are a SubjectPublicKeyInfo of this algorithm, in its one encoding. */
    boolean owns(byte[] spki) {
        byte[] prefix = prefix();
        return spki.length == prefix.length + publicLength
                && Arrays.equals(spki, 0, prefix.length, prefix, 0, prefix.length)
                && (!isEcdsa() || spki[prefix.length] == 4);
    }

    /** The AlgorithmIdentifier within the prefix: between the outer header and the bit string's. */
    byte[] identifier() {
        byte[] prefix = prefix();
        int start = prefix[1] == (byte) 0x82 ? 4 : 2;
        return Arrays.copyOfRange(prefix, start, start + 2 + prefix[start + 1]);
    }

    byte[] spki(byte[] publicPart) {
        byte[] prefix = prefix();
        byte[] whole = Arrays.copyOf(prefix, prefix.length + publicPart.length);
        System.arraycopy(publicPart, 0, whole, prefix.length, publicPart.length);
        return whole;
    }

    private byte[] prefix() {
        return HexFormat.of().parseHex(spkiPrefix);
    }

    Signature signature() throws GeneralSecurityException {
        return Signature.getInstance(signatureName);
    }

    KeyFactory keys() throws GeneralSecurityException {
        return KeyFactory.getInstance(keyName);
    }

    KeyPairGenerator generator() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName);
        AlgorithmParameterSpec spec =
                switch (this) {
                    case ECDSA_P256 -> new ECGenParameterSpec("secp256r1");
                    case ECDSA_P384 -> new ECGenParameterSpec("secp384r1");
                    case ED25519 -> NamedParameterSpec.ED25519;
                    case ML_DSA_65 -> NamedParameterSpec.ML_DSA_65;
                    case ML_DSA_87 -> NamedParameterSpec.ML_DSA_87;
                };
        generator.initialize(spec);
        return generator;
    }
}
