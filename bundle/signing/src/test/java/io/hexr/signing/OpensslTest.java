package io.hexr.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.hexr.oci.Secret;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What stock openssl says of our signatures, keys and certificates, and we of its keys. */
final class OpensslTest {
    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final String SECRET = "correct horse battery";

    @TempDir
    private Path folder;

    @BeforeEach
    void needsOpenssl() {
        Tool.require("openssl");
    }

    private Tool.Answer openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        return Tool.run(folder, SHORT, command);
    }

    private Tool.Answer verify(Algorithm algorithm, String file, String signature)
            throws IOException, InterruptedException {
        return switch (algorithm) {
            case ECDSA_P256 -> openssl("dgst", "-sha256", "-verify", "key.pub", "-signature", signature, file);
            case ECDSA_P384 -> openssl("dgst", "-sha384", "-verify", "key.pub", "-signature", signature, file);
            case ED25519, ML_DSA_65, ML_DSA_87 ->
                openssl(
                        "pkeyutl",
                        "-verify",
                        "-pubin",
                        "-inkey",
                        "key.pub",
                        "-rawin",
                        "-sigfile",
                        signature,
                        "-in",
                        file);
        };
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void acceptsOurSignatureAndRefusesAnyOtherBytes(Algorithm algorithm) throws IOException, InterruptedException {
        SigningKey key = SigningKey.generate(algorithm);
        key.trusted().write(folder.resolve("key.pub"));
        Tool.Answer known = openssl("pkey", "-pubin", "-in", "key.pub", "-noout");
        Assumptions.assumeTrue(
                known.exit() == 0, "NOT RUN: " + algorithm.token() + " in openssl: 3.5 is the first that knows it");
        Files.write(folder.resolve("statement"), Site.SUMS);
        Files.write(folder.resolve("other"), Site.OTHER_SUMS);
        Files.write(folder.resolve("signature"), key.sign(Site.SUMS));

        assertThat(verify(algorithm, "statement", "signature"))
                .extracting(Tool.Answer::exit)
                .isEqualTo(0);
        assertThat(verify(algorithm, "other", "signature").exit()).isNotZero();
    }

    @Test
    void acceptsTheBareSignatureBesideAStatement() throws IOException, InterruptedException {
        Tool.lay(folder, Site.SUMS, Site.signed(Site.vendor()));
        Site.vendorClassic().trusted().write(folder.resolve("key.pub"));

        Tool.Answer answer = verify(Algorithm.ECDSA_P256, "SHA256SUMS", "SHA256SUMS.sig");

        assertThat(answer.output()).contains("Verified OK");
    }

    @Test
    void opensTheKeyWeEncryptedAndFindsTheSamePublicKey() throws IOException, InterruptedException {
        SigningKey key = SigningKey.generate(Algorithm.ECDSA_P384);
        key.write(folder.resolve("a.key"), Passphrase.of(Secret.of(SECRET.toCharArray())), 1000);
        Files.writeString(folder.resolve("pass"), SECRET + "\n");

        Tool.Answer answer = openssl("pkey", "-in", "a.key", "-passin", "file:pass", "-pubout");

        assertThat(answer.output()).isEqualTo(key.trusted().pem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
                "-algorithm ed25519"
            })
    void makesKeysThatWeOpenAndSignWith(String kind) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("pass"), SECRET + "\n");
        List<String> generate = new ArrayList<>(List.of("genpkey"));
        generate.addAll(List.of(kind.split(" ", -1)));
        generate.addAll(List.of("-out", "plain.key"));
        assertThat(openssl(generate.toArray(String[]::new)).exit()).isZero();
        assertThat(openssl("pkcs8", "-topk8", "-in", "plain.key", "-passout", "file:pass", "-out", "a.key")
                        .exit())
                .isZero();
        Tool.Answer publicKey = openssl("pkey", "-in", "plain.key", "-pubout");

        SigningKey encrypted = SigningKey.read(folder.resolve("a.key"), Passphrase.read(folder.resolve("pass")));
        SigningKey plain = SigningKey.readUnencrypted(folder.resolve("plain.key"));

        assertThat(encrypted.trusted().pem()).isEqualTo(publicKey.output());
        assertThat(plain.trusted()).isEqualTo(encrypted.trusted());
        assertThat(plain.trusted().verifies(Site.SUMS, encrypted.sign(Site.SUMS)))
                .isTrue();
    }

    @Test
    void acceptsOurServerCertificateForItsNamesAndNoOther() throws IOException, InterruptedException {
        CertificateAuthority authority = CertificateAuthority.create("Site", Instant.now(), Duration.ofDays(9));
        Files.writeString(folder.resolve("ca.crt"), authority.certificatePem());
        authority
                .issue(List.of("registry.site", "10.0.0.5"), Instant.now(), Duration.ofDays(5))
                .write(folder.resolve("tls.crt"), folder.resolve("tls.key"));

        assertThat(verifyCertificate("-verify_ip", "10.0.0.5").exit()).isZero();
        assertThat(verifyCertificate("-verify_hostname", "registry.site").exit())
                .isZero();
        assertThat(verifyCertificate("-verify_ip", "10.0.0.6").exit()).isNotZero();
        assertThat(verifyCertificate("-verify_hostname", "other.site").exit()).isNotZero();
    }

    private Tool.Answer verifyCertificate(String option, String name) throws IOException, InterruptedException {
        return openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.crt", option, name, "tls.crt");
    }
}
