package io.hexr.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.helm.InstalledRelease;
import io.hexr.install.Facts;
import io.hexr.install.Inspection;
import io.hexr.install.JournalPage;
import io.hexr.install.Piece;
import io.hexr.install.Wanted;

/** What an installation leaves in its namespace about itself: our journal, Helm's records. */
final class InstallationRecords {
    static final String JOURNAL_KEY = "journal.json";

    private final Api api;
    private final Wanted.Target target;

    InstallationRecords(Api api, Wanted.Target target) {
        this.api = api;
        this.target = target;
    }

    Optional<JournalPage> journal() {
        String path = "/api/v1/namespaces/" + target.namespace() + "/configmaps/" + JournalPage.OBJECT;
        return api.find(path)
                .map(map -> JournalPage.parse(
                        "ConfigMap " + target.namespace() + "/" + JournalPage.OBJECT,
                        map.path("data").path(JOURNAL_KEY).asText("").getBytes(StandardCharsets.UTF_8)));
    }

    /** By the labels of its records; their contents are not read. */
    List<Facts.HelmRevision> helm() {
        List<Facts.HelmRevision> revisions = new ArrayList<>();
        for (JsonNode record : records("").path("items")) {
            JsonNode labels = record.path("metadata").path("labels");
            revisions.add(new Facts.HelmRevision(
                    target.namespace(),
                    labels.path("name").asText(),
                    labels.path("version").asInt(),
                    labels.path("status").asText(),
                    Math.max(number(labels.path("modifiedAt")), number(labels.path("createdAt")))));
        }
        return revisions;
    }

    private JsonNode records(String more) {
        return api.metadata(secrets() + "?labelSelector=owner%3Dhelm%2Cname%3D" + target.name() + more);
    }

    private String secrets() {
        return "/api/v1/namespaces/" + target.namespace() + "/secrets";
    }

    private static long number(JsonNode label) {
        String text = label.asText("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** The revision in force: the last one that was deployed, else the last. */
    Optional<Inspection.Deployed> deployed(List<Facts.HelmRevision> all) {
        Comparator<Facts.HelmRevision> later = Comparator.comparingInt(Facts.HelmRevision::revision);
        return all.stream()
                .filter(one -> one.status().equals("deployed"))
                .max(later)
                .or(() -> all.stream().max(later))
                .flatMap(this::revision);
    }

    /** What one revision holds; empty where its record is gone. */
    Optional<Inspection.Deployed> revision(Facts.HelmRevision revision) {
        String name = "sh.helm.release.v1." + revision.name() + ".v" + revision.revision();
        return api.find(secrets() + "/" + name).map(secret -> {
            InstalledRelease release = InstalledRelease.read("Secret " + target.namespace() + "/" + name, secret);
            return new Inspection.Deployed(
                    release.chart(),
                    release.version(),
                    revision.revision(),
                    release.objects().stream()
                            .map(object -> Piece.of(object, target.namespace()))
                            .toList(),
                    release.images());
        });
    }
}
