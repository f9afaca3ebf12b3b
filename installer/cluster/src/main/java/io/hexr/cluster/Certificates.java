package io.hexr.cluster;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.install.Inspection;

/** Reads of certificates whose they are and until when they hold. What is none is passed over: whoever uses it says so. */
final class Certificates {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]{1,65536}-----END CERTIFICATE-----");

    private Certificates() {}

    static List<Inspection.Expiry> expiries(String object, String pem) {
        List<Inspection.Expiry> expiries = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            read(blocks.group())
                    .ifPresent(certificate -> expiries.add(new Inspection.Expiry(
                            object,
                            Words.of(certificate.getSubjectX500Principal().getName()),
                            certificate.getNotAfter().toInstant())));
        }
        return expiries;
    }

    private static Optional<X509Certificate> read(String pem) {
        try {
            var read = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return read instanceof X509Certificate certificate ? Optional.of(certificate) : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
