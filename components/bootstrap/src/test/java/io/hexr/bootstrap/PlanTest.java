package io.hexr.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PlanTest {
    private static Plan parse(String json) {
        return Plan.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatAChartWrites() {
        Plan plan = parse("""
                {"version": "0.8.0",
                 "labelNamespace": {"name": "hexr-system", "labels": {"a/b": "c"}},
                 "createSecrets": [{"namespace": "hexr-system", "name": "hexr-keys", "keys": {"password": 32}}],
                 "copySecrets": {"from": "hexr-system", "names": ["hexr-registry"], "to": ["one", "two"]}}
                """);
        assertThat(plan.version()).isEqualTo("0.8.0");
        assertThat(plan.steps())
                .containsExactly(
                        new Plan.LabelNamespace("hexr-system", Map.of("a/b", "c")),
                        new Plan.CreateSecret("hexr-system", "hexr-keys", Map.of("password", 32)),
                        new Plan.CopySecret("hexr-registry", "hexr-system", "one"),
                        new Plan.CopySecret("hexr-registry", "hexr-system", "two"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"version\":\"1\",\"deleteSecrets\":[]}                                     | a field this program does not know: deleteSecrets",
                "{}                                                                           | has no text in version",
                "[]                                                                           | is no JSON object",
                "{\"version\":\"1\"} x                                                        | is no JSON",
                "{\"version\":\"1\",\"version\":\"2\"}                                        | is no JSON",
                "{\"version\":\"1\",\"labelNamespace\":{\"name\":\"../secrets\",\"labels\":{}}} | a name Kubernetes has not",
                "{\"version\":\"1\",\"copySecrets\":{\"from\":\"a\",\"names\":[\"b?x\"],\"to\":[\"c\"]}} | a name Kubernetes has not",
                "{\"version\":\"1\",\"copySecrets\":{\"from\":\"a\",\"names\":[1],\"to\":[\"c\"]}} | something other than text",
                "{\"version\":\"1\",\"createSecrets\":[{\"namespace\":\"a\",\"name\":\"b\",\"keys\":{}}]} | a secret without a key",
                "{\"version\":\"1\",\"createSecrets\":[{\"namespace\":\"a\",\"name\":\"b\",\"keys\":{\"k\":8}}]} | a key that is not 16 to 1024 bytes: k",
                "{\"version\":\"1\",\"createSecrets\":[{\"namespace\":\"a\",\"name\":\"b\",\"keys\":{\"k\":\"32\"}}]} | a key that is not 16 to 1024 bytes: k",
            })
    void refusesTheWholePlan(String json, String rule) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(BootstrapException.DocumentInvalid.class)
                .hasMessageContaining(rule);
    }

    @Test
    void refusesADocumentThatIsDeeperThanAnyPlan() {
        assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(BootstrapException.DocumentInvalid.class);
    }
}
