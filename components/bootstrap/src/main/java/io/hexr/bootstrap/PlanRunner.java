package io.hexr.bootstrap;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Carries out a plan, step by step, and says of each what it came to. Run again, it finds everything there. */
final class PlanRunner {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cluster cluster;
    private final String version;
    private final Consumer<String> narration;

    private PlanRunner(Cluster cluster, String version, Consumer<String> narration) {
        this.cluster = cluster;
        this.version = version;
        this.narration = narration;
    }

    static void run(Plan plan, Cluster cluster, Consumer<String> narration) {
        PlanRunner runner = new PlanRunner(cluster, plan.version(), narration);
        for (Plan.Step step : plan.steps()) {
            switch (step) {
                case Plan.LabelNamespace labels -> runner.label(labels);
                case Plan.CreateSecret secret -> runner.create(secret);
                case Plan.CopySecret secret -> runner.copy(secret);
            }
        }
    }

    private void label(Plan.LabelNamespace wanted) {
        String path = "/api/v1/namespaces/" + wanted.name();
        JsonNode labels = cluster.find(path)
                .orElseThrow(() -> new BootstrapException.ClusterRefused("GET " + path, 404, "no such namespace"))
                .path("metadata")
                .path("labels");
        ObjectNode patch = NODES.objectNode();
        ObjectNode missing = patch.putObject("metadata").putObject("labels");
        wanted.labels().forEach((label, value) -> {
            String there = labels.path(label).asText("");
            if (there.isEmpty()) {
                missing.put(label, value);
            } else if (!there.equals(value)) {
                narration.accept("WARNING namespace " + wanted.name() + ": " + label + " stays " + there + ", " + value
                        + " was wanted; somebody else decided that");
            }
        });
        if (missing.isEmpty()) {
            narration.accept("namespace " + wanted.name() + ": nothing to label");
            return;
        }
        cluster.patch(path, patch);
        narration.accept("namespace " + wanted.name() + ": labelled with "
                + String.join(
                        ", ", missing.propertyStream().map(Map.Entry::getKey).toList()));
    }

    private void create(Plan.CreateSecret wanted) {
        if (cluster.find(path(wanted.namespace(), wanted.name())).isPresent()) {
            left(wanted.namespace(), wanted.name());
            return;
        }
        Map<String, String> values = new TreeMap<>();
        wanted.keys().forEach((key, length) -> {
            byte[] random = new byte[length];
            RANDOM.nextBytes(random);
            // what a program reads is the text: no character of it needs quoting anywhere
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            values.put(
                    key, Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        });
        post(wanted.namespace(), wanted.name(), "Opaque", values, "made");
    }

    private void copy(Plan.CopySecret wanted) {
        Optional<JsonNode> source = cluster.find(path(wanted.from(), wanted.name()));
        if (source.isEmpty()) {
            narration.accept("secret " + wanted.from() + "/" + wanted.name() + ": not there, nothing to copy");
            return;
        }
        if (cluster.find(path(wanted.to(), wanted.name())).isPresent()) {
            left(wanted.to(), wanted.name());
            return;
        }
        Map<String, String> values = new LinkedHashMap<>();
        source.get()
                .path("data")
                .properties()
                .forEach(key -> values.put(key.getKey(), key.getValue().asText()));
        post(wanted.to(), wanted.name(), source.get().path("type").asText("Opaque"), values, "copied");
    }

    /** Another run may be faster; what it made stands. */
    private void post(String namespace, String name, String type, Map<String, String> values, String how) {
        ObjectNode secret = NODES.objectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", type);
        ObjectNode metadata = secret.putObject("metadata");
        metadata.put("name", name).put("namespace", namespace);
        metadata.putObject("labels")
                .put("app.kubernetes.io/part-of", "hexr")
                .put("app.kubernetes.io/managed-by", "hexr-bootstrap")
                .put("app.kubernetes.io/version", version);
        ObjectNode data = secret.putObject("data");
        values.forEach(data::put);
        if (cluster.create("/api/v1/namespaces/" + namespace + "/secrets", secret)) {
            narration.accept("secret " + namespace + "/" + name + ": " + how);
        } else {
            left(namespace, name);
        }
    }

    private void left(String namespace, String name) {
        narration.accept("secret " + namespace + "/" + name + ": is there, left alone");
    }

    private static String path(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/secrets/" + name;
    }
}
