package io.hexr.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.helm.ChartPacker;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every pod, judged by the very code the API server judges it with, outside any API server. */
class PodSecurityIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temp;

    record Verdict(int status, String text) {}

    private ArrayNode pods() throws IOException {
        Path chart = Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
        ArrayNode pods = JSON.createArrayNode();
        for (ObjectNode object : Charts.render(chart, "air-gapped", List.of(), "llm.ollama.models={small-model}")
                .objects()) {
            if (object.path("spec").path("template").path("spec").has("containers")) {
                ObjectNode pod = object.path("spec").path("template").deepCopy();
                pod.withObjectProperty("metadata")
                        .put("name", object.path("metadata").path("name").asText());
                pods.add(pod);
            }
        }
        return pods;
    }

    private Verdict judge(String version, ArrayNode pods) throws IOException, InterruptedException {
        Process build = new ProcessBuilder(
                        "sh", Charts.ROOT.resolve("build/peers/podsecurity.sh").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String program = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean built = build.waitFor(10, TimeUnit.MINUTES) && build.exitValue() == 0;
        Assumptions.assumeTrue(built, "NOT RUN: go: build/peers/podsecurity.sh could not build the judge");
        Path file = Files.writeString(temp.resolve("pods.json"), pods.toString());
        Process judge = new ProcessBuilder(program, version)
                .redirectErrorStream(true)
                .redirectInput(file.toFile())
                .start();
        String text = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(judge.waitFor(), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.30", "1.34"})
    void everyPodIsRestricted(String version) throws IOException, InterruptedException {
        Verdict verdict = judge(version, pods());
        assertThat(verdict.text()).isEqualTo("5 pods, 0 broken\n");
        assertThat(verdict.status()).isZero();
    }

    @Test
    void aPodThatIsNotIsNamed() throws IOException, InterruptedException {
        List<Consumer<ObjectNode>> changes = List.of(
                spec -> spec.put("hostPID", true),
                spec -> spec.withObjectProperty("securityContext").remove("seccompProfile"),
                spec -> spec.withObjectProperty("securityContext").remove("runAsNonRoot"),
                spec -> ((ObjectNode) spec.path("containers").path(0).path("securityContext")).remove("capabilities"),
                spec -> ((ObjectNode) spec.path("containers").path(0).path("securityContext"))
                        .remove("allowPrivilegeEscalation"));
        for (Consumer<ObjectNode> change : changes) {
            ArrayNode pods = pods();
            change.accept((ObjectNode) pods.get(0).path("spec"));
            Verdict verdict = judge("1.34", pods);
            assertThat(verdict.status()).as(verdict.text()).isEqualTo(1);
            assertThat(verdict.text()).endsWith("5 pods, 1 broken\n");
        }
    }
}
