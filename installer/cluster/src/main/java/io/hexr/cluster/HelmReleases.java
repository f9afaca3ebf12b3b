package io.hexr.cluster;

import java.util.Locale;

import io.hexr.helm.Helm;
import io.hexr.helm.HelmClient;
import io.hexr.helm.HelmException;
import io.hexr.install.Releases;
import io.hexr.install.Step;

/** Helm behind the port of {@code install}: a prepared release on the cluster of a kubeconfig. */
public final class HelmReleases implements Releases {
    private static final int ATTEMPTS = 3;

    private final KubernetesCluster cluster;
    private final Kubeconfig kubeconfig;
    private final HelmClient helm;
    private final PreparedRelease release;

    public HelmReleases(KubernetesCluster cluster, Kubeconfig kubeconfig, HelmClient helm, PreparedRelease release) {
        this.cluster = cluster;
        this.kubeconfig = kubeconfig;
        this.helm = helm;
        this.release = release;
    }

    @Override
    public void apply(Step.ApplyRelease step) {
        for (int attempt = 1; ; attempt++) {
            try {
                helm.apply(
                        release.chart(),
                        new Helm.Target(step.name(), step.namespace(), ""),
                        release.values(),
                        kubeconfig.contents());
                return;
            } catch (HelmException.ApplyFailed e) {
                if (attempt == ATTEMPTS || !isAbsence(e.words())) {
                    throw e;
                }
                // asks until the API server is back or patience ends; what Helm left pending is then ours to remove
                removePending(step.namespace(), step.name());
            }
        }
    }

    private static boolean isAbsence(String words) {
        String said = words.toLowerCase(Locale.ROOT);
        return said.contains("connection refused") || said.contains("eof") || said.contains("connection reset")
                || said.contains("unreachable") || said.contains("i/o timeout") || said.contains("server is currently unable")
                || said.contains("operation is in progress");
    }

    private void removePending(String namespace, String name) {
        String path = "/api/v1/namespaces/" + namespace + "/secrets?labelSelector=owner%3Dhelm%2Cname%3D" + name;
        cluster.api().metadata(path).path("items").forEach(record -> {
            if (record.path("metadata").path("labels").path("status").asText().startsWith("pending-")) {
                cluster.api().delete("/api/v1/namespaces/" + namespace + "/secrets/"
                        + record.path("metadata").path("name").asText());
            }
        });
    }

    @Override
    public void removeRecord(Step.RepairRelease step) {
        String record = "sh.helm.release.v1." + step.name() + ".v" + step.revision();
        cluster.api().delete("/api/v1/namespaces/" + step.namespace() + "/secrets/" + record);
    }
}
