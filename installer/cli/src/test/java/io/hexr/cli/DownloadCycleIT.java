package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hexr.console.ExitStatus;
import io.hexr.format.SampleRelease;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerOptions;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What of a published release is taken, and how: after the verdict, in parts, for a platform, through mirrors, after a kill. */
final class DownloadCycleIT extends ReleaseCycle {
    @Test
    void nothingButTheSignedFilesIsAskedForBeforeTheVerdict() {
        published();
        asked.clear();
        TrustPolicy.update(
                folder.resolve("other.json"), _ -> SampleRelease.trust(SigningKey.generate(Algorithm.ED25519)));

        InProcess run = run(
                "bundle",
                "download",
                "--from",
                registry("vendor"),
                "--version",
                "1.0.0",
                "--plain-http",
                "--output",
                at("b.tar.gz"),
                "--trust",
                at("other.json"));

        assertThat(run.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(asked).isNotEmpty().allMatch(line -> line.path().contains("/hexr-release/"));
        assertThat(folder.resolve("b.tar.gz.partial")).doesNotExist();
    }

    @Test
    void aDownloadIsCutIntoPartsAndNotDoneTwice() throws IOException {
        published();
        Path whole = download("whole.tar.gz");
        asked.clear();
        download("whole.tar.gz");
        assertThat(asked).as("the bundle is there").allMatch(line -> line.path().contains("/hexr-release/"));

        download("hexr-bundle.tar.gz", "--split-size", "1MiB", "--parity", "1");
        assertThat(folder.resolve("hexr-bundle.tar.gz")).doesNotExist();
        Files.delete(folder.resolve("hexr-bundle.tar.gz.parts/hexr-bundle.tar.gz.001"));
        done("bundle", "join", at("hexr-bundle.tar.gz.parts"), "--to", at("joined.tar.gz"));
        assertThat(folder.resolve("joined.tar.gz")).hasSameBinaryContentAs(whole);
        asked.clear();
        download("hexr-bundle.tar.gz", "--split-size", "1MiB", "--parity", "1");
        assertThat(folder.resolve("hexr-bundle.tar.gz.parts/hexr-bundle.tar.gz.001"))
                .as("the lost part")
                .exists();
        assertThat(asked).as("the parts are there").allMatch(line -> line.path().contains("/hexr-release/"));
        Files.copy(whole, folder.resolve("hexr-bundle.tar.gz"));
        download("hexr-bundle.tar.gz", "--split-size", "1MiB", "--parity", "1");
        assertThat(folder.resolve("hexr-bundle.tar.gz"))
                .as("killed before the archive was removed")
                .doesNotExist();
        assertThat(trusting(
                                "bundle",
                                "download",
                                "--from",
                                at("release"),
                                "--output",
                                at("hexr-bundle.tar.gz"),
                                "--split-size",
                                "2MiB")
                        .status())
                .as("parts of another split")
                .isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(trusting("bundle", "download", "--from", at("release"), "--output", at("x.tar.gz"), "--parity", "1")
                        .err())
                .contains("add --split-size SIZE");
    }

    @Test
    void onlyWhatIsForAPlatformOrGroupIsTaken() {
        published();
        InProcess none = trusting(
                "bundle", "download", "--from", at("release"), "--platform", "linux/arm64", "--output", at("x.tar.gz"));
        assertThat(none.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(none.err()).contains("choose among: linux/amd64");
        download("amd.tar.gz", "--platform", "linux/amd64");
        trustingDone("bundle", "verify", at("amd.tar.gz"), "--require-complete");
        InProcess core = trustingDone(
                "bundle", "download", "--from", at("release"), "--groups", "llm", "--output", at("llm.tar.gz"));
        assertThat(core.out()).contains("model tiny");
        InProcess absent = trusting("bundle", "extract", at("llm.tar.gz"), "--cli", "--to", at("out"));
        assertThat(absent.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        InProcess nothing = trusting("bundle", "extract", at("llm.tar.gz"), "--charts", "--to", at("out"));
        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.err()).contains("the bundle has nothing for --charts");
    }

    /** A group is delivered whole or not at all, with everything it has for every platform. */
    @Test
    void aBundleOfOnePlatformIsReadButNotPushedWhereTheOthersAreMissing() throws IOException {
        write("tool-arm", new byte[] {0x7f, 'E', 'L', 'F', 2});
        Path spec = folder.resolve("release.yaml");
        Files.writeString(
                spec,
                Files.readString(spec)
                        + "  - {name: tool, path: tool-arm, platform: linux/arm64, tags: [1.0.0-arm64], groups: [core], licence: MIT}\n");
        published();
        Path amd = download("amd.tar.gz", "--platform", "linux/amd64");
        assertThat(trustingDone("bundle", "verify", amd).out()).contains("complete   no", "file  tool  core");
        trustingDone("bundle", "extract", amd, "--cli", "--to", at("out"));
        assertThat(folder.resolve("out/tool/tool")).exists();
        assertThat(folder.resolve("out/tool/tool-arm")).doesNotExist();

        InProcess refused = trusting("bundle", "push", amd, "--registry", registry("site"), "--plain-http");

        assertThat(refused.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(refused.err())
                .contains("groups-incomplete", "file tool for linux/arm64 lacks", "for some groups or platforms only");
        Path whole = download("whole.tar.gz");
        trustingDone("bundle", "push", whole, "--registry", registry("site"), "--plain-http");
        trustingDone("bundle", "push", amd, "--registry", registry("site"), "--plain-http");
    }

    @Test
    void theVersionThatIsNamedIsTheOneThatIsTaken() {
        published();
        InProcess folderOfOther = trusting(
                "bundle", "download", "--from", at("release"), "--version", "1.0.1", "--output", at("b.tar.gz"));
        assertThat(folderOfOther.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(folderOfOther.err()).contains("release-not-there", "1.0.0");
        trustingDone("bundle", "download", "--from", at("release"), "--version", "1.0.0", "--output", at("b.tar.gz"));
    }

    private InProcess buildOfUpstream(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("release", "build", "--spec", at("site.yaml"), "--to", at("site")));
        words.addAll(List.of("--plain-http"));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    @Test
    void anImageOfOthersComesThroughAMirrorThatWasNamed() throws IOException {
        SampleRelease others = SampleRelease.tiny(5);
        Path bundle = others.write(folder.resolve("others.tar.gz"));
        TrustPolicy.update(folder.resolve("trust.json"), _ -> others.trust().policy());
        trustingDone("bundle", "push", bundle, "--registry", registry("mirror/hub"), "--plain-http");
        asked.clear();
        write("site.yaml", "release: site\nversion: v1\nsequence: 1\n".getBytes(StandardCharsets.UTF_8));
        done(
                "release",
                "add",
                "image",
                "web",
                "--upstream",
                "docker.io/auto-registrar:v1.2.0",
                "--used-by",
                "the site",
                "--tag",
                "v1",
                "--group",
                "core",
                "--spec",
                at("site.yaml"));

        InProcess nowhere = buildOfUpstream();
        assertThat(nowhere.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(nowhere.err()).contains("lies at docker.io, and no --mirror says where");
        InProcess circle = buildOfUpstream("--mirror", "docker.io=a.example/x", "--mirror", "a.example=docker.io");
        assertThat(circle.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(circle.err()).contains("--mirror leads in a circle: docker.io to a.example to docker.io");
        assertThat(asked).as("requests").isEmpty();

        InProcess run =
                buildOfUpstream("--mirror", "docker.io=a.example", "--mirror", "a.example=" + registry("mirror/hub"));
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(Files.readString(folder.resolve("site/release-lock.json")))
                .contains("\"oci:docker.io/auto-registrar:v1.2.0@"
                        + others.contents().artifacts().getFirst().content().digest());
        assertThat(buildOfUpstream("--mirror", "docker.io=" + registry("elsewhere"))
                        .err())
                .contains("source-missing");
    }

    /** Killed while it fetches, however far it got, and run again: the same bytes, and nothing fetched twice that was whole. */
    @Test
    void aKilledDownloadGoesOn() throws IOException, InterruptedException {
        SampleRelease sample = SampleRelease.heavy(3, 8, 1 << 20);
        Path expected = sample.write(folder.resolve("expected.tar.gz"));
        TrustPolicy.update(folder.resolve("trust.json"), _ -> sample.trust().policy());
        trustingDone("bundle", "push", expected, "--registry", registry("vendor"), "--plain-http");
        server.close();
        CountDownLatch fetched = new CountDownLatch(14); // the release's files, manifests, configs, and some layers
        server = RegistryServer.start(store, ServerOptions.loopback(0).with(line -> {
            asked.add(line);
            if (line.method().equals("GET")) {
                fetched.countDown();
            }
        }));
        String command = "bundle download --from " + registry("vendor") + " --plain-http --output '" + at("b.tar.gz")
                + "' --output json --trust '" + at("trust.json") + "'";
        Map<String, String> home = Map.of("HOME", folder.toString());
        try (Child child = Child.hexr(home, command.replace(" --output json", "") + " --rate 4MB")) {
            assertThat(fetched.await(2, TimeUnit.MINUTES))
                    .as(child.err().text())
                    .isTrue();
            child.signal("KILL");
            assertThat(child.exit()).isEqualTo(137);
        }
        assertThat(folder.resolve("b.tar.gz")).doesNotExist();
        assertThat(folder.resolve("b.tar.gz.partial")).exists();

        InProcess run = trusting(
                "--output",
                "json",
                "bundle",
                "download",
                "--from",
                registry("vendor"),
                "--plain-http",
                "--output",
                at("b.tar.gz"));

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(folder.resolve("b.tar.gz")).hasSameBinaryContentAs(expected);
        assertThat(run.out()).doesNotContain("\"kept\": 0,");
        assertThat(folder.resolve("b.tar.gz.partial")).doesNotExist();
    }
}
