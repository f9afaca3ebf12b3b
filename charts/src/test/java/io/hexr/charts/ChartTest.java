package io.hexr.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.helm.ChartPacker;
import io.hexr.helm.HelmException;
import io.hexr.helm.ImageLock;
import io.hexr.helm.Rendering;
import io.hexr.oci.Digest;
import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChartTest {
    @TempDir
    private Path temp;

    private Path packed(List<String> groups) throws IOException {
        return Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.lock(groups)));
    }

    @Test
    void lintFindsNothing() {
        assertThat(Charts.HELM.lint(Charts.RUNTIME)).isEmpty();
    }

    @Test
    void rendersTheAirGappedProfileAsCommitted() throws IOException {
        Rendering rendering = Charts.render(packed(List.of("core", "observability", "llm")), "air-gapped", List.of());
        Golden.check("air-gapped.yaml", rendering.manifests());
    }

    @Test
    void theChartsOwnDefaultsAreTheAirGappedProfile() throws IOException {
        Path chart = packed(List.of("core", "observability", "llm"));
        String byProfile = Charts.render(chart, "air-gapped", List.of()).manifests();
        var only = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree("{\"global\":{\"registry\":\"" + Charts.REGISTRY + "\"}}");
        assertThat(Charts.HELM.template(chart, Charts.TARGET, only)).isEqualTo(byProfile);
    }

    @Test
    void twoRunsAreTheSame() throws IOException {
        Path chart = packed(List.of("core", "observability", "llm"));
        assertThat(Charts.render(chart, "air-gapped", List.of("small")).manifests())
                .isEqualTo(Charts.render(chart, "air-gapped", List.of("small")).manifests());
    }

    @Test
    void theUnpackedSourceRefusesToRenderWithoutALock() {
        assertThatThrownBy(() -> Charts.render(Charts.RUNTIME, "air-gapped", List.of()))
                .isInstanceOfSatisfying(HelmException.ValuesRefused.class, refused -> {
                    assertThat(refused.refusals().getFirst().key()).startsWith("global.imageLock.");
                    assertThat(refused.refusals().getFirst().remedy()).contains("chart of the bundle");
                });
    }

    @Test
    void componentsOfAGroupTheReleaseLacksAreOff() throws IOException {
        Rendering rendering = Charts.render(packed(List.of("core")), "air-gapped", List.of());
        assertThat(rendering.images()).containsExactly("hexr-bootstrap");
        assertThat(rendering.manifests()).doesNotContain("hexr-observability");
    }

    @Test
    void enablingAComponentOfAGroupTheReleaseLacksIsRefusedByName() throws IOException {
        Path chart = packed(List.of("core"));
        for (String key : List.of(
                "prometheus.enabled",
                "jaeger.enabled",
                "otelCollector.enabled",
                "grafana.enabled",
                "llm.ollama.enabled")) {
            assertThatThrownBy(() -> Charts.render(chart, "air-gapped", List.of(), key + "=true"))
                    .isInstanceOf(HelmException.ValuesRefused.class)
                    .hasMessageContaining(key + "=true")
                    .hasMessageContaining("this release holds only core");
        }
    }

    private String job(String version, String digest, String... assignments) throws IOException {
        Path chart = temp.resolve("hexr-runtime");
        Charts.copy(Charts.RUNTIME, chart);
        Path about = chart.resolve("Chart.yaml");
        Files.writeString(
                about, Files.readString(about).replaceFirst("appVersion: .*", "appVersion: \"" + version + "\""));
        SortedMap<String, ImageLock.Entry> images =
                new TreeMap<>(Charts.wholeLock().images());
        images.computeIfPresent(
                "hexr-bootstrap",
                (name, entry) -> new ImageLock.Entry(
                        entry.repository(), entry.tag(), Digest.of(digest.getBytes(StandardCharsets.UTF_8))));
        ImageLock lock = new ImageLock(images, Charts.wholeLock().groups());
        Path packed = Files.write(temp.resolve("job.tgz"), ChartPacker.pack(chart, lock));
        return Charts.render(packed, "air-gapped", List.of(), assignments).objects().stream()
                .filter(object -> object.path("kind").asText().equals("Job"))
                .map(object -> object.path("metadata").path("name").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whateverChangesTheBootstrapOrItsPlanRunsAsAJobOfItsOwn() throws IOException {
        String name = job("0.8.0", "one");
        assertThat(name).startsWith("hexr-bootstrap-0-8-0-").isEqualTo(job("0.8.0", "one"));
        assertThat(job("0.8.0", "one", "prometheus.retention=3d"))
                .as("what it has nothing to do with")
                .isEqualTo(name);
        assertThat(List.of(
                        name,
                        job("0.8.0", "another"),
                        job("0.8.0", "one", "bootstrap.resources.limits.memory=256Mi"),
                        job("0.8.0", "one", "global.imagePullSecrets={other}"),
                        job(
                                "0.8.0",
                                "one",
                                "prometheus.enabled=false",
                                "jaeger.enabled=false",
                                "otelCollector.enabled=false",
                                "grafana.enabled=false")))
                .doesNotHaveDuplicates();
        assertThat(job("1.0.0-RC.1+" + "a_long.build".repeat(9), "one"))
                .hasSizeLessThanOrEqualTo(63)
                .matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    }

    private List<String> podAnnotations(Path chart, String authorities) {
        String bundle = "-----BEGIN CERTIFICATE-----\n" + authorities + "\n-----END CERTIFICATE-----";
        return Charts.render(chart, "air-gapped", List.of(), "global.caBundle=" + bundle).objects().stream()
                .filter(object -> object.path("kind").asText().matches("Deployment|StatefulSet"))
                .map(object -> object.path("spec")
                        .path("template")
                        .path("metadata")
                        .path("annotations")
                        .toString())
                .toList();
    }

    @Test
    void otherAuthoritiesOfTheSiteMakeOtherPods() throws IOException {
        Path chart = packed(List.of("core", "observability", "llm"));
        List<String> before = podAnnotations(chart, "MIIB");
        assertThat(before).hasSizeGreaterThanOrEqualTo(4).isEqualTo(podAnnotations(chart, "MIIB"));
        assertThat(podAnnotations(chart, "MIIC")).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
    }

    private List<String> rulesAboutSecrets(Path chart, String... assignments) {
        return Charts.render(chart, "air-gapped", List.of(), assignments).objects().stream()
                .filter(object -> object.path("kind").asText().endsWith("Role"))
                .flatMap(role -> role.path("rules")
                        .valueStream()
                        .filter(rule -> rule.path("resources").toString().contains("secrets"))
                        .map(rule -> role.path("metadata").path("namespace").asText() + " " + rule.path("verbs") + " "
                                + rule.path("resourceNames")))
                .toList();
    }

    @Test
    void theBootstrapReadsThePullSecretsAndNoOther() throws IOException {
        Path chart = packed(List.of("core", "observability", "llm"));
        assertThat(rulesAboutSecrets(chart, "global.imagePullSecrets={one,two}"))
                .containsExactlyInAnyOrder(
                        "hexr-system [\"get\"] [\"one\",\"two\"]",
                        "hexr-observability [\"get\"] [\"one\",\"two\"]",
                        "hexr-observability [\"create\"] ");
        assertThat(rulesAboutSecrets(chart, "global.imagePullSecrets={}"))
                .as("no names would be every name")
                .isEmpty();
    }

    @Test
    void aModelIsCopiedByDigestAndNeverPulled() throws IOException {
        Path chart = Files.write(temp.resolve("models.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
        Rendering rendering = Charts.render(chart, "air-gapped", List.of(), "llm.ollama.models={small-model}");
        assertThat(rendering.images()).contains("small-model");
        assertThat(rendering.manifests()).contains("name: model-small-model").doesNotContain("ollama pull");
        assertThatThrownBy(() -> Charts.render(chart, "air-gapped", List.of(), "llm.ollama.models={large-model}"))
                .hasMessageContaining("global.imageLock.large-model");
    }
}
