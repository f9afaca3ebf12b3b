package io.hexr.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Sigstore project's verifier for Node.js, installed from the committed lock. It reads ECDSA only: it hands every signature to the hash that the
 * bundle names, which Ed25519 in Node.js does not take, and knows no ML-DSA.
 */
final class SigstoreNodeTest {
    private static final Path JUDGE = Path.of("target", "interop").toAbsolutePath();
    private static final Duration SHORT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @BeforeAll
    static void installTheJudge() throws IOException, InterruptedException {
        Tool.require("node");
        Tool.require("npm");
        Files.createDirectories(JUDGE);
        for (String file : List.of("package.json", "package-lock.json", "verify.mjs")) {
            Files.copy(
                    Path.of("src", "test", "interop", file),
                    JUDGE.resolve(file),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.isDirectory(JUDGE.resolve("node_modules"))) {
            Tool.Answer installed = Tool.run(
                    JUDGE,
                    Duration.ofMinutes(3),
                    List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
            Assumptions.assumeTrue(
                    installed.exit() == 0,
                    "NOT RUN: @sigstore/verify: npm ci could not install it: "
                            + installed.output().lines().reduce("", (_, last) -> last));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ECDSA_P256", "ECDSA_P384"})
    void acceptsOurBundleAndRefusesItForOtherBytesOrAnotherKey(Algorithm algorithm)
            throws IOException, InterruptedException {
        SigningKey key = SigningKey.generate(algorithm);
        key.trusted().write(folder.resolve("key.pub"));
        SigningKey.generate(algorithm).trusted().write(folder.resolve("other.pub"));
        Files.write(
                folder.resolve("bundle.json"),
                Signatures.counterSign("b", Site.SUMS, key).bytes());
        Files.write(folder.resolve("SHA256SUMS"), Site.SUMS);
        Files.write(folder.resolve("OTHER"), Site.OTHER_SUMS);

        assertThat(verify("key.pub", "SHA256SUMS").output()).isEqualTo("accepted\n");
        assertThat(verify("key.pub", "OTHER"))
                .isEqualTo(new Tool.Answer(1, "refused: signature verification failed\n"));
        assertThat(verify("other.pub", "SHA256SUMS").output()).startsWith("refused: the bundle names another key");
    }

    private Tool.Answer verify(String key, String file) throws IOException, InterruptedException {
        return Tool.run(
                folder, SHORT, List.of("node", JUDGE.resolve("verify.mjs").toString(), key, "bundle.json", file));
    }
}
