package io.hexr.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hexr.helm.ChartPacker;
import io.hexr.helm.HelmException;
import io.hexr.helm.Rule;
import io.hexr.helm.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Takes each invariant away once, in the chart itself, and shows that it is missed. */
class MutationTest {
    private static final String LIBRARY = "charts/hexr-library/templates/";

    /** One line of a chart, and what it becomes. */
    record Mutation(Rule rule, String file, String from, String to) {
        @Override
        public String toString() {
            return rule.id() + ": " + file.replaceAll(".*/", "") + " " + from.strip() + " -> " + to.strip();
        }
    }

    @TempDir
    private Path temp;

    static Stream<Mutation> mutations() {
        String reference = "printf \"%s/%s:%s@%s\" $global.registry $entry.repository $entry.tag $entry.digest";
        return Stream.of(
                new Mutation(
                        Rule.IMAGES_ARE_LOCKED,
                        LIBRARY + "_image.tpl",
                        reference,
                        "printf \"%s/%s:%s\" $global.registry $entry.repository $entry.tag"),
                new Mutation(
                        Rule.IMAGES_ARE_LOCKED,
                        LIBRARY + "_image.tpl",
                        reference,
                        "printf \"elsewhere.internal/%s:%s@%s\" $entry.repository $entry.tag $entry.digest"),
                new Mutation(
                        Rule.IMAGES_ARE_LOCKED,
                        LIBRARY + "_workload.tpl",
                        "image: {{ include \"hexr.image\"",
                        "image: registry.internal/other:1 #"),
                new Mutation(
                        Rule.NO_HIDDEN_IMAGE,
                        "charts/llm/charts/ollama/templates/_component.tpl",
                        "\"HOME\" \"/tmp\"",
                        "\"HELPER\" \"quay.internal/tools/helper:1.2\""),
                new Mutation(
                        Rule.NO_LATEST,
                        LIBRARY + "_image.tpl",
                        reference,
                        "printf \"%s/%s:latest@%s\" $global.registry $entry.repository $entry.digest"),
                new Mutation(
                        Rule.NEVER_PULL_ALWAYS,
                        LIBRARY + "_workload.tpl",
                        "imagePullPolicy: IfNotPresent",
                        "imagePullPolicy: Always"),
                new Mutation(
                        Rule.NO_PUBLIC_HOST,
                        "charts/prometheus/templates/_component.tpl",
                        "127.0.0.1:9090",
                        "metrics.example.org:9090"),
                new Mutation(
                        Rule.NO_PUBLIC_HOST,
                        "charts/grafana/files/platform.json",
                        "Hexr: platform",
                        "see https://docs.hexr.io/start"),
                new Mutation(Rule.NO_HOST_ACCESS, LIBRARY + "_pod.tpl", "enableServiceLinks: false", "hostPID: true"),
                new Mutation(
                        Rule.NO_HOST_ACCESS,
                        LIBRARY + "_workload.tpl",
                        "emptyDir: {sizeLimit: 256Mi}",
                        "hostPath: {path: /tmp}"),
                new Mutation(
                        Rule.DEFAULT_DENY,
                        "templates/namespaces.yaml",
                        "policyTypes: [Ingress, Egress]",
                        "policyTypes: [Ingress]"),
                new Mutation(
                        Rule.DEFAULT_DENY, "templates/namespaces.yaml", "concat (list \"system\")", "concat (list)"),
                new Mutation(
                        Rule.NO_OPEN_EGRESS,
                        LIBRARY + "_network.tpl",
                        "- ipBlock: {cidr: {{ . }}}",
                        "- ipBlock: {cidr: 0.0.0.0/0}"),
                new Mutation(
                        Rule.RESOURCES, LIBRARY + "_workload.tpl", "{{- toYaml .spec.resources | nindent 4 }}", " {}"),
                new Mutation(Rule.PROBES, LIBRARY + "_pod.tpl", "livenessProbe:", "lifecycle: {} #"),
                new Mutation(Rule.RESTRICTED, LIBRARY + "_pod.tpl", "runAsNonRoot: true", ""),
                new Mutation(Rule.RESTRICTED, LIBRARY + "_pod.tpl", "seccompProfile: {type: RuntimeDefault}", ""),
                new Mutation(Rule.RESTRICTED, LIBRARY + "_pod.tpl", "allowPrivilegeEscalation: false", ""),
                new Mutation(Rule.RESTRICTED, LIBRARY + "_pod.tpl", "readOnlyRootFilesystem: true", ""),
                new Mutation(Rule.RESTRICTED, LIBRARY + "_pod.tpl", "capabilities: {drop: [ALL]}", ""),
                new Mutation(Rule.TOKENS_WHERE_USED, LIBRARY + "_pod.tpl", "{{ .token | default false }}", "true"),
                new Mutation(Rule.LABELS, LIBRARY + "_names.tpl", "app.kubernetes.io/part-of: hexr", ""),
                new Mutation(
                        Rule.DISRUPTION_BUDGET,
                        LIBRARY + "_workload.tpl",
                        "maxUnavailable: 1\n  selector:\n    matchLabels:\n      {{- $selector | nindent 6 }}",
                        "maxUnavailable: 1\n  selector: {matchLabels: {app.kubernetes.io/name: nothing}}"),
                new Mutation(
                        Rule.NETWORK_POLICY,
                        LIBRARY + "_network.tpl",
                        "{{- include \"hexr.selector\" (dict \"root\" $root \"name\" .spec.name) | nindent 6 }}",
                        "app.kubernetes.io/name: nothing"));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void isCaught(Mutation mutation) throws IOException {
        Path chart = temp.resolve("hexr-runtime");
        Charts.copy(Charts.RUNTIME, chart);
        Path file = chart.resolve(mutation.file());
        String text = Files.readString(file);
        assertThat(text).as("the line to take away is there").contains(mutation.from());
        Files.writeString(file, text.replace(mutation.from(), mutation.to()));
        Path packed = Files.write(temp.resolve("mutant.tgz"), ChartPacker.pack(chart, Charts.wholeLock()));
        assertThatThrownBy(() -> Charts.render(packed, "air-gapped", List.of()))
                .isInstanceOfSatisfying(
                        HelmException.ManifestsRefused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::rule)
                                .contains(mutation.rule()));
        // for the page that charts/evidence prints
        Files.writeString(
                Path.of("target", "mutations.txt"),
                mutation.toString().replaceAll("\\s+", " ") + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void everyInvariantIsTakenAwayAtLeastOnce() {
        Set<Rule> taken =
                mutations().map(Mutation::rule).collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(Arrays.asList(Rule.values()));
    }
}
