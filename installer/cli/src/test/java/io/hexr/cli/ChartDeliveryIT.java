package io.hexr.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** From a spec to an installed chart: built, signed, carried, pushed, and then only a stock helm, a registry and Kubernetes' own API server. */
final class ChartDeliveryIT {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

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

    @TempDir
    private Path folder = Path.of("");

    private final SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);

    @BeforeAll
    static void asTheLauncherDoes() {
        System.setProperty("hexr.home", ROOT.toString());
        System.setProperty(
                "hexr.native", ROOT.resolve("bundle/helm/target/native").toString());
    }

    /** A release with the chart and every image it names; which bytes these are does not matter to the chart. */
    @BeforeEach
    void release() throws IOException {
        SampleRelease sample = SampleRelease.of(11);
        LayoutStore layout = LayoutStore.create(folder.resolve("images"));
        ContentCopier.withWorkers(2)
                .copy(
                        sample.store(),
                        layout,
                        List.of(new ContentCopier.Root(
                                sample.contents().artifacts().getFirst().content(), List.of("server"))));
        copy(ROOT.resolve("charts/hexr-runtime"), folder.resolve("runtime"));
        copy(ROOT.resolve("profiles"), folder.resolve("profiles"));
        StringBuilder spec = new StringBuilder("""
                release: hexr
                version: 0.8.0
                sequence: 1
                charts:
                  - {name: hexr-runtime, pushName: charts/hexr-runtime, path: runtime, profiles: profiles, tags: [0.8.0], groups: [core]}
                images:
                """);
        Map<String, String> images = new TreeMap<>(Map.of("hexr-bootstrap", "core", "ollama", "llm"));
        List.of("jaeger", "otel-collector", "prometheus").forEach(name -> images.put(name, "observability"));
        images.forEach((name, group) -> spec.append("  - {name: ")
                .append(name)
                .append(", layout: images, reference: server, tags: [v1], groups: [")
                .append(group)
                .append("]}\n"));
        Files.writeString(folder.resolve("release.yaml"), spec);
        key.writeUnencrypted(folder.resolve("release.key"));
        key.trusted().write(folder.resolve("release.pub"));
        hexr("release", "build", "--spec", at("release.yaml"), "--to", at("release"));
        hexr("release", "sign", at("release"), "--key", at("release.key"), "--unencrypted");
        hexr(
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
                at("trust.json"));
        hexr("bundle", "download", "--from", at("release"), "--output", at("b.tar.gz"), "--trust", at("trust.json"));
    }

    @Test
    void aBundleDiffTellsWhatChangesInTheChart() throws IOException {
        edit("release.yaml", "version: 0.8.0\nsequence: 1", "version: 0.8.1\nsequence: 2");
        edit("runtime/values.yaml", "retention: 15d", "retention: 7d");
        hexr("release", "build", "--spec", at("release.yaml"), "--to", at("next"));
        hexr("release", "sign", at("next"), "--key", at("release.key"), "--unencrypted");
        hexr("bundle", "download", "--from", at("next"), "--output", at("c.tar.gz"), "--trust", at("trust.json"));

        InProcess diff = hexr("bundle", "diff", at("b.tar.gz"), at("c.tar.gz"), "--trust", at("trust.json"));

        assertThat(diff.out())
                .containsPattern("chart hexr-runtime +values +prometheus.retention +default +15d +7d")
                .containsPattern("chart hexr-runtime +objects +ConfigMap|chart hexr-runtime +objects +StatefulSet")
                .contains("newer")
                .doesNotContain("not compared");
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
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

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private static InProcess hexr(String... args) {
        InProcess done = InProcess.shipped(200, args);
        assertThat(done.status().code()).as(done.err()).isZero();
        return done;
    }

    /** A registry that was filled by a push. */
    private final class Site implements AutoCloseable {
        private final StoreFolder store = StoreFolder.open(folder.resolve("store"));
        private final RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0));

        Site() throws IOException {
            hexr(
                    "bundle",
                    "push",
                    at("b.tar.gz"),
                    "--registry",
                    registry(),
                    "--plain-http",
                    "--trust",
                    at("trust.json"));
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

    private static Path peer(String script) throws IOException, InterruptedException {
        Process build = new ProcessBuilder(
                        "sh", ROOT.resolve("build/peers").resolve(script).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean built = build.waitFor(20, TimeUnit.MINUTES) && build.exitValue() == 0;
        Assumptions.assumeTrue(built, "NOT RUN: go: build/peers/" + script + " built nothing");
        return Path.of(printed);
    }

    private String helm(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(peer("helm.sh").toString()));
        command.addAll(List.of(words));
        return process(Map.of("HELM_CACHE_HOME", at("helm"), "HELM_CONFIG_HOME", at("helm")), command);
    }

    private String process(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectError(folder.resolve("err").toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + Files.readString(folder.resolve("err")))
                .isZero();
        return out;
    }

    @Test
    void aStockHelmTakesTheChartFromTheRegistryAndFromTheBundleAlike() throws IOException, InterruptedException {
        hexr("bundle", "extract", at("b.tar.gz"), "--charts", "--to", at("charts"), "--trust", at("trust.json"));
        try (Site site = new Site()) {
            helm("pull", site.chart(), "--version", "0.8.0", "--plain-http");
            assertThat(folder.resolve("hexr-runtime-0.8.0.tgz"))
                    .as("the very bytes that were signed")
                    .hasSameBinaryContentAs(folder.resolve("charts/hexr-runtime-0.8.0.tgz"));
            // a version, since a helm built from its module alone believes in an ancient Kubernetes
            String[] seed = {
                "-n", "hexr-system", "-f", "values-airgapped.yaml", "--timeout", "10m", "--kube-version", "1.34.0"
            };
            List<String> remote = new ArrayList<>(List.of("template", "hexr-runtime", site.chart()));
            remote.addAll(List.of("--version", "0.8.0", "--plain-http"));
            remote.addAll(List.of(seed));
            process(Map.of(), List.of("tar", "-xzf", "charts/hexr-runtime-0.8.0.tgz"));
            List<String> local = new ArrayList<>(List.of("template", "hexr-runtime", "./hexr-runtime"));
            local.addAll(List.of(seed));
            String rendered = helm(local.toArray(String[]::new));
            assertThat(helm(remote.toArray(String[]::new))).isEqualTo(rendered);
            assertThat(rendered).contains("image: " + site.registry() + "/prometheus:v1@sha256:");
        }
    }

    @Test
    void theSeedsLineInstallsItAndTheBootstrapDoesItsPart() throws IOException, InterruptedException {
        assertThat(peer("kubernetes.sh")).isExecutable();
        try (Site site = new Site();
                ApiServer cluster = new ApiServer(folder.resolve("cluster"))) {
            String[] at = {"--kubeconfig", cluster.kubeconfig()};
            kubectl(cluster, "create", "namespace", "hexr-system");
            String said = helm(
                    "install",
                    "hexr-runtime",
                    site.chart(),
                    "--version",
                    "0.8.0",
                    "--plain-http",
                    "-n",
                    "hexr-system",
                    "-f",
                    "values-airgapped.yaml",
                    "--timeout",
                    "10m",
                    at[0],
                    at[1]);
            assertThat(said).contains("STATUS: deployed", "images from " + site.registry());
            assertThat(kubectl(cluster, "get", "statefulsets,deployments,jobs", "-A", "-o", "name"))
                    .contains(
                            "statefulset.apps/prometheus",
                            "deployment.apps/otel-collector",
                            "job.batch/hexr-bootstrap-0-8-0");

            kubectl(
                    cluster,
                    "create",
                    "secret",
                    "docker-registry",
                    "hexr-registry",
                    "-n",
                    "hexr-system",
                    "--docker-server=registry.internal",
                    "--docker-username=reader",
                    "--docker-password=secret");
            assertThat(bootstrap(cluster))
                    .contains("namespace hexr-system: labelled", "secret hexr-observability/hexr-registry: copied");
            assertThat(kubectl(cluster, "get", "namespace", "hexr-system", "-o", "jsonpath={.metadata.labels}"))
                    .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
            String copied = kubectl(
                    cluster,
                    "get",
                    "secret",
                    "hexr-registry",
                    "-n",
                    "hexr-observability",
                    "-o",
                    "jsonpath={.type}{.data}{.metadata.resourceVersion}");
            assertThat(copied).startsWith("kubernetes.io/dockerconfigjson");
            assertThat(bootstrap(cluster)).contains("nothing to label", "is there, left alone");
            assertThat(kubectl(
                            cluster,
                            "get",
                            "secret",
                            "hexr-registry",
                            "-n",
                            "hexr-observability",
                            "-o",
                            "jsonpath={.type}{.data}{.metadata.resourceVersion}"))
                    .isEqualTo(copied);
            assertWhatIsInstalledCanBeCompared(site, cluster);
        }
    }

    private void assertWhatIsInstalledCanBeCompared(Site site, ApiServer cluster)
            throws IOException, InterruptedException {
        String secret = kubectl(
                cluster, "get", "secret", "sh.helm.release.v1.hexr-runtime.v1", "-n", "hexr-system", "-o", "yaml");
        assertThat(secret)
                .as("what Helm keeps of a release; the limit of Kubernetes is 1 MiB")
                .hasSizeLessThan(700 << 10);
        Files.writeString(folder.resolve("installed.yaml"), secret);
        Files.writeString(
                ROOT.resolve("installer/cli/target/release-secret.txt"),
                "release Secret as Helm wrote it: " + secret.length() + " of " + (700 << 10) + " bytes\n");
        String[] asked = {
            "render",
            "--profile",
            "air-gapped",
            "--chart",
            at("charts/hexr-runtime-0.8.0.tgz"),
            "--registry",
            site.registry(),
            "--values",
            at("values-airgapped.yaml"),
            "--diff",
            at("installed.yaml")
        };
        hexr("bundle", "extract", at("b.tar.gz"), "--charts", "--to", at("charts"), "--trust", at("trust.json"));
        assertThat(hexr(asked).out()).as("nothing changes").doesNotContain("hexr-observability");
        List<String> more = new ArrayList<>(List.of(asked));
        more.addAll(List.of("--set", "prometheus.retention=3d", "--set", "jaeger.enabled=false"));
        assertThat(hexr(more.toArray(String[]::new)).out())
                .contains("--storage.tsdb.retention.time=3d", "StatefulSet hexr-observability/jaeger", "removed");
    }

    /** The program of the Job with the plan the chart made, as the account the chart made, with the rights the chart gave. */
    private String bootstrap(ApiServer cluster) throws IOException, InterruptedException {
        Path account = Files.createDirectories(folder.resolve("account"));
        Files.writeString(
                account.resolve("token"), kubectl(cluster, "create", "token", "hexr-bootstrap", "-n", "hexr-system"));
        Files.copy(cluster.authority(), account.resolve("ca.crt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                folder.resolve("plan.json"),
                kubectl(
                        cluster,
                        "get",
                        "configmap",
                        "hexr-bootstrap",
                        "-n",
                        "hexr-system",
                        "-o",
                        "jsonpath={.data.plan\\.json}"));
        Path target = ROOT.resolve("components/bootstrap/target");
        List<String> path = new ArrayList<>(List.of(target.resolve("classes").toString()));
        try (Stream<Path> libraries = Files.walk(target.resolve("libraries"))) {
            libraries.map(Path::toString).filter(jar -> jar.endsWith(".jar")).forEach(path::add);
        }
        return process(
                Map.of(
                        "KUBERNETES_SERVICE_HOST", "127.0.0.1",
                        "KUBERNETES_SERVICE_PORT", String.valueOf(cluster.port()),
                        "HEXR_SERVICE_ACCOUNT", account.toString()),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(":", path),
                        "io.hexr.bootstrap.Bootstrap",
                        "apply",
                        at("plan.json")));
    }

    private String kubectl(ApiServer cluster, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(peer("kubernetes.sh").toString(), "kubectl", "--kubeconfig", cluster.kubeconfig()));
        command.addAll(List.of(words));
        return process(Map.of(), command);
    }

    /** Kubernetes' own API server, until it is closed. */
    private static final class ApiServer implements AutoCloseable {
        private final Path folder;
        private final int port;
        private final Process process;

        ApiServer(Path folder) throws IOException {
            this.folder = folder;
            List<String> ports = freePorts();
            this.port = Integer.parseInt(ports.getFirst());
            List<String> command = new ArrayList<>(
                    List.of(ROOT.resolve("build/peers/api-server.sh").toString(), folder.toString()));
            command.addAll(ports);
            this.process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = process.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(line).isEqualTo("ready");
        }

        private static List<String> freePorts() throws IOException {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket three = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
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
