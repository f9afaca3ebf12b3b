package io.hexr.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;

/** What every pod must say of itself. */
final class PodRules {
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "persistentVolumeClaim",
            "projected",
            "secret",
            "name");
    private static final List<String> LABELS = List.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/version",
            "app.kubernetes.io/component",
            "app.kubernetes.io/part-of",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart");

    private PodRules() {}

    static List<Violation> hostAccess(List<ManifestObject> objects, String nodeNamespace) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            if (!object.runs() || object.namespace().equals(nodeNamespace)) {
                continue;
            }
            BiConsumer<Boolean, String> forbid = forbid(found, Rule.NO_HOST_ACCESS, object);
            JsonNode spec = object.podSpec();
            for (String share : List.of("hostPID", "hostIPC", "hostNetwork")) {
                forbid.accept(spec.path(share).asBoolean(), "asks for " + share);
            }
            for (JsonNode volume : spec.path("volumes")) {
                forbid.accept(
                        volume.has("hostPath"),
                        "mounts the host's "
                                + volume.path("hostPath").path("path").asText());
            }
            for (JsonNode container : object.containers()) {
                String name = container.path("name").asText();
                forbid.accept(
                        container.path("securityContext").path("privileged").asBoolean(),
                        "runs " + name + " privileged");
                for (JsonNode port : container.path("ports")) {
                    forbid.accept(port.has("hostPort"), "binds a port of the host in " + name);
                }
            }
        }
        return found;
    }

    static List<Violation> restricted(List<ManifestObject> objects, String nodeNamespace) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            if (!object.runs() || object.namespace().equals(nodeNamespace)) {
                continue;
            }
            BiConsumer<Boolean, String> forbid = forbid(found, Rule.RESTRICTED, object);
            JsonNode pod = object.podSpec().path("securityContext");
            for (JsonNode volume : object.podSpec().path("volumes")) {
                volume.fieldNames()
                        .forEachRemaining(
                                kind -> forbid.accept(!VOLUMES.contains(kind), "has a volume of kind " + kind));
            }
            for (JsonNode container : object.containers()) {
                String name = container.path("name").asText();
                JsonNode own = container.path("securityContext");
                forbid.accept(!either(own, pod, "runAsNonRoot").asBoolean(), "may run " + name + " as root");
                forbid.accept(either(own, pod, "runAsUser").asInt(1) == 0, "runs " + name + " as uid 0");
                forbid.accept(
                        own.path("allowPrivilegeEscalation").asBoolean(true), "lets " + name + " gain privileges");
                forbid.accept(!own.path("readOnlyRootFilesystem").asBoolean(), "lets " + name + " write to its image");
                forbid.accept(
                        !own.path("capabilities").path("drop").toString().contains("\"ALL\""),
                        "keeps capabilities in " + name);
                forbid.accept(hasMoreThanBind(own.path("capabilities").path("add")), "adds capabilities to " + name);
                String seccomp = either(own, pod, "seccompProfile").path("type").asText();
                forbid.accept(
                        !seccomp.equals("RuntimeDefault") && !seccomp.equals("Localhost"),
                        "runs " + name + " without a seccomp profile");
            }
        }
        return found;
    }

    private static boolean hasMoreThanBind(JsonNode added) {
        for (JsonNode one : added) {
            if (!one.asText().equals("NET_BIND_SERVICE")) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode either(JsonNode container, JsonNode pod, String field) {
        return container.has(field) ? container.path(field) : pod.path(field);
    }

    static List<Violation> resources(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            for (JsonNode container : object.containers()) {
                JsonNode resources = container.path("resources");
                boolean said = resources.path("requests").has("cpu")
                        && resources.path("requests").has("memory")
                        && resources.path("limits").has("memory");
                forbid(found, Rule.RESOURCES, object)
                        .accept(
                                !said,
                                "does not say what " + container.path("name").asText() + " needs");
            }
        }
        return found;
    }

    static List<Violation> probes(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            if (!object.runsOn()) {
                continue;
            }
            for (JsonNode server : object.servers()) {
                for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                    forbid(found, Rule.PROBES, object)
                            .accept(
                                    !server.has(probe),
                                    "has no " + probe + " for "
                                            + server.path("name").asText());
                }
            }
        }
        return found;
    }

    static List<Violation> tokens(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            if (!object.runs()) {
                continue;
            }
            JsonNode spec = object.podSpec();
            boolean bound = objects.stream()
                    .filter(binding -> binding.kind().endsWith("RoleBinding"))
                    .anyMatch(binding -> binds(
                            binding,
                            object.namespace(),
                            spec.path("serviceAccountName").asText()));
            forbid(found, Rule.TOKENS_WHERE_USED, object)
                    .accept(
                            spec.path("automountServiceAccountToken").asBoolean(true) && !bound,
                            "mounts a token and has no role");
        }
        return found;
    }

    private static boolean binds(ManifestObject binding, String namespace, String account) {
        for (JsonNode subject : binding.tree().path("subjects")) {
            if (subject.path("name").asText().equals(account)
                    && subject.path("namespace").asText().equals(namespace)) {
                return true;
            }
        }
        return false;
    }

    static List<Violation> labels(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            List<JsonNode> places =
                    new ArrayList<>(List.of(object.tree().path("metadata").path("labels")));
            if (object.runs()) {
                places.add(object.pod().path("metadata").path("labels"));
            }
            for (JsonNode place : places) {
                LABELS.forEach(label ->
                        forbid(found, Rule.LABELS, object).accept(!place.has(label), "lacks the label " + label));
            }
        }
        return found;
    }

    static List<Violation> budgets(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            boolean covered = objects.stream()
                    .filter(budget -> budget.kind().equals("PodDisruptionBudget")
                            && budget.namespace().equals(object.namespace()))
                    .anyMatch(budget -> object.selects(
                            budget.tree().path("spec").path("selector"),
                            object.pod().path("metadata").path("labels")));
            boolean counted = object.runsOn() && !object.kind().equals("DaemonSet");
            forbid(found, Rule.DISRUPTION_BUDGET, object).accept(counted && !covered, "has no disruption budget");
        }
        return found;
    }

    private static BiConsumer<Boolean, String> forbid(List<Violation> found, Rule rule, ManifestObject object) {
        return (wrong, what) -> {
            if (wrong) {
                found.add(new Violation(rule, object.title(), what));
            }
        };
    }
}
