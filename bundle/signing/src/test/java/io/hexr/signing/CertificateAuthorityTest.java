package io.hexr.signing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

import io.hexr.oci.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CertificateAuthorityTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path folder;

    private static CertificateAuthority authority() {
        return CertificateAuthority.create("Site registry", Site.NOW, YEAR.multipliedBy(10));
    }

    private static X509Certificate parsed(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void issuesACertificateThatAClientAccepts() throws GeneralSecurityException {
        CertificateAuthority authority = authority();
        ServerCertificate issued =
                authority.issue(List.of("Registry.Site.Local", "10.20.0.5", "fd00::5", "localhost"), Site.NOW, YEAR);
        X509Certificate server = parsed(issued.certificatePem());
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(parsed(authority.certificatePem()), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(Site.NOW));

        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(server)), parameters);

        assertThat(server.getSubjectAlternativeNames())
                .extracting(name -> name.get(0) + " " + name.get(1))
                .containsExactly("2 registry.site.local", "7 10.20.0.5", "7 fd00:0:0:0:0:0:0:5", "2 localhost");
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(parsed(authority.certificatePem()).getBasicConstraints()).isZero();
    }

    @Test
    void neverOutlivesItself() throws GeneralSecurityException {
        CertificateAuthority authority = CertificateAuthority.create("Short", Site.NOW, Duration.ofDays(10));

        X509Certificate server =
                parsed(authority.issue(List.of("a"), Site.NOW, YEAR).certificatePem());

        assertThat(server.getNotAfter().toInstant()).isEqualTo(authority.notAfter());
        Instant later = Site.NOW.plus(Duration.ofDays(11));
        assertThatThrownBy(() -> authority.issue(List.of("a"), later, YEAR))
                .isExactlyInstanceOf(TrustException.MalformedKey.class)
                .hasMessageContaining("ended");
    }

    @Test
    void survivesItsFilesAndKnowsItsKeyFromAnother() throws IOException {
        CertificateAuthority authority = authority();
        Passphrase passphrase = Passphrase.of(Secret.of("correct horse battery".toCharArray()));
        authority.write(folder.resolve("ca.crt"), folder.resolve("ca.key"), passphrase);

        CertificateAuthority back =
                CertificateAuthority.read(folder.resolve("ca.crt"), folder.resolve("ca.key"), passphrase);
        back.issue(List.of("10.0.0.1"), Site.NOW, YEAR).write(folder.resolve("tls.crt"), folder.resolve("tls.key"));

        assertThat(back.certificatePem()).isEqualTo(authority.certificatePem());
        Path foreign =
                Files.writeString(folder.resolve("other.crt"), authority().certificatePem());
        assertThatThrownBy(() -> CertificateAuthority.read(foreign, folder.resolve("ca.key"), passphrase))
                .isExactlyInstanceOf(TrustException.MalformedKey.class)
                .hasMessageContaining("other.crt");
        assertThat(SigningKey.readUnencrypted(folder.resolve("tls.key")).algorithm())
                .isEqualTo(Algorithm.ECDSA_P256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "*.site", "-a", "a_b", "a..b", "https://a", "a:5000", "10.0.0.1/8", "ä.site"})
    void refusesWhatIsNeitherANameNorAnAddress(String host) {
        CertificateAuthority authority = authority();

        assertThatThrownBy(() -> authority.issue(List.of(host), Site.NOW, YEAR))
                .isExactlyInstanceOf(TrustException.MalformedKey.class);
    }

    @Test
    void printsNoPrivateKey() {
        assertThat(authority().issue(List.of("a"), Site.NOW, YEAR).toString()).doesNotContain("PRIVATE KEY");
    }
}
