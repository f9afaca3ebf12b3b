package io.hexr.install;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether there is room: for pods, for images, for volumes, within quotas. */
final class RoomChecks {
    private static final String NO_RELEASE = "no release was named";
    private static final String NAME_ONE = "name the release: --from REGISTRY, or FILE";

    /** Images travel compressed and lie unpacked beside that: three times their size, by rule of thumb. */
    private static final int UNPACKED = 3;

    private RoomChecks() {}

    static List<Finding> of(Facts facts, Optional<Wanted> wanted) {
        if (wanted.isEmpty()) {
            return List.of(
                    unknown("room.pods", NO_RELEASE, "room for every pod", NAME_ONE),
                    unknown("room.images", NO_RELEASE, "disk for every image", NAME_ONE),
                    unknown("room.volumes", NO_RELEASE, "a storage class for every volume", NAME_ONE),
                    unknown("room.quotas", NO_RELEASE, "quotas that leave room", NAME_ONE));
        }
        List<Finding> findings = new ArrayList<>();
        findings.addAll(pods(facts, wanted.get()));
        findings.add(images(facts, wanted.get()));
        findings.add(volumes(facts, wanted.get()));
        findings.add(quotas(facts, wanted.get()));
        return findings;
    }

    private static Finding unknown(String id, String why, String wanted, String remedy) {
        return new Finding.NotEvaluated(id, why, wanted, remedy);
    }

    private static List<Finding> pods(Facts facts, Wanted wanted) {
        String remedy = "let this user list nodes and pods";
        if (!(facts.nodes() instanceof Fact.Known<List<Facts.Node>>(List<Facts.Node> nodes))) {
            return List.of(unknown("room.pods", "nodes are not known", "room for every pod", remedy));
        }
        if (!(facts.pods() instanceof Fact.Known<Facts.Pods>(Facts.Pods running))) {
            return List.of(unknown("room.pods", "pods are not known", "room for every pod", remedy));
        }
        Facts.Load need = Facts.Load.NONE;
        for (Facts.Load load : wanted.loads(nodes.size()).values()) {
            need = need.plus(load);
        }
        Facts.Load free = Facts.Load.NONE;
        List<Facts.Load> each = new ArrayList<>();
        for (Facts.Node node : nodes) {
            if (node.takesPods()) {
                Facts.Load left = node.room().minus(running.others().getOrDefault(node.name(), Facts.Load.NONE));
                free = free.plus(left);
                each.add(left);
            }
        }
        return List.of(
                enough("room.cpu", need.cpuMillis(), free.cpuMillis(), " m of CPU"),
                enough("room.memory", need.memory() >> 20, free.memory() >> 20, " MiB of memory"),
                enough("room.pods", need.pods(), free.pods(), " pods"),
                largest(wanted, each));
    }

    private static Finding enough(String id, long need, long free, String unit) {
        String found = free + unit + " free";
        String asked = need + unit;
        if (need > free) {
            return new Finding.Blocker(
                    id,
                    found,
                    asked,
                    "add a node, remove what is not needed, or choose a smaller overlay: --overlay small");
        }
        return need * 10 > free * 9
                ? new Finding.Advice(id, found, asked, "little is left for anything else; add a node")
                : new Finding.Pass(id, found, asked);
    }

    /** A pod needs one node that has both. */
    private static Finding largest(Wanted wanted, List<Facts.Load> free) {
        String there = "free are, node by node, "
                + ApiChecks.brief(free.stream()
                        .map(left -> left.cpuMillis() + " m and " + (left.memory() >> 20) + " MiB")
                        .toList());
        for (Piece piece : wanted.pieces()) {
            Facts.Load one = Workloads.load(piece);
            boolean fits = free.stream()
                    .anyMatch(left -> one.cpuMillis() <= left.cpuMillis() && one.memory() <= left.memory());
            if (!one.equals(Facts.Load.NONE) && !fits) {
                return new Finding.Blocker(
                        "room.largest-pod",
                        there,
                        piece.title() + " takes " + one.cpuMillis() + " m and " + (one.memory() >> 20) + " MiB",
                        "free a node or add one");
            }
        }
        return new Finding.Pass("room.largest-pod", there, "each pod fits on a node");
    }

    private static Finding images(Facts facts, Wanted wanted) {
        long need = wanted.imageBytes() * UNPACKED;
        String asked = (need >> 20) + " MiB for images on each node";
        return facts.nodes()
                .either(
                        nodes -> {
                            List<String> small = nodes.stream()
                                    .filter(node -> node.takesPods() && node.disk() < need)
                                    .map(node -> node.name() + " has " + (node.disk() >> 20) + " MiB")
                                    .toList();
                            return small.isEmpty()
                                    ? unknown(
                                            "room.images",
                                            "every node's disk is larger, what is used of it is not known",
                                            asked,
                                            "df -h on each node, where the container runtime keeps its images")
                                    : new Finding.Blocker(
                                            "room.images", ApiChecks.brief(small), asked, "give these nodes more disk");
                        },
                        why -> unknown("room.images", why, asked, "let this user list nodes"));
    }

    private static Finding volumes(Facts facts, Wanted wanted) {
        List<Wanted.Volume> volumes = wanted.volumes();
        long bytes = volumes.stream().mapToLong(Wanted.Volume::bytes).sum();
        String asked = volumes.size() + " volumes, " + (bytes >> 20) + " MiB";
        if (volumes.isEmpty()) {
            return new Finding.Pass("room.volumes", "none is needed", asked);
        }
        return facts.storageClasses()
                .either(
                        classes -> {
                            List<String> lacking = volumes.stream()
                                    .filter(volume -> classes.stream()
                                            .noneMatch(each ->
                                                    volume.storageClass().isEmpty()
                                                            ? each.preferred()
                                                            : each.name().equals(volume.storageClass())))
                                    .map(volume -> volume.owner().title() + " wants "
                                            + (volume.storageClass().isEmpty()
                                                    ? "the default class, and there is none"
                                                    : "class " + volume.storageClass()))
                                    .distinct()
                                    .toList();
                            String there = classes.isEmpty()
                                    ? "no class at all"
                                    : "classes "
                                            + String.join(
                                                    ", ",
                                                    classes.stream()
                                                            .map(each -> each.name()
                                                                    + (each.preferred() ? " (default)" : ""))
                                                            .toList());
                            return lacking.isEmpty()
                                    ? new Finding.Pass("room.volumes", there, asked)
                                    : new Finding.Blocker(
                                            "room.volumes",
                                            there + "; " + ApiChecks.brief(lacking),
                                            asked,
                                            "name a class: --set global.storageClass=NAME, or mark one as the default");
                        },
                        why -> unknown("room.volumes", why, asked, "let this user list storage classes"));
    }

    private static Finding quotas(Facts facts, Wanted wanted) {
        String asked = "quotas that leave room";
        return facts.quotas()
                .either(
                        quotas -> quotas(facts, wanted, quotas, asked),
                        why -> unknown("room.quotas", why, asked, "let this user list resource quotas"));
    }

    private static Finding quotas(Facts facts, Wanted wanted, List<Facts.Quota> quotas, String asked) {
        int nodes = facts.nodes().either(List::size, why -> 1);
        Map<String, Facts.Load> own = facts.pods().either(Facts.Pods::own, why -> Map.of());
        Map<String, Facts.Load> loads = wanted.loads(nodes);
        List<String> lacking = new ArrayList<>();
        List<String> uncounted = new ArrayList<>();
        for (Facts.Quota quota : quotas) {
            if (!wanted.namespaces().containsKey(quota.namespace())) {
                continue;
            }
            // what runs of this release is within the quota already
            Facts.Load load = loads.getOrDefault(quota.namespace(), Facts.Load.NONE)
                    .minus(own.getOrDefault(quota.namespace(), Facts.Load.NONE));
            BigDecimal need = needs(load).get(quota.resource());
            String name = "quota " + quota.namespace() + "/" + quota.name();
            if (need == null) {
                uncounted.add(name + " limits " + quota.resource());
            } else if (need.compareTo(quota.left().value()) > 0) {
                lacking.add(name + " leaves " + quota.left() + " of " + quota.resource() + ", needed are "
                        + need.stripTrailingZeros().toPlainString());
            }
        }
        String remedy = "raise the quota: kubectl edit resourcequota -n NAMESPACE NAME";
        if (!lacking.isEmpty()) {
            return new Finding.Blocker("room.quotas", ApiChecks.brief(lacking), asked, remedy);
        }
        return uncounted.isEmpty()
                ? new Finding.Pass("room.quotas", "they do", asked)
                : unknown("room.quotas", ApiChecks.brief(uncounted) + ", which is not counted here", asked, remedy);
    }

    private static Map<String, BigDecimal> needs(Facts.Load load) {
        Map<String, BigDecimal> needs = new TreeMap<>();
        needs.put("pods", BigDecimal.valueOf(load.pods()));
        for (String prefix : List.of("", "requests.")) {
            needs.put(prefix + "cpu", Quantity.ofMillis(load.cpuMillis()).value());
            needs.put(prefix + "memory", Quantity.of(load.memory()).value());
        }
        return needs;
    }
}
