package io.hexr.airgaptests;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.hexr.airgaptests.PolicyScenario.Cell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the cluster's NetworkPolicy enforcement lets through and what it stops, cell by cell. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NetworkPolicyMatrixIT {
    private static final Duration CONVERGENCE = Duration.ofSeconds(20);

    private static final String DENY_IN_ALPHA = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny-out, namespace: alpha}
            spec: {podSelector: {matchLabels: {app: newcomer}}, policyTypes: [Egress]}
            """;

    private static final String SCTP = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: sctp, namespace: beta}
            spec:
              podSelector: {}
              policyTypes: [Ingress]
              ingress: [{ports: [{port: 9090, protocol: SCTP}]}]
            """;

    private final Map<String, String> addresses = new HashMap<>();
    private final Once<TestCluster> shared = new Once<>(this::bootWithPods);

    private TestCluster cluster() {
        return shared.get();
    }

    private TestCluster bootWithPods() {
        TestCluster cluster = TestCluster.boot();
        cluster.apply(TestCluster.resource("workloads.yaml"));
        for (String namespace : List.of("alpha", "beta", "kube-system")) {
            cluster.kubectl("wait", "pod", "--all", "-n", namespace, "--for=condition=Ready", "--timeout=90s");
        }
        String listed = cluster.kubectl(
                "get",
                "pods",
                "-A",
                "-o",
                "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name} {.status.podIP}{\"\\n\"}{end}");
        listed.lines().map(line -> line.split(" ", 2)).forEach(line -> addresses.put(line[0], line[1]));
        addresses.put(
                "node",
                cluster.kubectl(
                        "get",
                        "nodes",
                        "-o",
                        "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}"));
        addresses.put(
                "service", cluster.kubectl("get", "service", "web", "-n", "alpha", "-o", "jsonpath={.spec.clusterIP}"));
        addresses.put("api", cluster.kubectl("get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP}"));
        return cluster;
    }

    @AfterAll
    void stop() throws Exception {
        shared.close();
    }

    @TestFactory
    Stream<DynamicContainer> matrix() {
        cluster();
        return PolicyScenario.all().stream()
                .map(scenario -> DynamicContainer.dynamicContainer(
                        scenario.name() + ": " + scenario.sentence(), tests(scenario)));
    }

    private Stream<DynamicTest> tests(PolicyScenario scenario) {
        Map<Cell, String> seen = new LinkedHashMap<>();
        Stream<DynamicTest> observed =
                Stream.of(DynamicTest.dynamicTest("observed", () -> seen.putAll(observe(scenario))));
        Stream<DynamicTest> cells = scenario.cells().stream()
                .map(cell -> DynamicTest.dynamicTest(
                        cell.toString(), () -> assertThat(seen.get(cell)).isEqualTo(cell.expected())));
        return Stream.concat(observed, cells);
    }

    /** Applies the policies and measures until all is as expected or the time is over, then measures once more. */
    private Map<Cell, String> observe(PolicyScenario scenario) {
        String manifest = scenario.manifest(addresses);
        if (scenario.hasPolicies()) {
            cluster().apply(manifest);
        }
        try {
            Instant deadline = Instant.now().plus(CONVERGENCE);
            Map<Cell, String> seen = measure(scenario.cells());
            while (!asExpected(seen) && Instant.now().isBefore(deadline)) {
                seen = measure(scenario.cells());
            }
            // A cell may come out right although its policy is not enforced as written.
            cluster().requireEnforcement();
            return measure(scenario.cells());
        } finally {
            if (scenario.hasPolicies()) {
                cluster().delete(manifest);
            }
        }
    }

    private static boolean asExpected(Map<Cell, String> seen) {
        return seen.entrySet().stream()
                .allMatch(entry -> entry.getKey().expected().equals(entry.getValue()));
    }

    private Map<Cell, String> measure(List<Cell> cells) {
        Map<Cell, String> seen = new LinkedHashMap<>();
        Map<String, List<Cell>> bySource = new LinkedHashMap<>();
        cells.forEach(cell -> bySource.computeIfAbsent(cell.namespace() + "/" + cell.pod(), _ -> new ArrayList<>())
                .add(cell));
        bySource.values().forEach(ofOne -> {
            Cell first = ofOne.getFirst();
            List<String> answers = cluster()
                    .dial(
                            first.namespace(),
                            first.pod(),
                            ofOne.stream().map(cell -> address(cell.target())).toList());
            for (int i = 0; i < ofOne.size(); i++) {
                seen.put(ofOne.get(i), answers.get(i));
            }
        });
        return seen;
    }

    private String address(String target) {
        return switch (target) {
            case "dns api-name" -> "dns:kubernetes.default.svc.cluster.local";
            case "tcp api" -> "tcp:" + addresses.get("api") + ":443";
            default -> {
                String[] words = target.split("[ :]", 3);
                yield words[0] + ":" + addresses.get(words[1]) + ":" + words[2];
            }
        };
    }

    /** What the cells are worth: take the rules out of the kernel, and what was blocked is open. */
    @Test
    void withoutTheRulesInTheKernelNoCellIsBlocked() {
        assumeTrue(
                cluster().image().kind() == ClusterImage.Kind.COMPATIBLE_CLUSTER,
                "NOT RUN: compatible-cluster: the genuine k3s keeps its rules elsewhere");
        PolicyScenario denied = PolicyScenario.all().stream()
                .filter(scenario -> scenario.name().equals("02-ingress-denied"))
                .findFirst()
                .orElseThrow();
        cluster().apply(denied.manifest(addresses));
        try {
            Instant deadline = Instant.now().plus(CONVERGENCE);
            while (!asExpected(measure(denied.cells())) && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }
            assertThat(measure(denied.cells())).containsValue("blocked");
            assertThat(cluster()
                            .execute("nft", "delete", "table", "ip", "hexr_netpol")
                            .getExitCode())
                    .isZero();
            assertThat(measure(denied.cells())).doesNotContainValue("blocked");
        } finally {
            cluster().delete(denied.manifest(addresses));
        }
    }

    @Test
    void policiesAreInForceBeforeAPodsFirstPacket() {
        assumeTrue(
                cluster().image().kind() == ClusterImage.Kind.COMPATIBLE_CLUSTER,
                "NOT RUN: compatible-cluster: the genuine k3s makes no such promise");
        cluster().apply(DENY_IN_ALPHA);
        try {
            String target = "tcp:" + addresses.get("alpha/other") + ":8080";
            for (int i = 0; i < 5; i++) {
                assertThat(firstAct("newcomer-" + i, "newcomer", target)).startsWith(target + " blocked");
            }
            assertThat(firstAct("stranger", "stranger", target)).isEqualTo(target + " open\n");
        } finally {
            cluster().delete(DENY_IN_ALPHA);
        }
    }

    /** Starts a pod that dials at once, and returns what it printed. */
    private String firstAct(String name, String label, String target) {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: alpha, labels: {app: %s}}
                spec:
                  restartPolicy: Never
                  containers: [{name: probe, image: "hexr.test/probe:1", imagePullPolicy: Never, args: [dial, "%s"]}]
                """.formatted(name, label, target));
        cluster()
                .kubectl(
                        "wait",
                        "pod",
                        name,
                        "-n",
                        "alpha",
                        "--for=jsonpath={.status.phase}=Succeeded",
                        "--timeout=60s");
        String printed = cluster().kubectl("logs", name, "-n", "alpha");
        cluster().kubectl("delete", "pod", name, "-n", "alpha", "--grace-period=1");
        return printed;
    }

    @Test
    void whatIsNotEnforcedIsReported() {
        assumeTrue(
                cluster().image().kind() == ClusterImage.Kind.COMPATIBLE_CLUSTER,
                "NOT RUN: compatible-cluster: the genuine k3s keeps no such report");
        assertThat(cluster().policyStatus()).contains("\"enforcing\":true", "\"unsupported\":[]");
        cluster().apply(SCTP);
        try {
            awaitStatus("\"policy\":\"beta/sctp\",\"reason\":\"protocol SCTP\"");
        } finally {
            cluster().delete(SCTP);
        }
        awaitStatus("\"unsupported\":[]");
    }

    private void awaitStatus(String part) {
        Instant deadline = Instant.now().plus(CONVERGENCE);
        while (!cluster().policyStatus().contains(part) && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        assertThat(cluster().policyStatus()).contains(part);
    }
}
