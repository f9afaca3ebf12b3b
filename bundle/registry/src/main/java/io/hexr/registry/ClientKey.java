package io.hexr.registry;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A client certificate with its chain, and the private key that belongs to it. Never prints the key. */
public final class ClientKey {
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA", "Ed25519", "Ed25519");

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ClientKey(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /** Reads both PEM files and tries the key against the certificate, so that a mix-up is found here and not as a failed handshake. */
    public static ClientKey read(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = PemFile.certificates(certificateFile);
        PrivateKey key = key(keyFile, chain.getFirst().getPublicKey().getAlgorithm());
        if (!belongTogether(chain.getFirst(), key)) {
            throw new RegistryException.BadCertificate(
                    keyFile, "is not the key of the certificate in " + certificateFile);
        }
        return new ClientKey(chain, key);
    }

    X509Certificate[] chain() {
        return chain.toArray(X509Certificate[]::new);
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "client certificate of " + chain.getFirst().getSubjectX500Principal();
    }

    private static PrivateKey key(Path file, String algorithm) {
        List<PemFile.Block> keys = PemFile.blocks(file).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new RegistryException.BadCertificate(file, "holds " + keys.size() + " private keys, one is needed");
        }
        PemFile.Block block = keys.getFirst();
        byte[] pkcs8 =
                switch (block.label()) {
                    case "PRIVATE KEY" -> block.der();
                    case "RSA PRIVATE KEY" -> wrap(RSA, block.der());
                    case "EC PRIVATE KEY" -> wrap(tagged(0x30, EC, curve(file, block.der())), block.der());
                    default ->
                        throw new RegistryException.BadCertificate(
                                file,
                                "holds a key in the form \"" + block.label()
                                        + "\"; an unencrypted PKCS #8 key is needed (openssl pkcs8 -topk8 -nocrypt)");
                };
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new RegistryException.BadCertificate(file, "is not a private key of the kind " + algorithm);
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            return false;
        }
        try {
            byte[] probe = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            return false;
        }
    }

    /** The curve that an old-form EC key names in its element [0]. */
    private static byte[] curve(Path file, byte[] sec1) {
        for (int i = 0; i + 4 < sec1.length; i++) {
            int length = sec1[i + 1];
            if (sec1[i] == (byte) 0xa0
                    && sec1[i + 2] == 0x06
                    && length == sec1[i + 3] + 2
                    && length > 2
                    && i + 2 + length <= sec1.length) {
                return java.util.Arrays.copyOfRange(sec1, i + 2, i + 2 + length);
            }
        }
        throw new RegistryException.BadCertificate(file, "does not name its curve; convert it to PKCS #8");
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return tagged(0x30, new byte[] {2, 1, 0}, algorithm, tagged(0x04, key));
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
