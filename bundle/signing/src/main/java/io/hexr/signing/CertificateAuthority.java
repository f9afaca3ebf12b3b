package io.hexr.signing;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The small certificate authority of a site's own registry: its certificate goes to the nodes once, server certificates are issued as addresses change.
 * ECDSA P-256, because every client checks it. It issues for servers only and no authority below it.
 */
public final class CertificateAuthority {
    private static final String LABEL = "CERTIFICATE";
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final Pattern DNS_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}");

    private final SigningKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(SigningKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new authority that is valid from a day before now, as the clocks of nodes differ, for this long. */
    public static CertificateAuthority create(String name, Instant now, Duration lifetime) {
        if (!NAME.matcher(name).matches()) {
            throw new TrustException.MalformedKey(
                    "the name of an authority", "is not plain: " + TrustException.quoted(name));
        }
        SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
        X509v3CertificateBuilder builder = builder(subject, subject, now, now.plus(lifetime), key.trusted());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(info(key.trusted())));
            return new CertificateAuthority(key, sign(builder, key));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("an authority's certificate cannot be made", e);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static CertificateAuthority read(Path certificate, Path key, Passphrase passphrase) {
        SigningKey signing = SigningKey.read(key, passphrase);
        X509Certificate parsed = parse(
                Pem.read(SmallFiles.read(certificate, TrustedKey.MAX_BYTES), LABEL, certificate.toString()),
                certificate.toString());
        boolean pair = java.util.Arrays.equals(
                parsed.getPublicKey().getEncoded(), signing.trusted().spki());
        if (!pair || parsed.getBasicConstraints() != 0) {
            throw new TrustException.MalformedKey(
                    certificate.toString(), "is not the certificate of an authority with the key " + key);
        }
        return new CertificateAuthority(signing, parsed);
    }

    /** Writes the certificate for everyone and the key encrypted, neither over another file. */
    public void write(Path certificateFile, Path keyFile, Passphrase passphrase) {
        key.write(keyFile, passphrase);
        SmallFiles.create(
                certificateFile,
                certificatePem().getBytes(StandardCharsets.US_ASCII),
                SmallFiles.Access.EVERYONE_READS);
    }

    /** What the nodes must trust. */
    public String certificatePem() {
        return pem(certificate);
    }

    /** When the authority itself ends. */
    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /** A server certificate with a new key for these DNS names and IP addresses; it never outlives the authority. */
    public ServerCertificate issue(List<String> hosts, Instant now, Duration lifetime) {
        if (hosts.isEmpty()) {
            throw new TrustException.MalformedKey("a server certificate", "needs at least one name or address");
        }
        SigningKey server = SigningKey.generate(Algorithm.ECDSA_P256);
        Instant end = now.plus(lifetime).isBefore(notAfter()) ? now.plus(lifetime) : notAfter();
        if (!end.isAfter(now)) {
            throw new TrustException.MalformedKey(
                    "the authority " + certificate.getSubjectX500Principal(), "ended " + notAfter());
        }
        GeneralName[] names = hosts.stream().map(CertificateAuthority::name).toArray(GeneralName[]::new);
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        // the names stand in the critical extension alone: a common name has 64 characters and nobody reads it
        X509v3CertificateBuilder builder = builder(new X500Name(""), issuer, now, end, server.trusted());
        try {
            builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(info(key.trusted())));
            return new ServerCertificate(pem(sign(builder, key)), server.unencryptedPem());
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("a server certificate cannot be made", e);
        }
    }

    private static GeneralName name(String host) {
        try {
            byte[] address = InetAddress.ofLiteral(host).getAddress();
            return new GeneralName(GeneralName.iPAddress, new DEROctetString(address));
        } catch (IllegalArgumentException _) {
            String lower = host.toLowerCase(Locale.ROOT);
            if (!DNS_NAME.matcher(lower).matches()) {
                throw new TrustException.MalformedKey(
                        "a server certificate", "is for names and addresses, not " + TrustException.quoted(host));
            }
            return new GeneralName(GeneralName.dNSName, lower);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name subject, X500Name issuer, Instant now, Instant end, TrustedKey key) {
        BigInteger serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        return new X509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(CLOCKS_DIFFER)), Date.from(end), subject, info(key));
    }

    private static SubjectPublicKeyInfo info(TrustedKey key) {
        return SubjectPublicKeyInfo.getInstance(key.spki());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, SigningKey key) {
        try {
            ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.privateKey());
            return parse(builder.build(signer).getEncoded(), "a new certificate");
        } catch (OperatorCreationException | java.io.IOException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    private static X509Certificate parse(byte[] der, String resource) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new TrustException.MalformedKey(resource, "is no certificate", e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return Pem.write(LABEL, certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }
}
