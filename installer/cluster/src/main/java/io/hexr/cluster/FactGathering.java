package io.hexr.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.install.Cluster;
import io.hexr.install.Fact;
import io.hexr.install.Facts;
import io.hexr.install.InstallException;
import io.hexr.install.Quantity;

/** Asks everything preflight wants to know, once. What this user may not ask is written down as that. */
final class FactGathering {
    private static final Set<String> GOOD_CONDITIONS = Set.of("Ready");

    private final Api api;
    private final Cluster.Inquiry inquiry;

    FactGathering(Api api, Cluster.Inquiry inquiry) {
        this.api = api;
        this.inquiry = inquiry;
    }

    Facts gather() {
        InstallationRecords records = new InstallationRecords(api, inquiry.target());
        Api.Answer version = api.answer("/version");
        Instant here = Instant.now();
        Optional<Instant> there = version.date();
        Facts.Api server = new Facts.Api(
                api.server(),
                version.body().path("gitVersion").asText(),
                // told in whole seconds: on average half of one has passed
                there.map(time -> OptionalLong.of(Math.round(
                                Duration.between(here, time.plusMillis(500)).toMillis() / 1000.0)))
                        .orElse(OptionalLong.empty()));
        Fact<List<Facts.HelmRevision>> helm = allowed(records::helm);
        return new Facts(
                server,
                allowed(() -> nodes(there.orElse(here))),
                allowed(this::pods),
                allowed(this::storageClasses),
                allowed(this::runtimeClasses),
                podSecurity(),
                allowed(this::crds),
                helm,
                helm.either(known -> allowed(() -> records.deployed(known)), Fact::unknown),
                namespaces(),
                allowed(this::quotas),
                new RightsReview(api).answers(inquiry.rights()),
                allowed(records::journal));
    }

    /** Only a refusal of rights, and a page that cannot be read, is a fact of its own; every other failure ends the command. */
    private static <T> Fact<T> allowed(Supplier<T> question) {
        try {
            return Fact.known(question.get());
        } catch (ClusterException.Forbidden | InstallException.Malformed e) {
            return Fact.unknown(String.valueOf(e.getMessage()));
        }
    }

    private List<Facts.Node> nodes(Instant serverTime) {
        Map<String, Instant> signs = new HashMap<>();
        try {
            for (JsonNode lease : api.get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases")
                    .path("items")) {
                time(lease.path("spec").path("renewTime").asText())
                        .ifPresent(time ->
                                signs.put(lease.path("metadata").path("name").asText(), time));
            }
        } catch (ClusterException.Forbidden e) {
            signs.clear();
        }
        List<Facts.Node> nodes = new ArrayList<>();
        for (JsonNode node : api.get("/api/v1/nodes").path("items")) {
            String name = node.path("metadata").path("name").asText();
            nodes.add(node(
                    node,
                    Optional.ofNullable(signs.get(name))
                            .map(time -> OptionalLong.of(
                                    Duration.between(serverTime, time).toSeconds()))
                            .orElse(OptionalLong.empty())));
        }
        return nodes;
    }

    private static Facts.Node node(JsonNode node, OptionalLong secondsAhead) {
        boolean ready = false;
        List<String> troubles = new ArrayList<>();
        for (JsonNode condition : node.path("status").path("conditions")) {
            String type = condition.path("type").asText();
            boolean holds = condition.path("status").asText().equals("True");
            if (GOOD_CONDITIONS.contains(type)) {
                ready |= holds;
            } else if (holds) {
                troubles.add(type);
            }
        }
        boolean tainted = false;
        for (JsonNode taint : node.path("spec").path("taints")) {
            tainted |= !taint.path("effect").asText().equals("PreferNoSchedule");
        }
        JsonNode room = node.path("status").path("allocatable");
        JsonNode about = node.path("status").path("nodeInfo");
        return new Facts.Node(
                node.path("metadata").path("name").asText(),
                ready,
                !tainted && !node.path("spec").path("unschedulable").asBoolean(),
                new Facts.Load(
                        amount(room, "cpu").millis(),
                        amount(room, "memory").whole(),
                        amount(room, "pods").whole()),
                amount(room, "ephemeral-storage").whole(),
                about.path("operatingSystem").asText() + "/"
                        + about.path("architecture").asText(),
                about.path("containerRuntimeVersion").asText(),
                secondsAhead,
                troubles);
    }

    private static Quantity amount(JsonNode room, String resource) {
        return Quantity.parse(room.path(resource).asText("0"));
    }

    private Facts.Pods pods() {
        Map<String, Facts.Load> others = new HashMap<>();
        Map<String, Facts.Load> own = new HashMap<>();
        String more = "";
        do {
            JsonNode page = api.get("/api/v1/pods?limit=500&fieldSelector="
                    + "status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed"
                    + (more.isEmpty() ? "" : "&continue=" + more));
            for (JsonNode pod : page.path("items")) {
                JsonNode metadata = pod.path("metadata");
                String namespace = metadata.path("namespace").asText();
                boolean ours = inquiry.namespaces().contains(namespace)
                        && metadata.path("labels")
                                .path("app.kubernetes.io/instance")
                                .asText()
                                .equals(inquiry.target().name());
                Facts.Load load = Facts.Load.of(pod.path("spec"));
                if (ours) {
                    own.merge(namespace, load, Facts.Load::plus);
                } else {
                    others.merge(pod.path("spec").path("nodeName").asText(), load, Facts.Load::plus);
                }
            }
            more = page.path("metadata").path("continue").asText("");
        } while (!more.isEmpty());
        return new Facts.Pods(others, own);
    }

    private List<Facts.StorageClass> storageClasses() {
        List<Facts.StorageClass> classes = new ArrayList<>();
        for (JsonNode one : api.get("/apis/storage.k8s.io/v1/storageclasses").path("items")) {
            classes.add(new Facts.StorageClass(
                    one.path("metadata").path("name").asText(),
                    one.path("metadata")
                            .path("annotations")
                            .path("storageclass.kubernetes.io/is-default-class")
                            .asText()
                            .equals("true")));
        }
        return classes;
    }

    private Set<String> runtimeClasses() {
        Set<String> names = new TreeSet<>();
        api.get("/apis/node.k8s.io/v1/runtimeclasses")
                .path("items")
                .forEach(one -> names.add(one.path("metadata").path("name").asText()));
        return names;
    }

    /** Admission that knows Pod Security refuses a level that there is not. The namespace is never stored. */
    private Fact<Boolean> podSecurity() {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace
                .putObject("metadata")
                .put("generateName", "hexr-preflight-")
                .putObject("labels")
                .put("pod-security.kubernetes.io/enforce", "no-such-level");
        try {
            api.review("/api/v1/namespaces?dryRun=All", namespace);
            return Fact.known(false);
        } catch (ClusterException.Invalid e) {
            return Fact.known(e.words().contains("pod-security.kubernetes.io/enforce"));
        } catch (ClusterException.Forbidden | ClusterException.AdmissionRefused e) {
            return Fact.unknown(String.valueOf(e.getMessage()));
        }
    }

    private List<Facts.Crd> crds() {
        List<Facts.Crd> crds = new ArrayList<>();
        for (String name : inquiry.crds()) {
            api.find("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name)
                    .ifPresent(crd -> {
                        List<String> served = new ArrayList<>();
                        crd.path("spec").path("versions").forEach(version -> {
                            if (version.path("served").asBoolean()) {
                                served.add(version.path("name").asText());
                            }
                        });
                        crds.add(new Facts.Crd(
                                name,
                                served,
                                crd.path("metadata")
                                        .path("labels")
                                        .path("app.kubernetes.io/managed-by")
                                        .asText("")));
                    });
        }
        return crds;
    }

    private SortedMap<String, Fact<Optional<Facts.Namespace>>> namespaces() {
        SortedMap<String, Fact<Optional<Facts.Namespace>>> found = new TreeMap<>();
        for (String name : inquiry.namespaces()) {
            found.put(name, allowed(() -> api.find("/api/v1/namespaces/" + name).map(FactGathering::namespace)));
        }
        return found;
    }

    private static Facts.Namespace namespace(JsonNode node) {
        SortedMap<String, String> labels = new TreeMap<>();
        node.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<String> why = new ArrayList<>();
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("status").asText().equals("True")) {
                why.add(Words.of(condition.path("message").asText()));
            }
        }
        return new Facts.Namespace(
                node.path("metadata").path("name").asText(),
                node.path("status").path("phase").asText(),
                labels,
                why.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", why)));
    }

    private List<Facts.Quota> quotas() {
        List<Facts.Quota> quotas = new ArrayList<>();
        for (JsonNode quota : api.get("/api/v1/resourcequotas").path("items")) {
            JsonNode used = quota.path("status").path("used");
            quota.path("status")
                    .path("hard")
                    .properties()
                    .forEach(hard -> quotas.add(new Facts.Quota(
                            quota.path("metadata").path("namespace").asText(),
                            quota.path("metadata").path("name").asText(),
                            hard.getKey(),
                            Quantity.parse(hard.getValue().asText()),
                            amount(used, hard.getKey()))));
        }
        return quotas;
    }

    static Optional<Instant> time(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
