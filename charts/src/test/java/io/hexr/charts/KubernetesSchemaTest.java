package io.hexr.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.helm.ChartPacker;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is rendered, against what the oldest and the newest supported Kubernetes publish. */
class KubernetesSchemaTest {
    @TempDir
    private Path temp;

    private List<ObjectNode> rendered() throws IOException {
        Path chart = Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
        return Charts.render(
                        chart,
                        "air-gapped",
                        List.of(),
                        "llm.ollama.models={small-model}",
                        "global.storageClass=fast",
                        "global.caBundle=-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")
                .objects();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.30", "1.34"})
    void everyObjectIsWhatThisVersionKnows(String version) throws IOException {
        KubernetesSchema schema = KubernetesSchema.of(version);
        List<String> problems = new ArrayList<>();
        List<ObjectNode> objects = rendered();
        objects.forEach(object -> problems.addAll(schema.problems(object)));
        assertThat(objects).hasSizeGreaterThan(35);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"apiVersion\":\"policy/v1beta1\",\"kind\":\"PodDisruptionBudget\"}",
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"selector\":{},\"template\":{},\"replica\":1}}",
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"template\":{}}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":1}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"ports\":{\"port\":1}}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"a\",\"ports\":[{\"containerPort\":\"80\"}]}]}}",
            })
    void whatNoVersionKnowsIsFound(String object) throws IOException {
        JsonNode tree = new ObjectMapper().readTree(object);
        assertThat(KubernetesSchema.of("1.30").problems(tree)).hasSize(1);
        assertThat(KubernetesSchema.of("1.34").problems(tree)).hasSize(1);
    }
}
