package io.hexr.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.hexr.helm.ChartPacker;
import io.hexr.helm.Rendering;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The helm a site has, built from its module, as the judge of what we pack and render. */
class StockHelmIT {
    /** The seed's file, as a person has it. */
    private static final String SEED = """
            # values-airgapped.yaml
            global:
              registry: registry.internal.example.com/hexr
              trustDomain: classified.internal
            spire:
              oidc:
                enabled: false # No external cloud federation in air-gapped mode
            """;

    @TempDir
    private Path temp;

    private static Path helm() throws IOException, InterruptedException {
        Process build = new ProcessBuilder(
                        "sh", Charts.ROOT.resolve("build/peers/helm.sh").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean built = build.waitFor(15, TimeUnit.MINUTES) && build.exitValue() == 0;
        Assumptions.assumeTrue(built, "NOT RUN: go: build/peers/helm.sh could not build helm");
        return Path.of(printed);
    }

    private String run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(helm().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        builder.environment().putAll(environment);
        Path errors = temp.resolve("stderr");
        Process process = builder.redirectError(errors.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return out;
    }

    private void unpack() throws IOException, InterruptedException {
        Files.write(temp.resolve("hexr-runtime-0.8.0.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
        assertThat(new ProcessBuilder("tar", "-xzf", "hexr-runtime-0.8.0.tgz")
                        .directory(temp.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        Files.writeString(temp.resolve("values-airgapped.yaml"), SEED);
    }

    @Test
    void theSeedsFileAndLineRenderWhatWeRender() throws IOException, InterruptedException {
        unpack();
        // the seed's line, with "template" for "install": the cluster's part is shown where there is a cluster
        String stock = run(
                Map.of(),
                "template",
                "hexr-runtime",
                "./hexr-runtime",
                "-n",
                "hexr-system",
                "-f",
                "values-airgapped.yaml",
                "--timeout",
                "10m",
                "--kube-version",
                "1.30.0");
        Rendering ours = new io.hexr.helm.Renderer(Charts.HELM, Charts.PROFILES)
                .render(new io.hexr.helm.Renderer.Request(
                        temp.resolve("hexr-runtime-0.8.0.tgz"),
                        "air-gapped",
                        List.of(),
                        Charts.REGISTRY,
                        List.of(temp.resolve("values-airgapped.yaml")),
                        List.of(),
                        Charts.TARGET));
        assertThat(stock.strip()).isEqualTo(ours.manifests().strip());
    }

    @Test
    void twoRunsInTwoTimeZonesAndLanguagesAreTheSame() throws IOException, InterruptedException {
        unpack();
        String[] words = {
            "template",
            "hexr-runtime",
            "./hexr-runtime",
            "-n",
            "hexr-system",
            "-f",
            "values-airgapped.yaml",
            "--kube-version",
            "1.34.0"
        };
        String one = run(Map.of("TZ", "UTC", "LC_ALL", "C"), words);
        assertThat(run(Map.of("TZ", "Pacific/Auckland", "LC_ALL", "C.UTF-8"), words))
                .isEqualTo(one);
    }

    @Test
    void lintsAndPackagesWhatWePack() throws IOException, InterruptedException {
        unpack();
        assertThat(run(
                        Map.of(),
                        "lint",
                        "./hexr-runtime",
                        "-f",
                        "values-airgapped.yaml",
                        "--strict",
                        "--kube-version",
                        "1.30.0"))
                .contains("0 chart(s) failed");
        assertThat(run(Map.of(), "show", "chart", "hexr-runtime-0.8.0.tgz")).contains("name: hexr-runtime");
        assertThat(run(Map.of(), "dependency", "list", "./hexr-runtime")).doesNotContain("missing", "wrong version");
    }
}
