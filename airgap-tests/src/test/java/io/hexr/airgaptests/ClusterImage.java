package io.hexr.airgaptests;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import org.junit.jupiter.api.Assumptions;
import org.testcontainers.utility.DockerImageName;

/**
 * The image the tests boot: the genuine {@code rancher/k3s} where {@code HEXR_TEST_K3S_IMAGE} names one or the local
 * engine has one, else the compatible cluster built from upstream Kubernetes.
 */
record ClusterImage(DockerImageName name, Kind kind, Path probe) {
    enum Kind {
        GENUINE_K3S,
        COMPATIBLE_CLUSTER
    }

    /** With empty caches the build takes minutes; with its cache it is instant. */
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(40);

    static ClusterImage choose() {
        Script.run(Duration.ofMinutes(5), "engine", "up");
        String[] built = Script.run(BUILD_LIMIT, "cluster/build", "--load").split("[\\n ]", -1);
        Path probe = Path.of(built[0]).resolveSibling("probe.tar");
        String named = Objects.requireNonNullElse(System.getenv("HEXR_TEST_K3S_IMAGE"), "");
        String genuine = named.isEmpty() ? localK3s() : named;
        if (!genuine.isEmpty()) {
            return new ClusterImage(substitute(genuine), Kind.GENUINE_K3S, probe);
        }
        return new ClusterImage(substitute(built[1]), Kind.COMPATIBLE_CLUSTER, probe);
    }

    /** A severed k3s cannot pull its own images: they come from the archive that its releases publish for that. */
    Path airgapImages() {
        String archive = Objects.requireNonNullElse(System.getenv("HEXR_TEST_K3S_AIRGAP_IMAGES"), "");
        Assumptions.assumeFalse(
                archive.isEmpty(), "NOT RUN: k3s-airgap-images: HEXR_TEST_K3S_AIRGAP_IMAGES names no archive");
        return Path.of(archive);
    }

    private static String localK3s() {
        return Script.run(Duration.ofMinutes(1), "lib/local-k3s").strip();
    }

    private static DockerImageName substitute(String name) {
        return DockerImageName.parse(name).asCompatibleSubstituteFor("rancher/k3s");
    }
}
