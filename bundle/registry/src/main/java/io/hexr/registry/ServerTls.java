package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The server's certificate and key. TLS 1.2 and 1.3 only, whatever the context would also speak. */
public final class ServerTls {
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_FILE = 1 << 20;
    private final SSLContext context;

    private ServerTls(SSLContext context) {
        this.context = context;
    }

    public static ServerTls of(SSLContext context) {
        return new ServerTls(context);
    }

    /** From a key store with one key entry, its chain first to last. */
    public static ServerTls of(KeyStore keys, char[] password) {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new ServerTls(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key store does not open with this password", e);
        }
    }

    /**
     * From PEM files: the server's certificate followed by its issuers, and an unencrypted PKCS#8 key.
     *
     * @throws RegistryException.BadCertificate naming the file
     */
    public static ServerTls pem(Path certificates, Path key) {
        Certificate[] chain = chain(certificates);
        PrivateKey secret = key(key);
        char[] password = "in memory only".toCharArray();
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", secret, password, chain);
            return of(keys, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new RegistryException.BadCertificate(key, "does not go with " + certificates + ": " + e.getMessage());
        }
    }

    SSLContext context() {
        return context;
    }

    private static Certificate[] chain(Path file) {
        try {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read(file)));
            if (all.isEmpty()) {
                throw new RegistryException.BadCertificate(file, "holds no certificate");
            }
            return all.toArray(new Certificate[0]);
        } catch (GeneralSecurityException e) {
            throw new RegistryException.BadCertificate(file, "is not a PEM certificate chain");
        }
    }

    private static PrivateKey key(Path file) {
        String text = new String(read(file), StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new RegistryException.BadCertificate(
                    file, "is not an unencrypted PKCS#8 key (openssl pkcs8 -topk8 -nocrypt makes one)");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (InvalidKeySpecException e) {
                    // another algorithm's key
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new RegistryException.BadCertificate(file, "is not a key that can be read");
        }
        throw new RegistryException.BadCertificate(file, "is neither an EC, RSA nor Ed25519 key");
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new RegistryException.BadCertificate(file, "is larger than a certificate or key can be");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RegistryException.BadCertificate(file, "cannot be read (" + e.getMessage() + ")");
        }
    }
}
