package io.hexr.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.Fact;
import io.hexr.install.Facts;
import io.hexr.install.Inspection;
import io.hexr.install.InstallException;
import io.hexr.install.JournalPage;
import io.hexr.install.ObjectKind;
import io.hexr.install.Piece;
import io.hexr.install.Readiness;
import io.hexr.install.Step;
import io.hexr.install.Wanted;

/** Looks at an installation with the right to read alone; what is refused is written down and the rest goes on. */
final class InspectionReader {
    private static final String TLS = "type%3Dkubernetes.io%2Ftls";

    private final Api api;
    private final Wanted.Target target;
    private final SortedSet<String> unread = new TreeSet<>();

    InspectionReader(Api api, Wanted.Target target) {
        this.api = api;
        this.target = target;
    }

    Inspection read() {
        InstallationRecords records = new InstallationRecords(api, target);
        Fact<Optional<JournalPage>> journal = told(records::journal);
        Fact<List<Facts.HelmRevision>> helm = told(records::helm);
        Optional<Inspection.Deployed> deployed =
                told(() -> records.deployed(helm.orElse(List.of()))).orElse(Optional.empty());
        List<Piece> pieces = deployed.map(Inspection.Deployed::pieces).orElse(List.of());
        NavigableSet<String> namespaces = new TreeSet<>(Set.of(target.namespace()));
        journal.orElse(Optional.empty()).ifPresent(page -> namespaces.addAll(page.namespaces()));
        pieces.stream().map(Piece::namespace).filter(name -> !name.isEmpty()).forEach(namespaces::add);
        List<Inspection.Drift> drift = new ArrayList<>(departures(pieces));
        if (deployed.isPresent()) {
            namespaces.forEach(namespace -> drift.addAll(strangers(namespace, pieces)));
        }
        List<Inspection.Running> running = new ArrayList<>();
        List<Inspection.Expiry> expiries = new ArrayList<>();
        for (String namespace : namespaces) {
            told(() -> running(namespace)).either(running::addAll, why -> false);
            told(() -> certificates(namespace)).either(expiries::addAll, why -> false);
        }
        pieces.forEach(piece -> expiries.addAll(authorities(piece)));
        return new Inspection(
                api.server(), target, journal, helm, deployed, drift, running, expiries, components(pieces), unread);
    }

    private <T> Fact<T> told(Supplier<T> question) {
        try {
            return Fact.known(question.get());
        } catch (ClusterException.Forbidden | InstallException.Malformed e) {
            String why = String.valueOf(e.getMessage());
            unread.add(why);
            return Fact.unknown(why);
        }
    }

    private List<Inspection.Drift> departures(List<Piece> pieces) {
        List<Inspection.Drift> drift = new ArrayList<>();
        for (Piece piece : pieces) {
            told(() -> api.find(piece.path()))
                    .either(
                            live -> {
                                if (live.isEmpty()) {
                                    drift.add(new Inspection.Drift(
                                            Inspection.Drift.Kind.MISSING, piece.title(), "is not there"));
                                } else {
                                    Departure.of(piece.tree(), live.get())
                                            .ifPresent(what -> drift.add(new Inspection.Drift(
                                                    Inspection.Drift.Kind.CHANGED, piece.title(), what)));
                                }
                                return true;
                            },
                            why -> false);
        }
        return drift;
    }

    private List<Inspection.Drift> strangers(String namespace, List<Piece> pieces) {
        Set<String> known = new HashSet<>(pieces.stream().map(Piece::title).toList());
        List<Inspection.Drift> drift = new ArrayList<>();
        for (ObjectKind kind : Strangers.kinds(pieces)) {
            told(() -> Strangers.of(api, kind, namespace, known))
                    .orElse(List.of())
                    .forEach(name -> drift.add(new Inspection.Drift(
                            Inspection.Drift.Kind.STRANGER,
                            kind.kind() + " " + namespace + "/" + name,
                            "is not of the release")));
        }
        return drift;
    }

    private List<Inspection.Running> running(String namespace) {
        List<Inspection.Running> running = new ArrayList<>();
        for (JsonNode pod : api.get("/api/v1/namespaces/" + namespace + "/pods").path("items")) {
            String phase = pod.path("status").path("phase").asText();
            if (phase.equals("Succeeded") || phase.equals("Failed")) {
                continue;
            }
            String name = namespace + "/" + pod.path("metadata").path("name").asText();
            for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
                for (JsonNode container : pod.path("spec").path(list)) {
                    String called = container.path("name").asText();
                    running.add(new Inspection.Running(
                            name, called, Words.of(container.path("image").asText()), digest(pod, called)));
                }
            }
        }
        return running;
    }

    /** {@code registry/name@sha256:...}, {@code docker-pullable://...} or the digest alone. */
    private static String digest(JsonNode pod, String container) {
        for (String list : List.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")) {
            for (JsonNode status : pod.path("status").path(list)) {
                if (status.path("name").asText().equals(container)) {
                    String id = status.path("imageID").asText("");
                    return id.contains("sha256:") ? id.substring(id.lastIndexOf("sha256:")) : "";
                }
            }
        }
        return "";
    }

    private List<Inspection.Expiry> certificates(String namespace) {
        List<Inspection.Expiry> expiries = new ArrayList<>();
        String all = "/api/v1/namespaces/" + namespace + "/secrets";
        for (JsonNode item : api.metadata(all + "?fieldSelector=" + TLS).path("items")) {
            String name = item.path("metadata").path("name").asText();
            api.find(all + "/" + name)
                    .ifPresent(secret -> expiries.addAll(Certificates.expiries(
                            "Secret " + namespace + "/" + name,
                            decoded(secret.path("data").path("tls.crt").asText("")))));
        }
        return expiries;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Certificates that the release carries in the open, such as the authority of the registry. */
    private static List<Inspection.Expiry> authorities(Piece piece) {
        List<Inspection.Expiry> expiries = new ArrayList<>();
        if (piece.kind().kind().equals("ConfigMap")) {
            for (Map.Entry<String, JsonNode> entry : piece.tree().path("data").properties()) {
                expiries.addAll(Certificates.expiries(
                        piece.title() + " " + entry.getKey(), entry.getValue().asText()));
            }
        }
        return expiries;
    }

    private SortedMap<Inspection.Component, Readiness> components(List<Piece> pieces) {
        SortedMap<Inspection.Component, Readiness> components = new TreeMap<>();
        for (Piece piece : pieces) {
            if (piece.isAwaited()) {
                Step.AwaitReady step = new Step.AwaitReady(piece.kind().kind(), piece.namespace(), piece.name(), "");
                told(() -> new Workload(api, step).readiness())
                        .either(
                                readiness -> components.put(
                                        new Inspection.Component(component(piece), piece.title()), readiness),
                                why -> null);
            }
        }
        return components;
    }

    private static String component(Piece piece) {
        JsonNode labels = piece.tree().path("metadata").path("labels");
        return labels.path("app.kubernetes.io/name").asText(piece.name());
    }
}
