package io.hexr.install;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What only a pod on the cluster can find out. No release carries the image for it yet, so each of these says that nobody looked. */
final class ProbeChecks {
    private static final String WHY = "this takes a pod of the image hexr-probe, which no release carries yet";

    /** By id: what would be wanted, and how a person can look meanwhile. */
    private static final Map<String, List<String>> CHECKS = new TreeMap<>(Map.of(
            "network.policies",
            List.of("network policies are enforced", "ask whoever runs the network; some plugins ignore policies"),
            "network.dns",
            List.of("pods find services by name", "kubectl run a pod that resolves kubernetes.default"),
            "registry.from-nodes",
            List.of(
                    "every node pulls from the registry, with these credentials and this authority",
                    "hexr doctor --registry R --node-config containerd says what nodes need"),
            "images.pullable",
            List.of(
                    "every digest of the release can be pulled",
                    "hexr bundle verify --from R reads all of them from here"),
            "nodes.cgroup",
            List.of("version 2", "stat -fc %T /sys/fs/cgroup on each node says cgroup2fs"),
            "nodes.kvm",
            List.of("/dev/kvm where microVMs are to run", "ls -l /dev/kvm on each node"),
            "postgresql",
            List.of(
                    "reachable from the nodes, of a known version, with TLS and the privileges for roles and schemas",
                    "psql from a node, with sslmode=verify-full")));

    private ProbeChecks() {}

    static List<Finding> of() {
        return CHECKS.entrySet().stream()
                .<Finding>map(check -> new Finding.NotEvaluated(
                        check.getKey(),
                        WHY,
                        check.getValue().getFirst(),
                        check.getValue().getLast()))
                .toList();
    }
}
