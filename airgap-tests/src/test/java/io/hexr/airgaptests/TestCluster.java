package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.MountableFile;

/** A cluster that the stock {@link K3sContainer} has booted on a network whose edge is cut off and watched. */
final class TestCluster implements AutoCloseable {
    /** Domains a cluster may ask for: its own, and what the engine adds for container names. */
    private static final String DOMAINS = "cluster.local,internal.example.com,in-addr.arpa,ip6.arpa";

    private final Network network;
    private final K3sContainer container;
    private final Path report;
    private final ClusterImage image;
    private final Duration boot;

    private TestCluster(Network network, K3sContainer container, Path report, ClusterImage image, Duration boot) {
        this.network = network;
        this.container = container;
        this.report = report;
        this.image = image;
        this.boot = boot;
    }

    static TestCluster boot() {
        return Twice.boot("severed cluster", TestCluster::attempt);
    }

    private static TestCluster attempt() {
        ClusterImage image = ClusterImage.choose();
        Network network = Network.newNetwork();
        Path report = Path.of("target", "edge-" + network.getId().substring(0, 12));
        Script.run(Duration.ofMinutes(2), "edge", "start", network.getId(), report.toString(), DOMAINS);
        K3sContainer container = new K3sContainer(image.name());
        if (image.kind() == ClusterImage.Kind.GENUINE_K3S) {
            container.withCopyFileToContainer(
                    MountableFile.forHostPath(image.airgapImages()), "/var/lib/rancher/k3s/agent/images/airgap.tar");
        }
        container
                .withNetwork(network)
                .withStartupTimeout(Duration.ofMinutes(3))
                .withCopyFileToContainer(
                        MountableFile.forHostPath(image.probe()), "/var/lib/rancher/k3s/agent/images/probe.tar");
        Instant began = Instant.now();
        try {
            container.start();
        } catch (ContainerLaunchException e) {
            Script.attempt(Duration.ofMinutes(1), "edge", "stop", network.getId());
            network.close();
            throw e;
        }
        Duration boot = Duration.between(began, Instant.now());
        TestCluster cluster = new TestCluster(network, container, report, image, boot);
        cluster.record();
        return cluster;
    }

    /** Evidence of which cluster the results belong to. */
    private void record() {
        String line = "cluster %s (%s), Kubernetes %s, Testcontainers start() %.1f s%n"
                .formatted(image.name(), image.kind(), version(), boot.toMillis() / 1000.0);
        try {
            Files.writeString(report.resolve("cluster.txt"), line);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to " + report, e);
        }
    }

    private String version() {
        return kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.nodeInfo.kubeletVersion}");
    }

    ClusterImage image() {
        return image;
    }

    Duration bootTime() {
        return boot;
    }

    String kubeconfig() {
        return container.getKubeConfigYaml();
    }

    String log() {
        return container.getLogs();
    }

    /** Runs kubectl inside the node and returns what it printed; anything but success fails the test. */
    String kubectl(String... arguments) {
        ExecResult result = execute(
                Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toArray(String[]::new));
        if (result.getExitCode() != 0) {
            throw new AssertionError("kubectl %s: %s".formatted(String.join(" ", arguments), result.getStderr()));
        }
        return result.getStdout();
    }

    ExecResult execute(String... command) {
        try {
            return container.execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException("running " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + List.of(command), e);
        }
    }

    void apply(String manifest) {
        withManifest(manifest, "apply", "-f");
    }

    void delete(String manifest) {
        withManifest(manifest, "delete", "--ignore-not-found", "-f");
    }

    private void withManifest(String manifest, String... verb) {
        String file = "/tmp/manifest-%s.yaml".formatted(Integer.toHexString(manifest.hashCode()));
        container.copyFileToContainer(Transferable.of(manifest.getBytes(StandardCharsets.UTF_8)), file);
        kubectl(Stream.concat(Stream.of(verb), Stream.of(file)).toArray(String[]::new));
    }

    /** What the watch on the network's edge has written most recently. */
    String edgeReport() {
        try {
            return Files.readString(report.resolve("edge.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + report, e);
        }
    }

    /** What the compatible cluster's enforcement of network policies says of itself. */
    String policyStatus() {
        return execute("cat", "/run/hexr-node/netpol.json").getStdout();
    }

    /** Fails when a policy is not enforced as written. The genuine k3s enforces by itself and keeps no such report. */
    void requireEnforcement() {
        if (image.kind() == ClusterImage.Kind.COMPATIBLE_CLUSTER
                && !policyStatus().contains("\"unsupported\":[]")) {
            throw new AssertionError("not enforced as written: " + policyStatus());
        }
    }

    /** Asks a pod to dial; the answers come back in the order of the targets. */
    List<String> dial(String namespace, String pod, List<String> targets) {
        String path = "/api/v1/namespaces/%s/pods/%s:8080/proxy/dial?timeout=700ms".formatted(namespace, pod);
        String query =
                String.join("", targets.stream().map(target -> "&to=" + target).toList());
        return kubectl("get", "--raw", path + query)
                .lines()
                .map(line -> line.split(" ", 3)[1].toLowerCase(Locale.ROOT))
                .toList();
    }

    static String resource(String name) {
        try (var stream = TestCluster.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    @Override
    public void close() {
        try {
            requireEnforcement();
        } finally {
            stop();
        }
    }

    private void stop() {
        container.stop();
        Script.run(Duration.ofMinutes(1), "edge", "stop", network.getId());
        network.close();
    }
}
