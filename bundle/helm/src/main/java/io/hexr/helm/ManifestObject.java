package io.hexr.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** One rendered object, and what of it runs. */
record ManifestObject(JsonNode tree) {
    String kind() {
        return tree.path("kind").asText();
    }

    String name() {
        return tree.path("metadata").path("name").asText();
    }

    String namespace() {
        return tree.path("metadata").path("namespace").asText("");
    }

    /** For messages: {@code StatefulSet hexr-observability/prometheus}. */
    String title() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }

    /** The pod it makes; missing for what makes none. */
    JsonNode pod() {
        return switch (kind()) {
            case "Pod" -> tree;
            case "CronJob" -> tree.path("spec").path("jobTemplate").path("spec").path("template");
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
                tree.path("spec").path("template");
            default -> com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        };
    }

    boolean runs() {
        return !pod().isMissingNode();
    }

    /** Whether it is meant to run on, rather than to end. */
    boolean runsOn() {
        return runs() && !kind().equals("Job") && !kind().equals("CronJob");
    }

    JsonNode podSpec() {
        return pod().path("spec");
    }

    /** Containers that run on: the pod's own, and init containers that are sidecars. */
    List<JsonNode> servers() {
        List<JsonNode> all = new ArrayList<>();
        podSpec().path("containers").forEach(all::add);
        for (JsonNode init : podSpec().path("initContainers")) {
            if (init.path("restartPolicy").asText().equals("Always")) {
                all.add(init);
            }
        }
        return all;
    }

    List<JsonNode> containers() {
        List<JsonNode> all = new ArrayList<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            podSpec().path(list).forEach(all::add);
        }
        return all;
    }

    /** Every scalar in it, by where it stands. Keys are no values. */
    Map<String, String> texts() {
        Map<String, String> all = new TreeMap<>();
        collect("", tree, all);
        return all;
    }

    private static void collect(String path, JsonNode node, Map<String, String> all) {
        if (node.isValueNode()) {
            all.put(path, node.asText());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            collect(path + "." + field.getKey(), field.getValue(), all);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(path + "[" + i + "]", node.get(i), all);
        }
    }

    boolean selects(JsonNode selector, JsonNode labels) {
        JsonNode wanted = selector.path("matchLabels");
        boolean all = selector.path("matchExpressions").isEmpty();
        for (Map.Entry<String, JsonNode> label : wanted.properties()) {
            all &= labels.path(label.getKey()).equals(label.getValue());
        }
        return all;
    }
}
