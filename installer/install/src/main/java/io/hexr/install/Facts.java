package io.hexr.install;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a cluster is like, gathered once. Whatever could not be asked says why.
 *
 * @param deployed what Helm's record says is installed
 */
public record Facts(
        Api api,
        Fact<List<Node>> nodes,
        Fact<Pods> pods,
        Fact<List<StorageClass>> storageClasses,
        Fact<Set<String>> runtimeClasses,
        Fact<Boolean> podSecurity,
        Fact<List<Crd>> crds,
        Fact<List<HelmRevision>> helm,
        Fact<Optional<Inspection.Deployed>> deployed,
        SortedMap<String, Fact<Optional<Namespace>>> namespaces,
        Fact<List<Quota>> quotas,
        Map<Right, Fact<Boolean>> rights,
        Fact<Optional<JournalPage>> journal) {
    public Facts {
        namespaces = new TreeMap<>(namespaces);
        rights = Map.copyOf(rights);
    }

    /**
     * The API server.
     *
     * @param version such as {@code v1.34.4}
     * @param secondsAhead how far its clock is ahead of the one here; it is told in whole seconds
     */
    public record Api(String server, String version, OptionalLong secondsAhead) {
        private static final java.util.regex.Pattern VERSION =
                java.util.regex.Pattern.compile("v?([0-9]{1,4})\\.([0-9]{1,4}).*");

        /** 1.34 is 1034: enough to compare. */
        int rank() {
            var matcher = VERSION.matcher(version);
            return matcher.matches()
                    ? Integer.parseInt(matcher.group(1)) * 1000 + Integer.parseInt(matcher.group(2))
                    : 0;
        }
    }

    /**
     * A machine of the cluster.
     *
     * @param disk bytes that pods and images may take, used or not
     * @param secondsAhead how far its last sign of life is ahead of the API server's clock; a healthy one is a few seconds behind
     * @param troubles conditions that should not hold, such as {@code DiskPressure}
     */
    public record Node(
            String name,
            boolean ready,
            boolean schedulable,
            Load room,
            long disk,
            String platform,
            String runtime,
            OptionalLong secondsAhead,
            List<String> troubles) {
        public Node {
            troubles = List.copyOf(troubles);
        }

        boolean takesPods() {
            return ready && schedulable;
        }
    }

    /**
     * What runs already.
     *
     * @param others what pods that are not of this release ask for, by node
     * @param own what those of this release ask for, by namespace
     */
    public record Pods(Map<String, Load> others, Map<String, Load> own) {
        public Pods {
            others = Map.copyOf(others);
            own = Map.copyOf(own);
        }
    }

    public record StorageClass(String name, boolean preferred) {}

    /** A kind of object somebody defined, with the versions that are served. */
    public record Crd(String name, List<String> served, String owner) {
        public Crd {
            served = List.copyOf(served);
        }
    }

    /**
     * One revision of a Helm release, from the label of its record; contents of no Secret are read.
     *
     * @param status in Helm's words: {@code deployed}, {@code pending-install}, ...
     * @param modified seconds since 1970
     */
    public record HelmRevision(String namespace, String name, int revision, String status, long modified) {
        public boolean pending() {
            return status.startsWith("pending-") || status.equals("uninstalling");
        }
    }

    public record Namespace(
            String name, String phase, SortedMap<String, String> labels, Optional<String> whyTerminating) {
        public Namespace {
            labels = new TreeMap<>(labels);
        }

        public boolean terminating() {
            return phase.equals("Terminating");
        }
    }

    /** What is left of one resource, such as {@code requests.cpu}, in a namespace. */
    public record Quota(String namespace, String name, String resource, Quantity hard, Quantity used) {
        Quantity left() {
            return hard.minus(used);
        }
    }

    /** What pods ask for, or what a node has room for. */
    public record Load(long cpuMillis, long memory, long pods) {
        public static final Load NONE = new Load(0, 0, 0);

        /** What a pod of this specification asks for. */
        public static Load of(JsonNode pod) {
            return Workloads.load(pod);
        }

        public Load plus(Load more) {
            return new Load(cpuMillis + more.cpuMillis, memory + more.memory, pods + more.pods);
        }

        Load minus(Load less) {
            return new Load(cpuMillis - less.cpuMillis, memory - less.memory, pods - less.pods);
        }

        Load times(long count) {
            return new Load(cpuMillis * count, memory * count, pods * count);
        }
    }
}
