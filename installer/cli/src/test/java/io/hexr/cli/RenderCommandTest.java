package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** From a profile to what is handed to a cluster, as one types it. */
final class RenderCommandTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @BeforeAll
    static void asTheLauncherDoes() {
        System.setProperty("hexr.home", ROOT.toString());
        System.setProperty(
                "hexr.native", ROOT.resolve("bundle/helm/target/native").toString());
        System.setProperty("com.marcnuri.jkube-helm.skipRemoteJar", "true");
    }

    @BeforeEach
    void aLock() throws IOException {
        StringBuilder lock = new StringBuilder("global:\n  groups: [core, observability, llm]\n  imageLock:\n");
        for (String name : List.of("hexr-bootstrap", "jaeger", "ollama", "otel-collector", "prometheus")) {
            lock.append("    ")
                    .append(name)
                    .append(": {repository: ")
                    .append(name)
                    .append(", tag: \"1\", digest: \"sha256:")
                    .append("a".repeat(64))
                    .append("\"}\n");
        }
        Files.writeString(folder.resolve("images.yaml"), lock);
    }

    private InProcess render(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "render",
                "--profile",
                "air-gapped",
                "--registry",
                "registry.internal/hexr",
                "--values",
                folder.resolve("images.yaml").toString()));
        args.addAll(List.of(more));
        return InProcess.shipped(200, args.toArray(String[]::new));
    }

    @Test
    void printsTheValuesToHandToHelm() {
        InProcess done = render("--set", "prometheus.retention=3d");
        assertThat(done.status().code()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("profile: air-gapped", "registry: registry.internal/hexr", "retention: \"3d\"", "imageLock:");
        assertThat(done.out()).doesNotContain("clusterDomain");
    }

    @Test
    void printsTheManifestsAlikeTwice() {
        InProcess done = render("--manifests");
        assertThat(done.status().code()).as(done.err()).isZero();
        assertThat(done.out()).contains("kind: StatefulSet", "registry.internal/hexr/jaeger:1@sha256:");
        assertThat(render("--manifests").out()).isEqualTo(done.out());
    }

    @Test
    void explainsWhereAValueComesFrom() {
        InProcess done = render("--overlay", "small", "--set", "jaeger.retention=9h", "--explain");
        assertThat(done.status().code()).as(done.err()).isZero();
        assertThat(done.out()
                        .lines()
                        .filter(line -> line.strip().startsWith("jaeger.retention"))
                        .toList()
                        .toString())
                .contains("9h", "--set");
        assertThat(done.out()
                        .lines()
                        .filter(line -> line.strip().startsWith("jaeger.storage"))
                        .toList()
                        .toString())
                .contains("overlay small");
        assertThat(done.out()
                        .lines()
                        .filter(line -> line.strip().startsWith("global.clusterDomain"))
                        .toList()
                        .toString())
                .contains("chart hexr-runtime");
    }

    @Test
    void showsWhatChanges() throws IOException {
        Path earlier = Files.writeString(
                folder.resolve("earlier.yaml"), render("--manifests").out());
        assertThat(render("--diff", earlier.toString()).out()).doesNotContain("prometheus");
        InProcess done = render(
                "--set", "prometheus.retention=3d", "--set", "jaeger.enabled=false", "--diff", earlier.toString());
        assertThat(done.status().code()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("--storage.tsdb.retention.time=3d")
                .contains("StatefulSet hexr-observability/jaeger")
                .contains("removed");
    }

    @Test
    void aComparisonWithSomethingElseIsRefused() throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), "global: {registry: x}\n");
        assertThat(render("--diff", values.toString()).err()).contains("no manifest and no release of Helm");
        Path secret = Files.writeString(
                folder.resolve("secret.yaml"),
                "apiVersion: v1\nkind: Secret\ntype: helm.sh/release.v1\ndata: {release: bm90IGJhc2U2NCE=}\n");
        InProcess refused = render("--diff", secret.toString());
        assertThat(refused.status().code()).isEqualTo(3);
        assertThat(refused.err()).contains("is no release as Helm keeps it");
    }

    @Test
    void refusesWithKeyRuleAndRemedy() {
        InProcess refused = render("--set", "spire.oidc.enabled=true");
        assertThat(refused.status().code()).isEqualTo(3);
        assertThat(refused.err()).contains("spire.oidc.enabled=true", "leave it false", "values-refused");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void refusesTwoProfilesAtOnce() {
        InProcess refused = render("--profile", "cloud");
        assertThat(refused.status().code()).isEqualTo(2);
        assertThat(refused.err()).contains("--profile");
    }

    @Test
    void refusesASourceChartWithoutALock() {
        InProcess refused =
                InProcess.shipped(200, "render", "--profile", "air-gapped", "--registry", "registry.internal/hexr");
        assertThat(refused.status().code()).isEqualTo(3);
        assertThat(refused.err()).contains("global.imageLock.", "images.yaml");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        InProcess refused = render("--values", folder.resolve("none.yaml").toString());
        assertThat(refused.status().code()).isEqualTo(3);
        assertThat(refused.err()).contains("none.yaml");
    }
}
