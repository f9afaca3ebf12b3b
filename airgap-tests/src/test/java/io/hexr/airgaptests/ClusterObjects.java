package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What lies in the cluster of ours, as people would compare it: without the numbers, times and addresses that every object gets of its own, and without what
 * the way of installing leaves of itself (Helm's marks on a namespace it made, the journal of {@code hexr install}).
 */
record ClusterObjects(SortedMap<String, String> byName) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String KINDS =
            "serviceaccounts,roles,rolebindings,networkpolicies,poddisruptionbudgets,services,configmaps,"
                    + "statefulsets,deployments,daemonsets,jobs,cronjobs,persistentvolumeclaims";
    private static final String CLUSTER_KINDS = "namespaces,clusterroles,clusterrolebindings";
    private static final List<String> NAMESPACES = List.of("hexr-system", "hexr-observability");

    static ClusterObjects of(Place place) {
        SortedMap<String, String> all = new TreeMap<>();
        add(all, place.must("bastion", "kubectl get " + CLUSTER_KINDS + " -l app.kubernetes.io/part-of=hexr -o json"));
        add(all, place.must("bastion", "kubectl get namespaces hexr-system -o json"));
        for (String namespace : NAMESPACES) {
            add(all, place.must("bastion", "kubectl -n " + namespace + " get " + KINDS + " -o json"));
            // their contents are nobody's business
            place.must(
                            "bastion",
                            "kubectl -n " + namespace
                                    + " get secrets --no-headers -o custom-columns=N:.metadata.name,T:.type")
                    .lines()
                    .filter(line -> !line.contains("helm.sh/release"))
                    .forEach(line -> all.put(
                            "Secret " + namespace + "/" + line.replaceAll(" .*", ""), line.replaceAll(" +", " ")));
        }
        return new ClusterObjects(all);
    }

    private static void add(SortedMap<String, String> all, String answer) {
        try {
            JsonNode tree = JSON.readTree(answer);
            if (tree.has("items")) {
                tree.path("items").forEach(item -> add(all, (ObjectNode) item));
            } else {
                add(all, (ObjectNode) tree);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading what kubectl answers", e);
        }
    }

    private static void add(SortedMap<String, String> all, ObjectNode object) {
        String kind = object.path("kind").asText();
        String name = object.path("metadata").path("name").asText();
        if (kind.equals("ConfigMap") && name.equals("hexr-installation")) {
            return;
        }
        object.remove("status");
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        metadata.retain("name", "namespace", "labels", "annotations");
        switch (kind) {
            case "Namespace" -> {
                metadata.remove("annotations");
                ObjectNode labels = (ObjectNode) metadata.path("labels");
                // the mark of what the installer made and may take away again; Helm makes no namespace
                labels.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by", "hexr.io/created-for"));
            }
            case "Job" -> {
                ObjectNode spec = (ObjectNode) object.path("spec");
                spec.remove("selector");
                withoutUid((ObjectNode) metadata.path("labels"));
                withoutUid((ObjectNode) spec.path("template").path("metadata").path("labels"));
            }
            case "Service" -> {
                ObjectNode spec = (ObjectNode) object.path("spec");
                if (!spec.path("clusterIP").asText().equals("None")) {
                    spec.remove(List.of("clusterIP", "clusterIPs"));
                }
            }
            case "PersistentVolumeClaim" -> ((ObjectNode) object.path("spec")).remove("volumeName");
            default -> {}
        }
        String where = metadata.path("namespace").asText("");
        try {
            all.put(
                    kind + " " + (where.isEmpty() ? "" : where + "/") + name,
                    JSON.writeValueAsString(JSON.treeToValue(object, Object.class)));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + kind + " " + name, e);
        }
    }

    private static void withoutUid(ObjectNode labels) {
        labels.remove(List.of("controller-uid", "batch.kubernetes.io/controller-uid"));
    }
}
