package io.hexr.signing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Published vectors: RFC 8032 §7.1, RFC 6979 §A.2.5 and §A.2.6, and the accumulated ML-DSA vectors of C2SP (a hundred keys from one SHAKE128 stream and
 * their deterministic signatures, compared by one digest). NIST's ACVP files for ML-DSA verification that could be had are for the internal interface,
 * which the JDK does not offer; the Wycheproof files could not be had.
 */
final class VectorsTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """)
    void agreesWithRfc8032(String key, String message, String signature) {
        holdsAndBreaksWithEachByte(Algorithm.ED25519, hex(key), hex(message), hex(signature));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            sample, EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716, F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
            test, F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367, 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083
            """)
    void agreesWithRfc6979OnP256(String message, String r, String s) throws java.io.IOException {
        byte[] key = hex("0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
        holdsAndBreaksWithEachByte(Algorithm.ECDSA_P256, key, message.getBytes(StandardCharsets.US_ASCII), der(r, s));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            sample, 94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46, 99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8
            test, 8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB0542A7F0812998DA8F1DD3CA3CF023DB, DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E06A739F040649A667BF3B828246BAA5A5
            """)
    void agreesWithRfc6979OnP384(String message, String r, String s) throws java.io.IOException {
        byte[] key = hex(
                "04EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13"
                        + "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720");
        holdsAndBreaksWithEachByte(Algorithm.ECDSA_P384, key, message.getBytes(StandardCharsets.US_ASCII), der(r, s));
    }

    @ParameterizedTest
    @CsvSource({
        "ML_DSA_65, 8358a1843220194417cadbc2651295cd8fc65125b5a5c1a239a16dc8b57ca199",
        "ML_DSA_87, 8c3ad714777622b8f21ce31bb35f71394f23bc0fcf3c78ace5d608990f3b061b"
    })
    void agreesWithTheAccumulatedVectorsOfMlDsa(Algorithm algorithm, String digest)
            throws GeneralSecurityException, CryptoException {
        MLDSAParameters parameters =
                algorithm == Algorithm.ML_DSA_65 ? MLDSAParameters.ml_dsa_65 : MLDSAParameters.ml_dsa_87;
        SHAKEDigest seeds = new SHAKEDigest(128);
        SHAKEDigest results = new SHAKEDigest(128);
        byte[] seed = new byte[32];
        for (int i = 0; i < 100; i++) {
            seeds.doOutput(seed, 0, seed.length);
            MLDSAPrivateKeyParameters key = new MLDSAPrivateKeyParameters(parameters, seed);
            MLDSASigner signer = new MLDSASigner();
            signer.init(true, key);
            byte[] signature = signer.generateSignature();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA");
            generator.initialize(
                    algorithm == Algorithm.ML_DSA_65 ? NamedParameterSpec.ML_DSA_65 : NamedParameterSpec.ML_DSA_87,
                    new Fixed(seed));
            byte[] spki = generator.generateKeyPair().getPublic().getEncoded();

            assertThat(spki).isEqualTo(algorithm.spki(key.getPublicKey()));
            assertThat(TrustedKey.ofSpki(spki, "vector").verifies(new byte[0], signature))
                    .isTrue();
            results.update(key.getPublicKey(), 0, key.getPublicKey().length);
            results.update(signature, 0, signature.length);
        }
        byte[] sum = new byte[32];
        results.doFinal(sum, 0, sum.length);
        assertThat(HexFormat.of().formatHex(sum)).isEqualTo(digest);
    }

    private static void holdsAndBreaksWithEachByte(
            Algorithm algorithm, byte[] publicPart, byte[] message, byte[] signature) {
        TrustedKey key = TrustedKey.ofSpki(algorithm.spki(publicPart), "vector");
        assertThat(key.verifies(message, signature)).isTrue();
        for (int i = 0; i < signature.length; i++) {
            byte[] broken = signature.clone();
            broken[i] ^= 1;
            assertThat(key.verifies(message, broken)).as("byte %d", i).isFalse();
        }
        assertThat(key.verifies(Arrays.copyOf(message, message.length + 1), signature))
                .isFalse();
        assertThat(key.verifies(message, Arrays.copyOf(signature, signature.length + 1)))
                .isFalse();
        assertThat(key.verifies(message, Arrays.copyOf(signature, signature.length - 1)))
                .isFalse();
    }

    private static byte[] der(String r, String s) throws java.io.IOException {
        return new DERSequence(new ASN1Integer[] {
                    new ASN1Integer(new BigInteger(r, 16)), new ASN1Integer(new BigInteger(s, 16))
                })
                .getEncoded();
    }

    /** The seed of a vector where the JDK draws a random one. */
    private static final class Fixed extends SecureRandom {
        private final byte[] seed;

        Fixed(byte[] seed) {
            super();
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
