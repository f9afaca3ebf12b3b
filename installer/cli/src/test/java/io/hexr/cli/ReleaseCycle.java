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
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A folder of things, a key, and a registry that notes what it is asked for: what a release goes through from a spec to a site. */
abstract class ReleaseCycle {
    static final int WEIGHTS = 3_000_000;

    @TempDir
    Path folder = Path.of("");

    final SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);
    final List<ServerLog.Line> asked = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    StoreFolder store;

    @SuppressWarnings("NullAway.Init") // set before each test
    RegistryServer server;

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

    void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** A vocabulary and what follows it; the shortest head there is. */
    static byte[] gguf(long seed) {
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

    static byte[] wheel(String project, String version, String needs) throws IOException {
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

    String at(String name) {
        return folder.resolve(name).toString();
    }

    String registry(String path) {
        return "127.0.0.1:" + server.address().getPort() + "/" + path;
    }

    InProcess run(Object... args) {
        return InProcess.run(
                new Environment(Map.of("HOME", folder.resolve("home").toString()), folder),
                folder.resolve("no-system"),
                Stream.of(args).map(String::valueOf).toArray(String[]::new));
    }

    InProcess done(Object... args) {
        InProcess run = run(args);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    InProcess trusting(Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--trust", folder.resolve("trust.json")));
        return run(all.toArray());
    }

    InProcess trustingDone(Object... args) {
        InProcess run = trusting(args);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    InProcess addModel(Object... more) {
        List<Object> words = new ArrayList<>(List.of("release", "add", "model", "tiny", "--path", at("models/tiny")));
        words.addAll(List.of("--licence", "MIT", "--tag", "1b", "--group", "llm", "--spec", at("release.yaml")));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    void build() {
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

    void sign() {
        done("release", "sign", at("release"), "--key", at("release.key"), "--unencrypted");
    }

    InProcess publish(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("release", "publish", at("release"), "--to", registry("vendor"), "--plain-http"));
        words.addAll(List.of(more));
        return trusting(words.toArray());
    }

    Path download(String name, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("bundle", "download", "--from", registry("vendor"), "--version", "1.0.0", "--plain-http"));
        words.addAll(List.of("--output", at(name)));
        words.addAll(List.of(more));
        trustingDone(words.toArray());
        return folder.resolve(name);
    }

    void published() {
        build();
        sign();
        InProcess run = publish();
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    }
}
