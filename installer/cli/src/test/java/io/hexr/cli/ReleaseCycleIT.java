package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.console.ExitStatus;
import io.hexr.format.SampleRelease;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** From a folder of things to a site that has them: added, built, signed, published, downloaded, pushed, and taken out again as they were. */
final class ReleaseCycleIT extends ReleaseCycle {
    @Test
    void whatWasAddedArrivesAtASiteAndComesOutAsItWas() throws IOException {
        published();
        Path bundle = download("hexr-bundle.tar.gz");
        trustingDone("bundle", "verify", bundle);

        InProcess first = trustingDone("bundle", "push", bundle, "--registry", registry("site"), "--plain-http");
        InProcess second = trustingDone(
                "--output", "json", "bundle", "push", bundle, "--registry", registry("site"), "--plain-http");
        trustingDone("bundle", "extract", bundle, "--models", "--wheels", "--docs", "--cli", "--to", at("out"));

        assertThat(first.out()).contains("models/tiny:1b", "wheels/sdk:1.0.0");
        assertThat(second.out()).contains("\"bytesSent\": 0,", "everything was there");
        Files.delete(folder.resolve("out/tiny/README.md"));
        write("out/tiny/README.md.partial", new byte[] {1});
        trustingDone("bundle", "extract", bundle, "--models", "--to", at("out"));
        assertThat(folder.resolve("out/tiny/README.md.partial")).hasBinaryContent(new byte[] {1});
        assertThat(folder.resolve("out/tiny/tiny.gguf")).hasBinaryContent(gguf(1));
        assertThat(folder.resolve("out/tiny/README.md")).hasContent("small");
        assertThat(folder.resolve("out/notes/notes.txt")).hasContent("what is new");
        assertThat(folder.resolve("out/tool/tool")).hasBinaryContent(new byte[] {0x7f, 'E', 'L', 'F'});
        assertThat(folder.resolve("out/sdk/simple/greeter/index.html"))
                .content()
                .contains("greeter-1.2-py3-none-any.whl");
    }

    @Test
    void pipInstallsFromTheIndexWithoutANetwork() throws IOException, InterruptedException {
        assumeTrue(starts("python3", "-m", "pip", "--version"), "NOT RUN: python3 with pip is not installed");
        published();
        trustingDone("bundle", "extract", download("b.tar.gz"), "--wheels", "--to", at("out"));
        List<String> pip = new ArrayList<>(List.of("python3", "-m", "pip", "--isolated", "install", "--no-cache-dir"));
        pip.addAll(List.of(
                "--disable-pip-version-check",
                "--index-url",
                folder.resolve("out/sdk/simple").toUri() + ""));
        pip.addAll(List.of("--target", at("installed"), "greeter"));
        // a name space without a network, where this user may make one; the addresses of the index are files either way
        boolean severed = starts("unshare", "-rn", "true");
        if (severed) {
            pip.addAll(0, List.of("unshare", "-rn"));
        }

        Process process = new ProcessBuilder(pip).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("Successfully installed greeter-1.2 helper-1.0");
        assertThat(folder.resolve("installed/helper/__init__.py")).hasContent("WORDS = 'hello from helper'");
        System.out.println(
                "pip: installed from the index" + (severed ? ", without a network" : "; NOT severed: unshare"));
    }

    /** Written from the documentation alone: what it thinks of a model and of wheels is no echo of what wrote them. */
    @Test
    void theReaderInPythonJudgesABundleWithAModelAlike() throws IOException, InterruptedException {
        assumeTrue(starts("python3", "--version"), "NOT RUN: python3: it is not installed");
        published();
        Path bundle = download("b.tar.gz");
        key.trusted().write(folder.resolve("release.pub"));
        String[] reader = {"python3", "../../docs/format/hexr_verify.py", at("release.pub"), bundle.toString()};

        assertThat(starts(reader)).isTrue();

        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length - WEIGHTS / 2] ^= 1;
        Files.write(bundle, bytes);
        assertThat(starts(reader)).isFalse();
        assertThat(trusting("bundle", "verify", bundle).status()).isEqualTo(ExitStatus.BUNDLE_UNREADABLE);
        InProcess partial = trustingDone(
                "bundle", "download", "--from", at("release"), "--groups", "llm", "--output", at("llm.tar.gz"));
        assertThat(partial.out()).contains("model tiny");
        assertThat(starts("python3", "../../docs/format/hexr_verify.py", at("release.pub"), at("llm.tar.gz")))
                .isTrue();
    }

    private static boolean starts(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void addingTwiceChangesNothingAndAnotherOfTheNameIsRefused() throws IOException {
        assertThat(addModel("--plan").out()).contains("to be added", "pushName: models/tiny");
        assertThat(Files.readString(folder.resolve("release.yaml"))).doesNotContain("models");
        assertThat(addModel().out()).contains("added", "path: models/tiny");
        String once = Files.readString(folder.resolve("release.yaml"));
        assertThat(once).contains("# what we ship", "name: notes # short", "\nmodels:\n  - name: tiny\n");

        assertThat(addModel().out()).contains("was there");
        InProcess other = addModel("--tag", "2b");
        assertThat(other.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(other.err()).contains("models has a \"tiny\" already");
        assertThat(Files.readString(folder.resolve("release.yaml"))).isEqualTo(once);
        InProcess nowhere = run(
                "release",
                "add",
                "wheels",
                "x",
                "--path",
                at("nowhere"),
                "--tag",
                "v",
                "--group",
                "g",
                "--spec",
                at("release.yaml"));
        assertThat(nowhere.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(nowhere.err()).contains("source-missing");
    }

    @Test
    void whatIsNotSignedByWhomIBelieveIsNotPublished() {
        build();
        assertThat(publish().status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        sign();
        SigningKey stranger = SigningKey.generate(Algorithm.ED25519);
        TrustPolicy.update(folder.resolve("other.json"), _ -> SampleRelease.trust(stranger));
        InProcess run = run(
                "release",
                "publish",
                at("release"),
                "--to",
                registry("vendor"),
                "--plain-http",
                "--trust",
                at("other.json"));
        assertThat(run.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(asked).as("requests").isEmpty();
    }

    @Test
    void whatReleaseCheckFindsIsNotPublishedUnlessItIsNamed() throws IOException {
        Path spec = folder.resolve("release.yaml");
        Files.writeString(spec, Files.readString(spec).replace("    licence: MIT\n", ""));
        build();
        sign();

        InProcess refused = publish();
        assertThat(refused.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(refused.err()).contains("release-unfit", "file notes: states no licence");
        assertThat(asked).as("requests").isEmpty();

        InProcess run = publish("--accept", "file notes");
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("accepted: file notes: states no licence");
    }

    /** What is published is what was signed; a lock beside it that leaves something out hides nothing. */
    @Test
    void theSignedContentsAreWhatIsChecked() throws IOException {
        Path spec = folder.resolve("release.yaml");
        Files.writeString(spec, Files.readString(spec).replace("    licence: MIT\n", ""));
        build();
        sign();
        Path lock = folder.resolve("release/release-lock.json");
        Files.delete(lock);

        InProcess refused = publish();

        assertThat(refused.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(refused.err()).contains("release-unfit", "file notes: states no licence");
        Path other = folder.resolve("other.yaml");
        Files.writeString(other, """
                release: hexr
                version: 1.0.0
                sequence: 4
                files: [{name: tool, path: tool, platform: linux/amd64, tags: [1.0.0], groups: [core], licence: MIT}]
                """);
        done("release", "build", "--spec", other, "--to", at("other"));
        Files.copy(folder.resolve("other/release-lock.json"), lock);
        assertThat(publish().err()).contains("release-unfit", "file notes: states no licence");
        assertThat(asked).as("requests").isEmpty();
    }

    @Test
    void whatIsPublishedIsThatVersionForEver() throws IOException {
        published();
        InProcess again = publish();
        assertThat(again.out()).contains("everything was there");
        Files.writeString(folder.resolve("notes.txt"), "something else\n");
        done("release", "build", "--spec", at("release.yaml"), "--to", at("release"));
        sign();

        InProcess other = publish();

        assertThat(other.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(other.err()).contains("version-taken", "/notes:1.0.0 is sha256:", "a new version and sequence");
        trustingDone("bundle", "extract", download("b.tar.gz"), "--docs", "--to", at("out"));
        assertThat(folder.resolve("out/notes/notes.txt")).hasContent("what is new");
    }
}
