package io.hexr.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Authorities, server and client certificates as good or bad as a test wants them. */
final class TestCertificates {
    static final char[] PASSWORD = "changeit".toCharArray();

    /** A key and its certificate, written as two PEM files. */
    record Issued(KeyPair keys, X509Certificate certificate, Path certificateFile, Path keyFile) {
        KeyStore store() {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("own", keys.getPrivate(), PASSWORD, new Certificate[] {certificate});
                return store;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** When a certificate counts. */
    record Validity(Instant from, Instant to) {
        static Validity days(int from, int to) {
            Instant now = Instant.now();
            return new Validity(now.plusSeconds(from * 86_400L), now.plusSeconds(to * 86_400L));
        }
    }

    private final Path folder;

    TestCertificates(Path folder) {
        this.folder = folder;
    }

    Issued authority(String name) {
        KeyPair keys = keys();
        JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=" + name), keys, name, Validity.days(-1, 30));
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return issue(name, keys, builder, keys);
    }

    /** For loopback, valid now. */
    Issued signed(String name, Issued authority) {
        return signed(name, authority, Validity.days(-1, 30), new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    }

    Issued signed(String name, Issued authority, Validity validity, GeneralName host) {
        KeyPair keys = keys();
        JcaX509v3CertificateBuilder builder = builder(
                new X500Name(authority.certificate().getSubjectX500Principal().getName()), keys, name, validity);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return issue(name, keys, builder, authority.keys());
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, KeyPair keys, String name, Validity validity) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(validity.from()),
                Date.from(validity.to()),
                new X500Name("CN=" + name),
                keys.getPublic());
    }

    private Issued issue(String name, KeyPair own, JcaX509v3CertificateBuilder builder, KeyPair signer) {
        try {
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
            return new Issued(
                    own,
                    certificate,
                    pem(name + ".pem", "CERTIFICATE", certificate.getEncoded()),
                    pem(name + ".key", "PRIVATE KEY", own.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path pem(String file, String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            return Files.writeString(
                    folder.resolve(file),
                    "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
