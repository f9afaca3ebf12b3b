package io.hexr.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.helm.InstalledRelease;
import io.hexr.install.Difference;
import io.hexr.install.Piece;
import io.hexr.install.PullSecret;
import io.hexr.install.Readiness;
import io.hexr.install.Step;
import io.hexr.install.Wanted;

/** Lets the API server apply each object without storing it, and holds the outcome against what is there: values it would fill in differ on neither side. */
final class Comparison {
    private static final String MANAGER = "hexr-plan";
    private static final String ABSENT = "is not there";
    private static final List<String> OF_THE_SERVER =
            List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink");

    private final Api api;
    private final Map<String, Boolean> namespaces = new HashMap<>();

    Comparison(Api api) {
        this.api = api;
    }

    Difference of(Wanted wanted, Optional<PullSecret> secret) {
        List<String> changes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Map<String, String> unready = new TreeMap<>();
        for (Piece piece : wanted.pieces()) {
            Optional<String> change = change(piece, refused);
            change.ifPresent(what -> changes.add(piece.title() + " " + what));
            if (piece.isAwaited() && !change.equals(Optional.of(ABSENT))) {
                readiness(piece).ifPresent(why -> unready.put(piece.title(), why));
            }
        }
        changes.addAll(removed(wanted));
        Map<String, String> crds = new TreeMap<>();
        for (Piece crd : wanted.crds()) {
            change(crd, refused).ifPresent(what -> crds.put(crd.name(), "it " + what));
        }
        Map<String, String> secretless = new TreeMap<>();
        secret.ifPresent(known -> wanted.namespaces()
                .keySet()
                .forEach(namespace -> wanted.pullSecrets()
                        .forEach(name -> lacking(namespace, name, known)
                                .ifPresent(why -> secretless.put(namespace + "/" + name, why)))));
        return new Difference(changes, refused, crds, secretless, unready);
    }

    /** What an upgrade takes away: in the release as it is deployed, and no longer wanted. */
    private List<String> removed(Wanted wanted) {
        Wanted.Target target = wanted.target();
        List<String> removed = new ArrayList<>();
        String all = "/api/v1/namespaces/" + target.namespace() + "/secrets";
        for (JsonNode record : api.metadata(
                        all + "?labelSelector=owner%3Dhelm%2Cstatus%3Ddeployed%2Cname%3D" + target.name())
                .path("items")) {
            String name = record.path("metadata").path("name").asText();
            api.find(all + "/" + name).ifPresent(secret -> {
                List<Piece> installed =
                        InstalledRelease.read("Secret " + target.namespace() + "/" + name, secret).objects().stream()
                                .map(object -> Piece.of(object, target.namespace()))
                                .toList();
                wanted.leftOver(installed).forEach(piece -> removed.add(piece.title() + " is removed"));
            });
        }
        return removed;
    }

    private Optional<String> change(Piece piece, List<String> refused) {
        if (!there(piece.namespace())) {
            return Optional.of(ABSENT);
        }
        Optional<JsonNode> live = api.find(piece.path());
        ObjectNode wanted = piece.tree().deepCopy();
        if (piece.kind().namespaced()) {
            wanted.withObject("/metadata").put("namespace", piece.namespace());
        }
        try {
            JsonNode after = api.applied(piece.path(), MANAGER, wanted);
            if (live.isEmpty()) {
                return Optional.of(ABSENT);
            }
            List<String> keys = new ArrayList<>();
            differing("", bare(live.get()), bare(after), keys);
            return keys.isEmpty() ? Optional.empty() : Optional.of("differs at " + brief(keys));
        } catch (ClusterException.Missing e) {
            if (live.isPresent()) {
                throw e;
            }
            // its kind comes with the release
            return Optional.of(ABSENT);
        } catch (ClusterException.Invalid | ClusterException.AdmissionRefused | ClusterException.QuotaExceeded e) {
            // such as a field that may never change; Helm would be told the same half-way
            refused.add(piece.title() + ": " + e.words());
            return Optional.of(live.isEmpty() ? ABSENT : "cannot become what is wanted: " + e.words());
        }
    }

    private static String brief(List<String> keys) {
        int shown = 3;
        return keys.size() <= shown
                ? String.join(", ", keys)
                : String.join(", ", keys.subList(0, shown)) + " and " + (keys.size() - shown) + " more places";
    }

    private static JsonNode bare(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(OF_THE_SERVER);
        }
        return copy;
    }

    private static void differing(String path, JsonNode one, JsonNode other, List<String> keys) {
        if (one.equals(other)) {
            return;
        }
        if (one instanceof ObjectNode left && other instanceof ObjectNode right) {
            ObjectNode all = left.deepCopy();
            all.setAll(right);
            all.fieldNames()
                    .forEachRemaining(name -> differing(
                            path.isEmpty() ? name : path + "." + name, left.path(name), right.path(name), keys));
        } else {
            keys.add(path);
        }
    }

    private Optional<String> readiness(Piece piece) {
        Step.AwaitReady step = new Step.AwaitReady(piece.kind().kind(), piece.namespace(), piece.name(), "");
        return switch (new Workload(api, step).readiness()) {
            case Readiness.Ready() -> Optional.empty();
            case Readiness.Waiting(List<String> reasons) ->
                Optional.of("it is not ready: " + String.join("; ", reasons));
            case Readiness.Hopeless(List<String> reasons) -> Optional.of("it failed: " + String.join("; ", reasons));
        };
    }

    private Optional<String> lacking(String namespace, String name, PullSecret secret) {
        if (!there(namespace)) {
            return Optional.of("nodes pull with it");
        }
        Optional<JsonNode> live = api.find("/api/v1/namespaces/" + namespace + "/secrets/" + name);
        if (live.isEmpty()) {
            return Optional.of("nodes pull with it");
        }
        String data =
                live.get().path("data").path(KubernetesCluster.DOCKER_CONFIG).asText("");
        return data.equals(encoded(secret)) ? Optional.empty() : Optional.of("it holds other credentials");
    }

    static String encoded(PullSecret secret) {
        return secret.dockerConfig()
                .reveal(characters ->
                        Base64.getEncoder().encodeToString(new String(characters).getBytes(StandardCharsets.UTF_8)));
    }

    private boolean there(String namespace) {
        return namespace.isEmpty()
                || namespaces.computeIfAbsent(
                        namespace,
                        name -> api.find("/api/v1/namespaces/" + name).isPresent());
    }
}
