package io.hexr.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.Readiness;
import io.hexr.install.Step;

/** How one workload does, and if it does not, why: in the words of its pods and of the events about them. */
final class Workload {
    private static final int EVENTS = 3;

    private final Api api;
    private final Step.AwaitReady of;

    Workload(Api api, Step.AwaitReady of) {
        this.api = api;
        this.of = of;
    }

    Readiness readiness() {
        String base = of.kind().equals("Job") ? "/apis/batch/v1" : "/apis/apps/v1";
        String plural = of.kind().toLowerCase(java.util.Locale.ROOT) + "s";
        Optional<JsonNode> found = api.find(base + "/namespaces/" + of.namespace() + "/" + plural + "/" + of.name());
        if (found.isEmpty()) {
            return new Readiness.Waiting(List.of("it is not there"));
        }
        JsonNode object = found.get();
        return switch (of.kind()) {
            case "Job" -> job(object);
            case "DaemonSet" -> {
                JsonNode status = object.path("status");
                yield counted(
                        object,
                        status.path("desiredNumberScheduled").asInt(),
                        status.path("updatedNumberScheduled").asInt(),
                        status.path("numberAvailable").asInt());
            }
            default -> {
                JsonNode status = object.path("status");
                yield counted(
                        object,
                        object.path("spec").path("replicas").asInt(1),
                        status.path("updatedReplicas").asInt(),
                        of.kind().equals("StatefulSet")
                                ? status.path("readyReplicas").asInt()
                                : status.path("availableReplicas").asInt());
            }
        };
    }

    private Readiness counted(JsonNode object, int wanted, int updated, int available) {
        boolean seen = object.path("status").path("observedGeneration").asLong()
                >= object.path("metadata").path("generation").asLong();
        if (seen && updated >= wanted && available >= wanted) {
            return new Readiness.Ready();
        }
        List<String> reasons = new ArrayList<>();
        reasons.add(available + " of " + wanted + " pods ready"
                + (updated < wanted ? ", " + updated + " of them new" : ""));
        reasons.addAll(conditions(object));
        reasons.addAll(pods(object));
        return new Readiness.Waiting(reasons);
    }

    private Readiness job(JsonNode job) {
        for (JsonNode condition : job.path("status").path("conditions")) {
            if (condition.path("status").asText().equals("True")) {
                if (condition.path("type").asText().equals("Complete")) {
                    return new Readiness.Ready();
                }
                if (condition.path("type").asText().equals("Failed")) {
                    List<String> reasons = new ArrayList<>();
                    reasons.add(
                            "it failed: " + Words.of(condition.path("message").asText()));
                    reasons.addAll(pods(job));
                    return new Readiness.Hopeless(reasons);
                }
            }
        }
        List<String> reasons = new ArrayList<>();
        reasons.add("it has not ended yet");
        reasons.addAll(pods(job));
        return new Readiness.Waiting(reasons);
    }

    /** What a controller says when it cannot make its pods, such as a quota or a refusal by Pod Security. */
    private static List<String> conditions(JsonNode object) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode condition : object.path("status").path("conditions")) {
            boolean fails = condition.path("type").asText().equals("ReplicaFailure")
                    && condition.path("status").asText().equals("True");
            if (fails) {
                reasons.add(Words.of(condition.path("message").asText()));
            }
        }
        return reasons;
    }

    private List<String> pods(JsonNode object) {
        Set<String> reasons = new LinkedHashSet<>();
        String selector = selector(object);
        if (selector.isEmpty()) {
            return List.of();
        }
        int pods = 0;
        for (JsonNode pod : api.get("/api/v1/namespaces/" + of.namespace() + "/pods?labelSelector=" + selector)
                .path("items")) {
            pods++;
            if (!isReady(pod) && !pod.path("status").path("phase").asText().equals("Succeeded")) {
                reasons.addAll(pod(pod));
            }
        }
        if (pods == 0) {
            reasons.addAll(events(of.name(), of.kind()));
        }
        return List.copyOf(reasons);
    }

    private static String selector(JsonNode object) {
        List<String> terms = new ArrayList<>();
        object.path("spec")
                .path("selector")
                .path("matchLabels")
                .properties()
                .forEach(label ->
                        terms.add(label.getKey() + "%3D" + label.getValue().asText()));
        return String.join("%2C", terms).replace("/", "%2F");
    }

    private static boolean isReady(JsonNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private List<String> pod(JsonNode pod) {
        String name = pod.path("metadata").path("name").asText();
        List<String> reasons = new ArrayList<>();
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode container : pod.path("status").path(list)) {
                JsonNode waiting = container.path("state").path("waiting");
                if (waiting.has("reason")) {
                    String message = waiting.path("message").asText("");
                    reasons.add("pod " + name + ", container "
                            + container.path("name").asText() + ": "
                            + waiting.path("reason").asText() + (message.isEmpty() ? "" : ": " + Words.of(message)));
                }
                JsonNode ended = container.path("lastState").path("terminated");
                if (ended.has("exitCode") && ended.path("exitCode").asInt() != 0) {
                    reasons.add("pod " + name + ", container "
                            + container.path("name").asText() + " ended with "
                            + ended.path("exitCode").asInt() + " ("
                            + Words.of(ended.path("reason").asText()) + ")");
                }
            }
        }
        reasons.addAll(events(name, "Pod"));
        return reasons.isEmpty() ? List.of("pod " + name + " is starting") : reasons;
    }

    /** The last warnings about an object: failing probes, images that cannot be pulled, pods that fit nowhere. */
    private List<String> events(String name, String kind) {
        List<JsonNode> warnings = new ArrayList<>();
        api.get("/api/v1/namespaces/" + of.namespace() + "/events?fieldSelector=involvedObject.name%3D" + name
                        + "%2CinvolvedObject.kind%3D" + kind + "%2Ctype%3DWarning")
                .path("items")
                .forEach(warnings::add);
        warnings.sort(java.util.Comparator.comparing(
                event -> event.path("lastTimestamp").asText("")));
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode event : warnings.reversed()) {
            if (texts.size() < EVENTS) {
                texts.add(event.path("reason").asText() + ": "
                        + Words.of(event.path("message").asText()));
            }
        }
        return List.copyOf(texts);
    }
}
