package io.hexr.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.hexr.format.SampleRelease;
import io.hexr.oci.ContentCopier;
import io.hexr.oci.LayoutStore;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** A folder with a signed release of our chart, every image it names and a model, the bundle of it, and the programs of a site. Command lines are split at spaces. */
final class DeliveredChart {
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    /** The smallest model there is: one tensor of four bytes. */
    static final byte[] MODEL = model();

    /** The seed's file, as a person has it. */
    private static final String SEED = """
            # values-airgapped.yaml
            global:
              registry: REGISTRY
              trustDomain: classified.internal
            spire:
              oidc:
                enabled: false # No external cloud federation in air-gapped mode
            """;

    private static final String SPEC = """
            release: hexr
            version: 0.8.0
            sequence: 1
            charts:
              - {name: hexr-runtime, pushName: charts/hexr-runtime, path: runtime, profiles: profiles, tags: [0.8.0], groups: [core]}
            models: [{name: small-model, path: model, tags: ["1.0"], groups: [llm], licence: Apache-2.0}]
            images:
            """;

    final Path folder;

    private DeliveredChart(Path folder) {
        this.folder = folder;
    }

    /** Which bytes the images are does not matter to the chart. */
    static DeliveredChart in(Path folder) throws IOException {
        System.setProperty("hexr.home", ROOT.toString());
        System.setProperty(
                "hexr.native", ROOT.resolve("bundle/helm/target/native").toString());
        DeliveredChart delivered = new DeliveredChart(folder);
        delivered.gather();
        delivered.sign();
        return delivered;
    }

    private void gather() throws IOException {
        SampleRelease sample = SampleRelease.of(11);
        LayoutStore layout = LayoutStore.create(folder.resolve("images"));
        var image = sample.contents().artifacts().getFirst().content();
        ContentCopier.withWorkers(2)
                .copy(sample.store(), layout, List.of(new ContentCopier.Root(image, List.of("server"))));
        copy(ROOT.resolve("charts/hexr-runtime"), folder.resolve("runtime"));
        copy(ROOT.resolve("profiles"), folder.resolve("profiles"));
        Files.createDirectories(folder.resolve("model"));
        Files.write(folder.resolve("model/small.safetensors"), MODEL);
        Map<String, String> images = new TreeMap<>(Map.of("hexr-bootstrap", "core", "ollama", "llm"));
        List.of("jaeger", "otel-collector", "prometheus").forEach(name -> images.put(name, "observability"));
        StringBuilder spec = new StringBuilder(SPEC);
        String rest = ", layout: images, reference: server, tags: [v1], groups: [";
        images.forEach((name, group) -> spec.append("  - {name: ")
                .append(name)
                .append(rest)
                .append(group)
                .append("]}\n"));
        Files.writeString(folder.resolve("release.yaml"), spec);
    }

    private void sign() {
        SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);
        key.writeUnencrypted(folder.resolve("release.key"));
        key.trusted().write(folder.resolve("release.pub"));
        List<String> believe = new ArrayList<>(List.of("trust", "add", at("release.pub"), "--release", "hexr"));
        believe.addAll(List.of("--signer", "vendor", "--trust", at("trust.json"), "--fingerprint"));
        believe.add(key.fingerprint().toString());
        hexr(believe);
        write("release", "b.tar.gz");
    }

    /** Builds what the spec says now, signs it and writes the bundle. */
    void write(String release, String bundle) {
        hexr("release build --spec " + at("release.yaml") + " --to " + at(release));
        hexr("release sign " + at(release) + " --key " + at("release.key") + " --unencrypted");
        hexr("bundle download --from " + at(release) + " --output " + at(bundle) + " --trust " + at("trust.json"));
    }

    /** The packed chart, out of the bundle. */
    Path extract() {
        hexr("bundle extract " + at("b.tar.gz") + " --charts --to " + at("charts") + " --trust " + at("trust.json"));
        return folder.resolve("charts/hexr-runtime-0.8.0.tgz");
    }

    void edit(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private static byte[] model() {
        byte[] head =
                "{\"t\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + head.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(head.length)
                .put(head)
                .putInt(0x01020304)
                .array();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    String at(String name) {
        return folder.resolve(name).toString();
    }

    InProcess hexr(String line) {
        return hexr(List.of(line.split(" ")));
    }

    private static InProcess hexr(List<String> words) {
        InProcess done = InProcess.shipped(200, words.toArray(String[]::new));
        assertThat(done.status().code()).as(done.err()).isZero();
        return done;
    }

    String helm(String line) throws IOException, InterruptedException {
        return process(Map.of("HELM_CACHE_HOME", at("helm"), "HELM_CONFIG_HOME", at("helm")), peer("helm.sh"), line);
    }

    String kubectl(ApiServer cluster, String line) throws IOException, InterruptedException {
        return process(Map.of(), peer("kubernetes.sh"), "kubectl --kubeconfig " + cluster.kubeconfig() + " " + line);
    }

    /** The program of the image hexr-bootstrap, as this build made it. */
    String bootstrap(Map<String, String> environment, String line) throws IOException, InterruptedException {
        Path target = ROOT.resolve("components/bootstrap/target");
        List<String> path = new ArrayList<>(List.of(target.resolve("classes").toString()));
        try (Stream<Path> libraries = Files.walk(target.resolve("libraries"))) {
            libraries.map(Path::toString).filter(jar -> jar.endsWith(".jar")).forEach(path::add);
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return process(environment, java, "-cp " + String.join(":", path) + " io.hexr.bootstrap.Bootstrap " + line);
    }

    String process(Map<String, String> environment, Path program, String line)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(line.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectError(folder.resolve("err").toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(line + "\n" + Files.readString(folder.resolve("err")))
                .isZero();
        return out;
    }

    static Path peer(String script) throws IOException, InterruptedException {
        Process build = new ProcessBuilder(
                        "sh", ROOT.resolve("build/peers").resolve(script).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean built = build.waitFor(20, TimeUnit.MINUTES) && build.exitValue() == 0;
        Assumptions.assumeTrue(built, "NOT RUN: go: build/peers/" + script + " built nothing");
        return Path.of(printed);
    }

    /** A registry that was filled by a push. */
    final class Site implements AutoCloseable {
        private final StoreFolder store = StoreFolder.open(folder.resolve("store"));
        private final RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0));

        Site() throws IOException {
            hexr("bundle push " + at("b.tar.gz") + " --registry " + registry() + " --plain-http --trust "
                    + at("trust.json"));
            Files.writeString(folder.resolve("values-airgapped.yaml"), SEED.replace("REGISTRY", registry()));
        }

        String registry() {
            return "127.0.0.1:" + server.address().getPort() + "/hexr";
        }

        String chart() {
            return "oci://" + registry() + "/charts/hexr-runtime";
        }

        @Override
        public void close() {
            server.close();
            store.close();
        }
    }

    /** Kubernetes' own API server, until it is closed. */
    static final class ApiServer implements AutoCloseable {
        private final Path folder;
        private final int port;
        private final Process process;

        ApiServer(Path folder, String... more) throws IOException {
            this.folder = folder;
            List<String> ports = freePorts();
            this.port = Integer.parseInt(ports.getFirst());
            List<String> command = new ArrayList<>(List.of(ROOT + "/build/peers/api-server.sh", folder.toString()));
            command.addAll(ports);
            command.addAll(List.of(more));
            this.process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        }

        private static List<String> freePorts() throws IOException {
            InetAddress here = InetAddress.getLoopbackAddress();
            try (ServerSocket one = new ServerSocket(0, 1, here);
                    ServerSocket two = new ServerSocket(0, 1, here);
                    ServerSocket three = new ServerSocket(0, 1, here)) {
                return Stream.of(one, two, three)
                        .map(socket -> String.valueOf(socket.getLocalPort()))
                        .toList();
            }
        }

        int port() {
            return port;
        }

        String kubeconfig() {
            return folder.resolve("kubeconfig").toString();
        }

        Path authority() {
            return folder.resolve("ca.crt");
        }

        @Override
        public void close() throws IOException {
            try (OutputStream end = process.getOutputStream()) {
                end.flush();
            }
            process.onExit().join();
        }
    }
}
