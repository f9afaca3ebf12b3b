package io.hexr.install;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The machines. */
final class NodeChecks {
    private static final String PLATFORM = "linux/amd64";

    /** A kubelet renews its sign of life every ten seconds; later than this it is behind or gone. */
    private static final long LATE = 45;

    private NodeChecks() {}

    static List<Finding> of(Facts facts) {
        return facts.nodes()
                .either(
                        NodeChecks::of,
                        why -> List.of(new Finding.NotEvaluated(
                                "nodes", why, "machines that take pods", "let this user list nodes")));
    }

    private static List<Finding> of(List<Facts.Node> nodes) {
        List<Finding> findings = new ArrayList<>();
        findings.add(ready(nodes));
        findings.add(platform(nodes));
        findings.add(runtime(nodes));
        findings.add(troubles(nodes));
        findings.add(clocks(nodes));
        return findings;
    }

    private static Finding ready(List<Facts.Node> nodes) {
        String wanted = "nodes that are ready and take pods";
        List<String> down = names(nodes, node -> !node.ready());
        List<String> kept = names(nodes, node -> node.ready() && !node.schedulable());
        String found = nodes.size() - down.size() + " of " + nodes.size() + " ready"
                + (down.isEmpty() ? "" : "; not " + ApiChecks.brief(down))
                + (kept.isEmpty() ? "" : "; kept free of pods: " + ApiChecks.brief(kept));
        if (nodes.stream().noneMatch(Facts.Node::takesPods)) {
            return new Finding.Blocker(
                    "nodes.ready", found, wanted, "see why with: kubectl describe nodes; add a node that takes pods");
        }
        return down.isEmpty()
                ? new Finding.Pass("nodes.ready", found, wanted)
                : new Finding.Advice("nodes.ready", found, wanted, "see why with: kubectl describe nodes");
    }

    private static Finding platform(List<Facts.Node> nodes) {
        List<String> foreign = nodes.stream()
                .filter(node -> !node.platform().equals(PLATFORM))
                .map(node -> node.name() + " is " + node.platform())
                .toList();
        if (foreign.isEmpty()) {
            return new Finding.Pass("nodes.platform", PLATFORM, PLATFORM);
        }
        String found = ApiChecks.brief(foreign);
        return nodes.stream()
                        .anyMatch(node -> node.takesPods() && node.platform().equals(PLATFORM))
                ? new Finding.Advice(
                        "nodes.platform",
                        found,
                        PLATFORM,
                        "keep pods off them with a taint; the images are " + PLATFORM)
                : new Finding.Blocker("nodes.platform", found, PLATFORM, "add a node of " + PLATFORM);
    }

    private static Finding runtime(List<Facts.Node> nodes) {
        String wanted = "containerd or CRI-O";
        List<String> others = nodes.stream()
                .filter(node -> !node.runtime().startsWith("containerd://")
                        && !node.runtime().startsWith("cri-o://"))
                .map(node -> node.name() + " runs " + node.runtime())
                .toList();
        String versions = String.join(
                ", ", nodes.stream().map(Facts.Node::runtime).distinct().toList());
        return others.isEmpty()
                ? new Finding.Pass("nodes.runtime", versions, wanted)
                : new Finding.Advice(
                        "nodes.runtime", ApiChecks.brief(others), wanted, "only these two were tried; use one of them");
    }

    private static Finding troubles(List<Facts.Node> nodes) {
        String wanted = "no node short of memory, disk or process numbers";
        List<String> troubled = nodes.stream()
                .filter(node -> !node.troubles().isEmpty())
                .map(node -> node.name() + ": " + String.join(", ", node.troubles()))
                .toList();
        if (troubled.isEmpty()) {
            return new Finding.Pass("nodes.pressure", "none", wanted);
        }
        boolean all = nodes.stream()
                .filter(Facts.Node::takesPods)
                .noneMatch(node -> node.troubles().isEmpty());
        String remedy = "free what is short on them: kubectl describe node NAME says since when";
        return all
                ? new Finding.Blocker("nodes.pressure", ApiChecks.brief(troubled), wanted, remedy)
                : new Finding.Advice("nodes.pressure", ApiChecks.brief(troubled), wanted, remedy);
    }

    /** Of nodes that are ready: one that is down gives no sign of life, whatever its clock says. */
    private static Finding clocks(List<Facts.Node> all) {
        String wanted = "every ready node within " + ApiChecks.SKEW + " s of the API server";
        String remedy = "let all nodes follow one time source (chrony or NTP)";
        List<Facts.Node> nodes = all.stream().filter(Facts.Node::ready).toList();
        List<String> unknown = names(nodes, node -> node.secondsAhead().isEmpty());
        if (!unknown.isEmpty() || nodes.isEmpty()) {
            return new Finding.NotEvaluated(
                    "nodes.clock",
                    nodes.isEmpty()
                            ? "no node is ready"
                            : "no sign of life of " + ApiChecks.brief(unknown) + " could be read",
                    wanted,
                    "let this user list leases in kube-node-lease");
        }
        List<String> off = off(nodes, ApiChecks.SKEW, -LATE - ApiChecks.SKEW);
        if (!off.isEmpty()) {
            return new Finding.Blocker("nodes.clock", ApiChecks.brief(off), wanted, remedy);
        }
        List<String> doubtful = off(nodes, ApiChecks.SKEW, -ApiChecks.SKEW);
        return doubtful.isEmpty()
                ? new Finding.Pass("nodes.clock", "all of them, as their signs of life say", wanted)
                : new Finding.Advice("nodes.clock", ApiChecks.brief(doubtful), wanted, remedy);
    }

    private static List<String> off(List<Facts.Node> nodes, long ahead, long behind) {
        return nodes.stream()
                .filter(node -> node.secondsAhead().orElse(0) > ahead
                        || node.secondsAhead().orElse(0) < behind)
                .map(node -> node.name() + " is " + Math.abs(node.secondsAhead().orElse(0)) + " s "
                        + (node.secondsAhead().orElse(0) < 0 ? "behind, or silent since" : "ahead"))
                .toList();
    }

    private static List<String> names(List<Facts.Node> nodes, Predicate<Facts.Node> which) {
        return nodes.stream().filter(which).map(Facts.Node::name).toList();
    }
}
