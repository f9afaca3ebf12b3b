package io.hexr.airgaptests;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** What has to hold wherever the release is installed, whoever installed it: asked of the cluster with a stock kubectl. */
final class Installed {
    private static final List<String> NAMESPACES = List.of("hexr-observability", "hexr-system");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern UP = Pattern.compile("\"metric\":\\{([^}]*)\\},\"value\":\\[[^,]*,\"([01])\"\\]");
    private static final String BROKEN_POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "stranger"}, "spec": {"hostPID": true,
             "containers": [{"name": "c", "image": "hexr.test/probe:1"}]}}
            """;

    private static final String API_SERVER = "tcp:10.43.0.1:443";
    private static final String STRANGER = """
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "strangers"}}
            ---
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "stranger", "namespace": "strangers"}, "spec":
             {"containers": [{"name": "c", "image": "hexr.test/probe:1", "imagePullPolicy": "Never"}]}}
            """;
    private static final String TRACE = "5b8efff798038103d269b633813fc60c";

    /** Sent from the node, where a shell is; pods of tenants send the same way. */
    private static final String SEND_A_SPAN = """
            now=$(date +%s)
            wget -q -O - --header 'Content-Type: application/json' --post-data '{"resourceSpans": [{"resource": {"attributes":
             [{"key": "service.name", "value": {"stringValue": "scenario"}}]}, "scopeSpans": [{"spans": [{"traceId":
             "TRACE", "spanId": "eee19b7ec3c1b174", "name": "walk", "kind": 1,
             "startTimeUnixNano": "'"$now"'000000000", "endTimeUnixNano": "'"$now"'500000000"}]}]}]}' \
             "http://$(kubectl -n hexr-observability get service otel-collector -o jsonpath={.spec.clusterIP}):4318/v1/traces"
            """.replace("TRACE", TRACE);

    private final Scenario scenario;

    Installed(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Those the release has images for, and no other. */
    List<String> servers() {
        List<String> servers = new ArrayList<>();
        for (String name : List.of("jaeger", "otel-collector", "prometheus")) {
            if (scenario.place().vendor().holds(name)) {
                servers.add(name);
            }
        }
        return servers;
    }

    void theServersOfTheReleaseRunAndNoOthers() {
        String found = scenario.step(
                "bastion",
                "kubectl get deployments,statefulsets,daemonsets -A -l app.kubernetes.io/part-of=hexr -o"
                        + " jsonpath='{range .items[*]}{.metadata.name}{\"\\n\"}{end}' | sort");
        assertThat(found.lines()).containsExactlyElementsOf(servers());
        assertThat(scenario.step(
                        "bastion",
                        "kubectl -n hexr-system get jobs -o jsonpath='{range"
                                + " .items[*]}{.status.conditions[?(@.type==\"Complete\")].status}{\"\\n\"}{end}'"))
                .isEqualTo("True\n");
    }

    void everyPodIsReadyAndNoneWasRestarted() {
        int pods = 0;
        for (String namespace : NAMESPACES) {
            String found = scenario.step(
                    "bastion",
                    "kubectl -n " + namespace
                            + " get pods -o jsonpath='{range .items[*]}{.metadata.name} {.status.phase}"
                            + " {.status.containerStatuses[*].ready} {.status.containerStatuses[*].restartCount}{\"\\n\"}{end}'");
            for (String pod : found.lines().toList()) {
                assertThat(pod).matches("\\S+ (Running true|Succeeded false) 0");
                pods++;
            }
        }
        assertThat(pods).isGreaterThan(servers().size());
    }

    /** By what the runtime says it runs, not by what was asked for. */
    void whatRunsIsInTheLock() {
        Set<String> running = new TreeSet<>();
        for (String namespace : NAMESPACES) {
            String ids = scenario.step(
                    "bastion",
                    "kubectl -n " + namespace
                            + " get pods -o jsonpath='{range .items[*]}{.status.containerStatuses[*].imageID}"
                            + " {.status.initContainerStatuses[*].imageID}{\"\\n\"}{end}'");
            DIGEST.matcher(ids).results().map(MatchResult::group).forEach(running::add);
        }
        scenario.evidence().fact("running digests", String.join("\n", running));
        assertThat(running).hasSize(servers().size() + 1);
        assertThat(scenario.place().vendor().locked()).containsAll(running);
    }

    /** The API server judges what runs, and refuses what does not hold to it. */
    void everyPodIsAdmittedUnderRestricted() {
        for (String namespace : NAMESPACES) {
            assertThat(scenario.step(
                            "bastion",
                            "kubectl get namespace " + namespace
                                    + " -o jsonpath='{.metadata.labels.pod-security\\.kubernetes\\.io/enforce}'"))
                    .isEqualTo("restricted");
            // another version than is set makes it judge again; what it finds are warnings
            Script.Outcome judged = scenario.attempt(
                    "bastion",
                    "kubectl label --dry-run=server namespace " + namespace
                            + " pod-security.kubernetes.io/enforce-version=v1.30");
            assertThat(judged.status()).isZero();
            assertThat(judged.narration()).doesNotContain("arning");
            Script.Outcome refused = scenario.attempt(
                    "bastion",
                    "kubectl -n " + namespace + " create --dry-run=server -f - <<'END'\n" + BROKEN_POD + "END");
            assertThat(refused.status()).isNotZero();
            assertThat(refused.narration()).contains("violates PodSecurity \"restricted:latest\"");
        }
    }

    /** Each that is to be asked for metrics is asked, and answers. */
    void prometheusScrapesWhatItShould() {
        String question =
                "kubectl get --raw '/api/v1/namespaces/hexr-observability/services/prometheus:9090/proxy/api/v1/query?query=up'";
        List<String> expected = new ArrayList<>(List.of("prometheus"));
        servers().stream().filter(name -> !name.equals("prometheus")).forEach(expected::add);
        // one sample for itself, one for each port of each pod of the others
        int least = 1 + (servers().contains("jaeger") ? 1 : 0) + (servers().contains("otel-collector") ? 4 : 0);
        scenario.eventually("bastion", question + " | tr '{' '\\n' | grep -c '\"value\":.*\"1\"' | grep -qx " + least);
        TreeMap<String, String> up = new TreeMap<>();
        String answer = scenario.step("bastion", question);
        UP.matcher(answer).results().forEach(one -> up.put(one.group(1), one.group(2)));
        assertThat(up.values()).as(answer).hasSize(least).containsOnly("1");
        for (String name : expected) {
            assertThat(String.join("\n", up.keySet())).contains("\"" + name + "\"");
        }
        scenario.evidence().fact("scraped", String.join("\n", up.keySet()));
    }

    /** From where anything may be dialled, only what a policy of the release allows is reached. */
    void whatNoPolicyAllowsIsNotReached() {
        scenario.step("bastion", "kubectl apply -f - <<'END'\n" + STRANGER + "END");
        scenario.step("bastion", "kubectl -n strangers wait pod/stranger --for=condition=Ready --timeout=60s");
        String answer = scenario.step("bastion", dial("prometheus:9090", "jaeger:16686", "otel-collector:4317"));
        assertThat(answer.lines().filter(line -> line.contains(" open"))).containsExactly(API_SERVER + " open");
        assertThat(answer.lines()).hasSize(4);

        if (servers().contains("otel-collector")) {
            scenario.step("bastion", "kubectl label namespace strangers hexr.io/tenant=somebody");
            scenario.eventually("bastion", dial("prometheus:9090", "otel-collector:4317") + " | grep -q 4317.open");
            assertThat(scenario.step("bastion", dial("prometheus:9090", "jaeger:16686")))
                    .contains("9090 blocked", "16686 blocked");
        }
        scenario.step("bastion", "kubectl delete namespace strangers --timeout=2m");
    }

    private static String dial(String... servers) {
        StringBuilder query = new StringBuilder("timeout=1500ms&to=" + API_SERVER);
        for (String server : servers) {
            query.append("&to=tcp:").append(server.replace(":", ".hexr-observability.svc.cluster.local:"));
        }
        return "kubectl get --raw '/api/v1/namespaces/strangers/pods/stranger:8080/proxy/dial?" + query + "'";
    }

    /** Telemetry stays inside, and arrives. */
    void aTraceGoesThroughTheCollectorToJaeger() {
        Assumptions.assumeTrue(
                Boolean.getBoolean("hexr.full") || servers().containsAll(List.of("jaeger", "otel-collector")),
                "NOT RUN: full: a release of tier ci has neither otel-collector nor jaeger");
        scenario.step("kube", SEND_A_SPAN);
        String look =
                "kubectl get --raw /api/v1/namespaces/hexr-observability/services/jaeger:16686/proxy/api/v3/traces/"
                        + TRACE;
        scenario.eventually("bastion", look);
        String found = scenario.step("bastion", look);
        assertThat(found).contains("\"traceId\":\"" + TRACE + "\"", "\"name\":\"walk\"");
    }
}
