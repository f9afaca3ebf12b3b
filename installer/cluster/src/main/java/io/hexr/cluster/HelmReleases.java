package io.hexr.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.helm.Helm;
import io.hexr.helm.HelmClient;
import io.hexr.helm.HelmException;
import io.hexr.install.Releases;
import io.hexr.install.Step;

/** Helm behind the port of {@code install}: a prepared release on the cluster of a kubeconfig. */
public final class HelmReleases implements Releases {
    private static final int ATTEMPTS = 3;
    private static final int KEPT = 10;
    private static final Pattern ABSENCE = Pattern.compile(
            "(?i)connection refused|connection reset|: EOF\\b|unexpected EOF|network is unreachable|i/o timeout"
                    + "|server is currently unable to handle");

    private final KubernetesCluster cluster;
    private final Kubeconfig kubeconfig;
    private final HelmClient helm;
    private final PreparedRelease release;
    private final Path folder;

    /**
     * Helm for one release.
     *
     * @param folder of this user alone, which is cleared when the command ends
     */
    public HelmReleases(
            KubernetesCluster cluster, Kubeconfig kubeconfig, HelmClient helm, PreparedRelease release, Path folder) {
        this.cluster = cluster;
        this.kubeconfig = kubeconfig;
        this.helm = helm;
        this.release = release;
        this.folder = folder;
    }

    @Override
    public void apply(Step.ApplyRelease step) {
        int before = records(step.namespace(), step.name()).stream()
                .mapToInt(Revision::revision)
                .max()
                .orElse(0);
        for (int attempt = 1; ; attempt++) {
            try {
                helm.apply(
                        release.chart(),
                        new Helm.Target(step.name(), step.namespace(), ""),
                        release.values(),
                        kubeconfig.contents(),
                        folder);
                prune(step);
                return;
            } catch (HelmException.ApplyFailed e) {
                if (attempt == ATTEMPTS || !isAbsence(e.words())) {
                    throw e;
                }
                // asks until the API server is back or patience ends; only what was not there before our attempts is
                // ours to remove
                records(step.namespace(), step.name()).stream()
                        .filter(record -> record.revision() > before && record.isPending())
                        .forEach(this::delete);
            }
        }
    }

    /** Whether Helm lost the API server, rather than being refused by it. */
    static boolean isAbsence(String words) {
        return ABSENCE.matcher(words).find();
    }

    /** One revision, by the labels of its record. */
    private record Revision(String namespace, String secret, int revision, String status) {
        boolean isPending() {
            return status.startsWith("pending-");
        }
    }

    private List<Revision> records(String namespace, String name) {
        String path = "/api/v1/namespaces/" + namespace + "/secrets?labelSelector=owner%3Dhelm%2Cname%3D" + name;
        List<Revision> records = new ArrayList<>();
        cluster.api().metadata(path).path("items").forEach(item -> {
            JsonNode metadata = item.path("metadata");
            records.add(new Revision(
                    namespace,
                    metadata.path("name").asText(),
                    metadata.path("labels").path("version").asInt(),
                    metadata.path("labels").path("status").asText()));
        });
        return records;
    }

    private void delete(Revision record) {
        cluster.api().delete("/api/v1/namespaces/" + record.namespace() + "/secrets/" + record.secret());
    }

    /** Helm would keep every revision for ever. */
    private void prune(Step.ApplyRelease step) {
        records(step.namespace(), step.name()).stream()
                .filter(record -> record.status().equals("superseded"))
                .sorted(Comparator.comparingInt(Revision::revision).reversed())
                .skip(KEPT)
                .forEach(this::delete);
    }

    /** Only while it is still as the plan saw it. */
    @Override
    public void removeRecord(Step.RepairRelease step) {
        records(step.namespace(), step.name()).stream()
                .filter(record ->
                        record.revision() == step.revision() && record.status().equals(step.status()))
                .forEach(this::delete);
    }
}
