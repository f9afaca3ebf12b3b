package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** From a spec to an installed chart: built, signed, carried, pushed, and then only a stock helm, a registry and Kubernetes' own API server. */
final class ChartDeliveryIT {
    /** What stands behind the chart on the seed's line; a version, since a helm built from its module alone believes in an ancient Kubernetes. */
    private static final String SEED = " -n hexr-system -f values-airgapped.yaml --timeout 10m --kube-version 1.34.0";

    private static final int SECRET_GATE = 700 << 10;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aBundleDiffTellsWhatChangesInTheChart() throws IOException {
        DeliveredChart delivered = DeliveredChart.in(folder);
        delivered.edit("release.yaml", "version: 0.8.0\nsequence: 1", "version: 0.8.1\nsequence: 2");
        delivered.edit("runtime/values.yaml", "retention: 15d", "retention: 7d");
        delivered.write("next", "c.tar.gz");

        InProcess diff = delivered.hexr("bundle diff " + delivered.at("b.tar.gz") + " " + delivered.at("c.tar.gz")
                + " --trust " + delivered.at("trust.json"));

        assertThat(diff.out())
                .containsPattern("chart hexr-runtime +values +prometheus.retention +default +15d +7d")
                .containsPattern("chart hexr-runtime +objects +ConfigMap|chart hexr-runtime +objects +StatefulSet")
                .contains("newer")
                .doesNotContain("not compared");
    }

    @Test
    void aStockHelmTakesTheChartFromTheRegistryAndFromTheBundleAlike() throws IOException, InterruptedException {
        DeliveredChart delivered = DeliveredChart.in(folder);
        Path carried = delivered.extract();
        try (DeliveredChart.Site site = delivered.new Site()) {
            delivered.helm("pull " + site.chart() + " --version 0.8.0 --plain-http");
            assertThat(folder.resolve("hexr-runtime-0.8.0.tgz"))
                    .as("the very bytes that were signed")
                    .hasSameBinaryContentAs(carried);
            delivered.process(Map.of(), Path.of("/bin/tar"), "-xzf " + carried);
            String rendered = delivered.helm("template hexr-runtime ./hexr-runtime" + SEED);
            assertThat(delivered.helm("template hexr-runtime " + site.chart() + " --version 0.8.0 --plain-http" + SEED))
                    .isEqualTo(rendered);
            assertThat(rendered).contains("image: " + site.registry() + "/prometheus:v1@sha256:");
        }
    }

    @Test
    void theBootstrapBringsTheModelThatTheChartNames() throws IOException, InterruptedException {
        DeliveredChart delivered = DeliveredChart.in(folder);
        Path carried = delivered.extract();
        try (DeliveredChart.Site site = delivered.new Site()) {
            String reference = delivered
                    .helm("template hexr-runtime " + carried + SEED + " --set llm.ollama.models={small-model}")
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("- " + site.registry() + "/small-model:1.0@sha256:"))
                    .findFirst()
                    .orElseThrow()
                    .substring(2);
            assertThat(delivered.bootstrap(
                            Map.of(),
                            "model --from " + reference + " --to " + delivered.at("volume") + " --plain-http"))
                    .contains("copied and verified, 1 files");
            assertThat(folder.resolve("volume/small.safetensors")).hasBinaryContent(DeliveredChart.MODEL);
        }
    }

    @Test
    void theSeedsLineInstallsItAndTheBootstrapDoesItsPart() throws IOException, InterruptedException {
        DeliveredChart delivered = DeliveredChart.in(folder);
        assertThat(DeliveredChart.peer("kubernetes.sh")).isExecutable();
        try (DeliveredChart.Site site = delivered.new Site();
                DeliveredChart.ApiServer cluster = new DeliveredChart.ApiServer(folder.resolve("cluster"))) {
            delivered.kubectl(cluster, "create namespace hexr-system");
            String said = delivered.helm("install hexr-runtime " + site.chart()
                    + " --version 0.8.0 --plain-http -n hexr-system -f values-airgapped.yaml --timeout 10m --kubeconfig "
                    + cluster.kubeconfig());
            assertThat(said).contains("STATUS: deployed", "images from " + site.registry());
            assertThat(delivered.kubectl(cluster, "get statefulsets,deployments,jobs -A -o name"))
                    .contains(
                            "statefulset.apps/prometheus",
                            "deployment.apps/otel-collector",
                            "job.batch/hexr-bootstrap-0-8-0");
            assertTheBootstrapMakesWhatIsMissingOnce(delivered, cluster);
            assertWhatIsInstalledCanBeCompared(delivered, site, cluster);
        }
    }

    private void assertTheBootstrapMakesWhatIsMissingOnce(DeliveredChart delivered, DeliveredChart.ApiServer cluster)
            throws IOException, InterruptedException {
        delivered.kubectl(
                cluster,
                "create secret docker-registry hexr-registry -n hexr-system --docker-server=registry.internal"
                        + " --docker-username=reader --docker-password=secret");
        assertThat(bootstrap(delivered, cluster))
                .contains("namespace hexr-system: labelled", "secret hexr-observability/hexr-registry: copied");
        assertThat(delivered.kubectl(cluster, "get namespace hexr-system -o jsonpath={.metadata.labels}"))
                .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
        String secret = "get secret hexr-registry -n hexr-observability"
                + " -o jsonpath={.type}{.data}{.metadata.resourceVersion}";
        String copied = delivered.kubectl(cluster, secret);
        assertThat(copied).startsWith("kubernetes.io/dockerconfigjson");
        assertThat(bootstrap(delivered, cluster)).contains("nothing to label", "is there, left alone");
        assertThat(delivered.kubectl(cluster, secret)).isEqualTo(copied);
    }

    /** The program of the Job with the plan the chart made, as the account the chart made, with the rights the chart gave. */
    private String bootstrap(DeliveredChart delivered, DeliveredChart.ApiServer cluster)
            throws IOException, InterruptedException {
        Path account = Files.createDirectories(folder.resolve("account"));
        Files.writeString(
                account.resolve("token"), delivered.kubectl(cluster, "create token hexr-bootstrap -n hexr-system"));
        Files.copy(cluster.authority(), account.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                folder.resolve("plan.json"),
                delivered.kubectl(
                        cluster, "get configmap hexr-bootstrap -n hexr-system -o jsonpath={.data.plan\\.json}"));
        return delivered.bootstrap(
                Map.of(
                        "KUBERNETES_SERVICE_HOST", "127.0.0.1",
                        "KUBERNETES_SERVICE_PORT", String.valueOf(cluster.port()),
                        "HEXR_SERVICE_ACCOUNT", account.toString()),
                "apply " + delivered.at("plan.json"));
    }

    private void assertWhatIsInstalledCanBeCompared(
            DeliveredChart delivered, DeliveredChart.Site site, DeliveredChart.ApiServer cluster)
            throws IOException, InterruptedException {
        String secret =
                delivered.kubectl(cluster, "get secret sh.helm.release.v1.hexr-runtime.v1 -n hexr-system -o yaml");
        assertThat(secret)
                .as("what Helm keeps of a release; the limit of Kubernetes is 1 MiB")
                .hasSizeLessThan(SECRET_GATE);
        Files.writeString(folder.resolve("installed.yaml"), secret);
        Files.writeString(
                DeliveredChart.ROOT.resolve("installer/cli/target/release-secret.txt"),
                "release Secret as Helm wrote it: " + secret.length() + " of " + SECRET_GATE + " bytes\n");
        String asked = "render --profile air-gapped --chart " + delivered.extract() + " --registry " + site.registry()
                + " --values " + delivered.at("values-airgapped.yaml") + " --diff " + delivered.at("installed.yaml");
        assertThat(delivered.hexr(asked).out()).as("nothing changes").doesNotContain("hexr-observability");
        assertThat(delivered
                        .hexr(asked + " --set prometheus.retention=3d --set jaeger.enabled=false")
                        .out())
                .contains("--storage.tsdb.retention.time=3d", "StatefulSet hexr-observability/jaeger", "removed");
    }
}
