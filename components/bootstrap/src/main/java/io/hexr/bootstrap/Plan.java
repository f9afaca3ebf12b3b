package io.hexr.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** What is to be there. A chart writes it; each step creates and none changes. */
record Plan(String version, List<Step> steps) {
    sealed interface Step permits LabelNamespace, CreateSecret, CopySecret {}

    /** Labels a namespace should have; one that it has with another value stays. */
    record LabelNamespace(String name, Map<String, String> labels) implements Step {}

    /** A secret whose keys are random: so many bytes each, as text. */
    record CreateSecret(String namespace, String name, Map<String, Integer> keys) implements Step {}

    /** A secret that pods elsewhere need, too. Where there is none, there is nothing to copy. */
    record CopySecret(String name, String from, String to) implements Step {}

    private static final String DOCUMENT = "the plan";
    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
    private static final String KEY = "[A-Za-z0-9._-]{1,253}";
    private static final int LEAST = 16;
    private static final int MOST = 1024;

    Plan {
        steps = List.copyOf(steps);
    }

    /** @throws BootstrapException.DocumentInvalid for a word, name or size it does not know: half of a plan is never carried out */
    static Plan parse(byte[] bytes) {
        JsonNode tree = Json.parse(DOCUMENT, bytes);
        Json.requireOnly(DOCUMENT, tree, "version", "labelNamespace", "createSecrets", "copySecrets");
        List<Step> steps = new ArrayList<>();
        if (tree.has("labelNamespace")) {
            steps.add(labels(tree.path("labelNamespace")));
        }
        for (JsonNode secret : tree.path("createSecrets")) {
            steps.add(secret(secret));
        }
        if (tree.has("copySecrets")) {
            JsonNode copies = tree.path("copySecrets");
            Json.requireOnly(DOCUMENT, copies, "from", "names", "to");
            String from = name(Json.text(DOCUMENT, copies, "from"));
            for (String to : Json.texts(DOCUMENT, copies, "to")) {
                for (String secret : Json.texts(DOCUMENT, copies, "names")) {
                    steps.add(new CopySecret(name(secret), from, name(to)));
                }
            }
        }
        return new Plan(Json.text(DOCUMENT, tree, "version"), steps);
    }

    private static Step labels(JsonNode tree) {
        Json.requireOnly(DOCUMENT, tree, "name", "labels");
        Map<String, String> labels = new TreeMap<>();
        tree.path("labels")
                .fieldNames()
                .forEachRemaining(label -> labels.put(label, Json.text(DOCUMENT, tree.path("labels"), label)));
        return new LabelNamespace(name(Json.text(DOCUMENT, tree, "name")), labels);
    }

    private static Step secret(JsonNode tree) {
        Json.requireOnly(DOCUMENT, tree, "namespace", "name", "keys");
        Map<String, Integer> keys = new TreeMap<>();
        tree.path("keys").properties().forEach(key -> {
            int bytes = key.getValue().asInt(0);
            if (!key.getKey().matches(KEY) || !key.getValue().isInt() || bytes < LEAST || bytes > MOST) {
                throw new BootstrapException.DocumentInvalid(
                        DOCUMENT, "asks for a key that is not " + LEAST + " to " + MOST + " bytes: " + key.getKey());
            }
            keys.put(key.getKey(), bytes);
        });
        if (keys.isEmpty()) {
            throw new BootstrapException.DocumentInvalid(DOCUMENT, "makes a secret without a key");
        }
        return new CreateSecret(
                name(Json.text(DOCUMENT, tree, "namespace")), name(Json.text(DOCUMENT, tree, "name")), keys);
    }

    private static String name(String name) {
        if (!name.matches(NAME)) {
            throw new BootstrapException.DocumentInvalid(DOCUMENT, "holds a name Kubernetes has not: " + name);
        }
        return name;
    }
}
