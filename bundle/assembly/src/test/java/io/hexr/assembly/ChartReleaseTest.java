package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.format.Artifact;
import io.hexr.format.ChartArtifact;
import io.hexr.helm.HelmException;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Our own chart in a release: what is carried and what is rendered are one closed world, or nothing is built. */
final class ChartReleaseTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final String CHART =
            "charts: [{name: hexr-runtime, path: runtime, profiles: profiles, tags: [0.8.0], groups: [core], licence: Apache-2.0}]\n";

    @TempDir
    private Path folder = Path.of("");

    private Path to = Path.of("");

    @BeforeEach
    void furnish() throws IOException {
        Workshop.in(folder);
        to = folder.resolve("release");
        copy(ROOT.resolve("charts/hexr-runtime"), folder.resolve("runtime"));
        copy(ROOT.resolve("profiles"), folder.resolve("profiles"));
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

    private static String image(String name, String group, String more) {
        return "  - {name: " + name + ", layout: images, reference: auto-registrar, tags: [v1], groups: [" + group + "]"
                + more + "}\n";
    }

    private Path spec(String chart, String planned, String... images) throws IOException {
        String text = "release: hexr\nversion: 0.8.0\nsequence: 7\nplanned: [" + planned + "]\n" + chart + "images:\n"
                + String.join("", images);
        return Files.writeString(folder.resolve("release.yaml"), text);
    }

    private ReleaseBuilder.Built build(Path spec) {
        return ReleaseBuilder.build(spec, to, Workshop.bench(folder), Workshop.CHARTS);
    }

    private void assertOpen(Path spec, String... problems) {
        assertThatThrownBy(() -> build(spec))
                .isInstanceOfSatisfying(
                        HelmException.WorldOpen.class,
                        open -> assertThat(open.problems())
                                .hasSize(problems.length)
                                .allSatisfy(problem -> assertThat(problem).containsAnyOf(problems)));
        assertThat(to.resolve(ReleaseBuilder.LOCK))
                .as("without a lock nothing can be signed")
                .doesNotExist();
    }

    @Test
    void theChartTravelsAsWhatHelmTakesFromARegistry() throws IOException {
        ReleaseBuilder.Built built = build(spec(CHART, "", image("hexr-bootstrap", "core", "")));

        Artifact chart = built.contents().artifacts().getLast();
        assertThat(chart).isInstanceOf(ChartArtifact.class);
        LayoutStore store = LayoutStore.open(to);
        ImageManifest manifest = (ImageManifest) store.manifest(chart.content());
        assertThat(manifest.config().mediaType()).isEqualTo("application/vnd.cncf.helm.config.v1+json");
        Descriptor layer = manifest.layers().getFirst();
        assertThat(layer.mediaType()).isEqualTo("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        JsonNode said = StrictJson.parse(store.bytes(manifest.config(), 1 << 20), 1 << 20, "config");
        assertThat(said.path("name").asText() + " " + said.path("version").asText())
                .isEqualTo("hexr-runtime 0.8.0");
        Artifact image = built.contents().artifacts().getFirst();
        assertThat(new String(store.bytes(layer, 1 << 20), java.nio.charset.StandardCharsets.UTF_8))
                .as("stored, not compressed: the lock can be read")
                .contains("hexr-bootstrap: {repository: hexr-bootstrap, tag: \"v1\", digest: \""
                        + image.content().digest() + "\"}");

        Path again = folder.resolve("again");
        assertThat(ReleaseBuilder.build(folder.resolve("release.yaml"), again, Workshop.bench(folder), Workshop.CHARTS)
                        .contents())
                .isEqualTo(built.contents());
    }

    @Test
    void whatAChartNamesAndTheReleaseLacksIsRefusedByName() throws IOException {
        assertOpen(
                spec(CHART, "", image("hexr-bootstrap", "core, observability", "")),
                "the lock of this chart holds no image jaeger",
                "the lock of this chart holds no image otel-collector",
                "the lock of this chart holds no image prometheus");
    }

    @Test
    void whatIsPlannedIsOffUntilItIsThere() throws IOException {
        build(spec(CHART, "jaeger, otel-collector, prometheus", image("hexr-bootstrap", "core, observability", "")));

        assertThat(ReleaseCheck.closure(to, folder.resolve("release.yaml"), folder.resolve("cache"), Workshop.CHARTS))
                .singleElement()
                .asString()
                .startsWith("chart hexr-runtime is a closed world: 3 profiles, 6 sets of overlays")
                .endsWith("0 violations");
    }

    @Test
    void whatNothingUsesIsRefusedByName() throws IOException {
        assertOpen(
                spec(CHART, "", image("hexr-bootstrap", "core", ""), image("stray", "core", "")),
                "stray is in the release and nothing uses it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", waiver: {reason: its chart comes next, until: \"2026-11-21\"} | 2026-11-21 |",
                ", waiver: {reason: its chart comes next, until: \"2026-11-21\"} | 2026-11-22 | expired on 2026-11-21",
                ", usedBy: installer                                             | 2036-11-21 |",
            })
    void aWaiverHoldsUntilItsDay(String more, LocalDate today, String problem) throws IOException {
        Path spec = spec(CHART, "", image("hexr-bootstrap", "core", ""), image("stray", "core", more));
        build(spec);
        ChartBench then = new ChartBench(Workshop.CHARTS.helm(), today);
        if (problem == null) {
            assertThat(ReleaseCheck.closure(to, spec, folder.resolve("cache"), then))
                    .hasSize(1);
        } else {
            assertThatThrownBy(() -> ReleaseCheck.closure(to, spec, folder.resolve("cache"), then))
                    .isInstanceOf(HelmException.WorldOpen.class)
                    .hasMessageContaining(problem);
        }
    }

    @Test
    void aWaiverForWhatIsUsedIsRefused() throws IOException {
        assertOpen(
                spec(CHART, "", image("hexr-bootstrap", "core", ", waiver: {reason: none, until: \"2027-01-01\"}")),
                "the waiver for hexr-bootstrap waives nothing");
    }

    @Test
    void aChartUnderAnotherNameOrVersionIsRefused() throws IOException {
        String images = image("hexr-bootstrap", "core", "");
        Path version = spec(CHART.replace("[0.8.0]", "[0.8.1]"), "", images);
        assertThatThrownBy(() -> build(version)).hasMessageContaining("its tags [0.8.1] lack its version, 0.8.0");
        Path name = spec(CHART.replace("path:", "pushName: charts/other, path:"), "", images);
        assertThatThrownBy(() -> build(name)).hasMessageContaining("its push name must end in that");
        Path nowhere = spec(CHART.replace("path: runtime", "path: nowhere"), "", images);
        assertThatThrownBy(() -> build(nowhere)).isInstanceOf(AssemblyException.SourceMissing.class);
    }

    @Test
    void aReleaseWithoutChartsNeedsNoHelm() throws IOException {
        ChartBench none = new ChartBench(
                () -> {
                    throw new IllegalStateException("Helm was loaded");
                },
                LocalDate.EPOCH);
        Path spec = spec("", "", image("hexr-bootstrap", "core", ""));
        assertThat(ReleaseBuilder.build(spec, to, Workshop.bench(folder), none)
                        .contents()
                        .artifacts())
                .hasSize(1);
    }

    @Test
    void everyProblemNamesACombinationThatShowsIt() throws IOException {
        Path spec = spec(CHART, "", image("hexr-bootstrap", "core, llm", ""));
        assertThatThrownBy(() -> build(spec))
                .isInstanceOfSatisfying(
                        HelmException.WorldOpen.class,
                        open -> assertThat(List.copyOf(open.problems()))
                                .singleElement()
                                .asString()
                                .contains("holds no image ollama (profile "));
    }
}
