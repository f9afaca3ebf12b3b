package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.hexr.console.ExitStatus;
import io.hexr.format.ArchiveFile;
import io.hexr.format.BundleReader;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** From a spec to a bundle, as one types it. */
final class ReleaseCommandsTest {
    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);

    @BeforeEach
    void furnish() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "what is new\n");
        Files.writeString(folder.resolve("licence.txt"), "what is allowed\n");
        Files.writeString(folder.resolve("release.yaml"), """
                release: hexr
                version: 0.8.0
                sequence: 4
                files:
                  - {name: notes, path: notes.txt, tags: ["0.8.0"], groups: [docs]}
                  - {name: licence, path: licence.txt, tags: ["0.8.0"], groups: [core]}
                planned: [vault]
                """);
        key.writeUnencrypted(folder.resolve("release.key"));
        key.trusted().write(folder.resolve("release.pub"));
        TrustPolicy.update(folder.resolve("nobody.json"), _ -> TrustPolicy.empty());
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private InProcess hexr(String... args) {
        return InProcess.shipped(80, args);
    }

    private void built() {
        assertThat(hexr("release", "build", "--spec", at("release.yaml"), "--to", at("release"))
                        .status()
                        .code())
                .isZero();
    }

    private void signed() {
        built();
        assertThat(hexr("release", "sign", at("release"), "--key", at("release.key"), "--unencrypted")
                        .status()
                        .code())
                .isZero();
        assertThat(hexr(
                                "trust",
                                "add",
                                at("release.pub"),
                                "--release",
                                "hexr",
                                "--signer",
                                "vendor",
                                "--fingerprint",
                                key.fingerprint().toString(),
                                "--trust",
                                at("trust.json"))
                        .status()
                        .code())
                .isZero();
    }

    private InProcess download(String trust, String... more) {
        String[] args = {
            "--output",
            "json",
            "bundle",
            "download",
            "--from",
            at("release"),
            "--trust",
            at(trust),
            "--output",
            at("b.tar.gz")
        };
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return hexr(all);
    }

    @Test
    void buildsSignsAndWritesABundle() throws IOException {
        signed();

        InProcess run = download("trust.json");

        assertThat(run.status().code()).as(run.err()).isZero();
        byte[] bundle = Files.readAllBytes(folder.resolve("b.tar.gz"));
        assertThat(run.out())
                .contains("\"schema\": \"hexr.io/bundle-download/v1\"", "\"complete\": true", "\"vendor\"")
                .contains("\"size\": " + bundle.length)
                .contains("\"statement\": \"" + statement(folder.resolve("b.tar.gz")) + "\"");
    }

    /** What a bundle is called in custody, whichever form it has. */
    private static io.hexr.oci.Digest statement(Path bundle) {
        try (ArchiveFile file = ArchiveFile.open(bundle)) {
            return io.hexr.oci.Digest.of(BundleReader.inspect(file).files().sums());
        }
    }

    @Test
    void writesOnlyTheGroupsAskedFor() {
        signed();

        InProcess run = download("trust.json", "--groups", "docs");

        assertThat(run.out()).contains("\"complete\": false", "\"file notes\"");
        InProcess unknown = download("trust.json", "--groups", "docs,llm");
        assertThat(unknown.status().code()).isEqualTo(2);
        assertThat(unknown.out()).contains("core, docs");
    }

    @Test
    void writesNothingOfAReleaseThatNobodyBelievedSigned() {
        built();
        assertThat(download("nobody.json").status().code()).as("not signed").isEqualTo(5);
        signed();
        assertThat(download("nobody.json").status().code())
                .as("signed by a stranger")
                .isEqualTo(5);
        assertThat(download("no-such-policy.json").status().code())
                .as("no policy")
                .isEqualTo(5);

        assertThat(folder.resolve("b.tar.gz")).doesNotExist();
        assertThat(folder.resolve("b.tar.gz.partial")).doesNotExist();
    }

    @Test
    void explainsWhereTheFormatStands() {
        InProcess run = hexr("bundle", "download", "--from", folder.toString(), "--output", "json");

        assertThat(run.status().code()).isEqualTo(2);
        assertThat(run.err()).contains("hexr --output json ... --output FILE");
        assertThat(hexr("bundle", "download", "--from", at("release")).status().code())
                .isEqualTo(2);
    }

    @Test
    void refusesToSignWhatWasNotBuilt() {
        InProcess run = hexr("release", "sign", folder.toString(), "--key", at("release.key"), "--unencrypted");

        assertThat(run.status().code()).isEqualTo(3);
        assertThat(run.err()).contains("release-not-built");
        assertThat(folder.resolve("hexr")).doesNotExist();
    }

    @Test
    void quotesACommandAsAShellReadsIt() {
        assertThat(CommandText.of("hexr bundle download --from", "a b", "--output", "it's.tgz", Path.of("plain-1.tgz")))
                .isEqualTo("hexr bundle download --from 'a b' --output 'it'\\''s.tgz' plain-1.tgz");
    }

    @Test
    void aChartIsAddedWithTheProfilesThatMustRender() throws IOException {
        String before = Files.readString(folder.resolve("release.yaml"));
        String[] words = {
            "release",
            "add",
            "chart",
            "runtime",
            "--path",
            at("charts/runtime"),
            "--profiles",
            at("profiles"),
            "--licence",
            "MIT",
            "--tag",
            "0.8.0",
            "--group",
            "core",
            "--spec",
            at("release.yaml")
        };
        InProcess nowhere = hexr(words);
        assertThat(nowhere.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(nowhere.err()).contains("source-missing", "charts/runtime");
        assertThat(Files.readString(folder.resolve("release.yaml"))).isEqualTo(before);
        Files.createDirectories(folder.resolve("charts/runtime"));
        Files.createDirectories(folder.resolve("profiles"));

        assertThat(hexr(words).status()).isEqualTo(ExitStatus.DONE);
        assertThat(Files.readString(folder.resolve("release.yaml")))
                .startsWith(before.replace("planned: [vault]\n", ""))
                .contains("""

                charts:
                  - name: runtime
                    pushName: charts/runtime
                    path: charts/runtime
                    profiles: profiles
                    tags: [0.8.0]
                    groups: [core]
                    licence: MIT
                """);
        assertThat(hexr(words).out()).contains("was there");
        InProcess unbuildable = hexr("release", "build", "--spec", at("release.yaml"), "--to", at("r"));
        assertThat(unbuildable.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(unbuildable.err()).contains("charts/runtime/Chart.yaml");
    }
}
