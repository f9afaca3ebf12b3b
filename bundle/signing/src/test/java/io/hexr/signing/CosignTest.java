package io.hexr.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * cosign as a judge, from the path or, in a full run (-Dhexr.full), built from its pinned module. P-384 is left out: cosign 3.1.3 checks every ECDSA
 * signature by a named key with SHA-256 and refuses even the P-384 bundle it made itself with SHA-384. It reads no ML-DSA.
 */
final class CosignTest {
    private static final String MODULE = "github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3";
    private static final Path BIN = Path.of("target", "interop", "bin").toAbsolutePath();
    private static final Duration SHORT = Duration.ofSeconds(90);

    private static Optional<Path> cosign = Optional.empty();

    @TempDir
    private Path folder;

    @BeforeAll
    static void findOrBuildTheJudge() throws IOException, InterruptedException {
        cosign = Tool.find("cosign");
        Path built = BIN.resolve("cosign");
        if (cosign.isEmpty() && Files.isExecutable(built)) {
            cosign = Optional.of(built);
        }
        if (cosign.isPresent()) {
            return;
        }
        Assumptions.assumeTrue(
                System.getProperty("hexr.full") != null,
                "NOT RUN: cosign: not on the path, and only a full run (-Dhexr.full) builds it");
        Assumptions.assumeTrue(Tool.find("go").isPresent(), "NOT RUN: cosign: neither it nor go is on the path");
        Files.createDirectories(BIN);
        Tool.Answer answer = Tool.run(
                BIN, Duration.ofMinutes(30), Map.of("GOBIN", BIN.toString()), List.of("go", "install", MODULE));
        Assumptions.assumeTrue(
                answer.exit() == 0,
                "NOT RUN: cosign: it could not be built: "
                        + answer.output().lines().reduce("", (_, last) -> last));
        cosign = Optional.of(built);
    }

    /** Every connection it might try goes to a proxy that is not there: what it accepts, it accepts offline. */
    private Tool.Answer cosign(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(cosign.orElseThrow().toString()));
        command.addAll(List.of(arguments));
        Map<String, String> offline = Map.of(
                "HTTP_PROXY", "http://127.0.0.1:9",
                "HTTPS_PROXY", "http://127.0.0.1:9",
                "HOME", folder.toString(),
                "COSIGN_PASSWORD", "correct horse battery");
        return Tool.run(folder, SHORT, offline, command);
    }

    private Tool.Answer verify(String bundle, String file) throws IOException, InterruptedException {
        return cosign("verify-blob", "--key", "key.pub", "--bundle", bundle, "--insecure-ignore-tlog", file);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ECDSA_P256", "ED25519"})
    void acceptsOurBundleOfflineAndRefusesItForOtherBytes(Algorithm algorithm)
            throws IOException, InterruptedException {
        SigningKey key = SigningKey.generate(algorithm);
        Tool.lay(folder, Site.SUMS, Signatures.write("SHA256SUMS", Site.SUMS, List.of(key)));
        Files.write(folder.resolve("OTHER"), Site.OTHER_SUMS);
        key.trusted().write(folder.resolve("key.pub"));
        String bundle = Signatures.fileName("SHA256SUMS", key.fingerprint());

        Tool.Answer accepted = verify(bundle, "SHA256SUMS");
        Tool.Answer refused = verify(bundle, "OTHER");

        assertThat(accepted.output()).contains("Verified OK");
        assertThat(accepted.exit()).isZero();
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.output()).doesNotContain("Verified OK");
    }

    @Test
    void makesApprovalsThatWeAccept() throws IOException, InterruptedException {
        SigningKey officer = SigningKey.generate(Algorithm.ECDSA_P256);
        officer.writeUnencrypted(folder.resolve("plain.key"));
        Files.write(folder.resolve("SHA256SUMS"), Site.SUMS);
        Tool.Answer imported = cosign("import-key-pair", "--key", "plain.key", "--output-key-prefix", "officer");
        assertThat(imported.exit()).as(imported.output()).isZero();

        Tool.Answer signed = cosign(
                "sign-blob",
                "--key",
                "officer.key",
                "--use-signing-config=false",
                "--tlog-upload=false",
                "--yes",
                "--bundle",
                "review.sigstore.json",
                "SHA256SUMS");
        assertThat(signed.exit()).as(signed.output()).isZero();
        SignatureFile approval =
                new SignatureFile("review.sigstore.json", Files.readAllBytes(folder.resolve("review.sigstore.json")));
        TrustPolicy policy = Site.with(Site.policy(), "hexr", Role.APPROVE, "cosigner", List.of(officer))
                .requiring("hexr", Role.APPROVE, 1);

        Verified verified = policy.evaluate(Site.claim(1), Site.signed(Site.vendor()), List.of(approval), Site.NOW);

        assertThat(verified.approvedBy()).containsExactly("cosigner");
    }
}
