package io.hexr.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.format.SampleRelease;
import io.hexr.oci.Digest;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerLog;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** From a folder of things to a site that has them: added, built, signed, published, downloaded, pushed, and taken out again as they were. */
final class ReleaseCycleIT {
    private static final int WEIGHTS = 3_000_000;

    @TempDir
    private Path folder = Path.of("");

    private final SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);
    private final List<ServerLog.Line> asked = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private StoreFolder store;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryServer server;

    @BeforeEach
    void furnish() throws IOException {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(store, ServerOptions.loopback(0).with(asked::add));
        write("release.yaml", """
                # what we ship
                release: hexr
                version: 1.0.0
                sequence: 4

                files:
                  - name: notes # short
                    path: notes.txt
                    tags: [1.0.0]
                    groups: [docs]
                    licence: MIT
                  - {name: tool, path: tool, platform: linux/amd64, tags: [1.0.0], groups: [core], licence: MIT}
                """.getBytes(StandardCharsets.UTF_8));
        write("notes.txt", "what is new\n".getBytes(StandardCharsets.UTF_8));
        write("tool", new byte[] {0x7f, 'E', 'L', 'F'});
        write("models/tiny/tiny.gguf", gguf(1));
        write("models/tiny/README.md", "small\n".getBytes(StandardCharsets.UTF_8));
        write("wheels/greeter-1.2-py3-none-any.whl", wheel("greeter", "1.2", "helper>=1"));
        write("wheels/helper-1.0-py3-none-any.whl", wheel("helper", "1.0", ""));
        key.writeUnencrypted(folder.resolve("release.key"));
        TrustPolicy.update(folder.resolve("trust.json"), _ -> SampleRelease.trust(key));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** A vocabulary and what follows it; the shortest head there is. */
    private static byte[] gguf(long seed) {
        byte[] bytes = new byte[WEIGHTS];
        new Random(seed).nextBytes(bytes);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x46554747)
                .putInt(3)
                .putLong(0)
                .putLong(0);
        return bytes;
    }

    private static byte[] wheel(String project, String version, String needs) throws IOException {
        String about = project + "-" + version + ".dist-info/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put(project + "/__init__.py", "WORDS = 'hello from " + project + "'\n");
        files.put(
                about + "METADATA",
                "Metadata-Version: 2.1\nName: " + project + "\nVersion: " + version + "\n"
                        + (needs.isEmpty() ? "" : "Requires-Dist: " + needs + "\n"));
        files.put(about + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        StringBuilder record = new StringBuilder();
        files.forEach((path, text) -> record.append(path)
                .append(",sha256=")
                .append(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of()
                                .parseHex(Digest.of(text.getBytes(StandardCharsets.UTF_8))
                                        .hex())))
                .append(",\n"));
        files.put(about + "RECORD", record + about + "RECORD,,\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private String registry(String path) {
        return "127.0.0.1:" + server.address().getPort() + "/" + path;
    }

    private InProcess run(Object... args) {
        return InProcess.run(
                new Environment(Map.of("HOME", folder.resolve("home").toString()), folder),
                folder.resolve("no-system"),
                Stream.of(args).map(String::valueOf).toArray(String[]::new));
    }

    private InProcess done(Object... args) {
        InProcess run = run(args);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    private InProcess trusting(Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--trust", folder.resolve("trust.json")));
        return run(all.toArray());
    }

    private InProcess trustingDone(Object... args) {
        InProcess run = trusting(args);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    private InProcess addModel(Object... more) {
        List<Object> words = new ArrayList<>(List.of("release", "add", "model", "tiny", "--path", at("models/tiny")));
        words.addAll(List.of("--licence", "MIT", "--tag", "1b", "--group", "llm", "--spec", at("release.yaml")));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private void build() {
        assertThat(addModel().status()).isEqualTo(ExitStatus.DONE);
        done(
                "release",
                "add",
                "wheels",
                "sdk",
                "--path",
                at("wheels"),
                "--licence",
                "MIT",
                "--tag",
                "1.0.0",
                "--group",
                "core",
                "--spec",
                at("release.yaml"));
        done("release", "build", "--spec", at("release.yaml"), "--to", at("release"));
    }

    private void sign() {
        done("release", "sign", at("release"), "--key", at("release.key"), "--unencrypted");
    }

    private InProcess publish(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("release", "publish", at("release"), "--to", registry("vendor"), "--plain-http"));
        words.addAll(List.of(more));
        return trusting(words.toArray());
    }

    private Path download(String name, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("bundle", "download", "--from", registry("vendor"), "--version", "1.0.0", "--plain-http"));
        words.addAll(List.of("--output", at(name)));
        words.addAll(List.of(more));
        trustingDone(words.toArray());
        return folder.resolve(name);
    }

    private void published() {
        build();
        sign();
        InProcess run = publish();
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    }

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
