package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** After {@code hexr install uninstall} a real API server has the objects it had before, but for what it says it keeps. */
final class InstallUninstallIT {
    private static final String KEY = """
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"made-once","namespace":"hexr-observability",
             "labels":{"app.kubernetes.io/managed-by":"hexr-bootstrap"}},"stringData":{"key":"planted-secret"}}
            """;

    /** Of a kind the release has not. */
    private static final String THEIRS = """
            {"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
             "metadata":{"name":"theirs","namespace":"hexr-observability"},
             "spec":{"defaultBackend":{"service":{"name":"x","port":{"number":80}}}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void leavesNothingButWhatItWasToldToKeep() throws IOException, InterruptedException {
        try (InstallSite site = InstallSite.in(folder)) {
            List<String> before = site.objects();
            InProcess nothing = site.install("uninstall --delete-data --yes");
            assertThat(nothing.out()).contains("nothing to do");

            assertThat(site.apply("").status().code()).isZero();
            Path journals = folder.resolve("state/hexr/installations");
            assertThat(journals).isDirectoryContaining("glob:**-hexr-system.json");
            site.object(KEY);
            assertThat(site.objects()).contains("PersistentVolumeClaim hexr-observability/data-prometheus-0");
            assertDataIsNotDecidedBySilence(site);
            assertDataStays(site);

            assertThat(site.install("status").out()).contains("hexr 0.8.0 was uninstalled", "data of it is kept");
            site.object(THEIRS);
            InProcess rest = site.install("uninstall --delete-data --yes");
            assertThat(rest.status().code()).as(rest.err()).isZero();
            assertThat(rest.out())
                    .contains("it holds what is not of the installation: Ingress hexr-observability/theirs");
            assertThat(site.install("uninstall --delete-data --yes").out()).contains("nothing to do");
            site.kubectl("delete ingress theirs -n hexr-observability");
            assertThat(site.install("uninstall --delete-data --yes").status().code())
                    .isZero();
            assertThat(rest.err() + rest.out()).doesNotContain("planted-secret");
            assertThat(site.objects()).isEqualTo(before);
            assertThat(journals).isEmptyDirectory();
            assertThat(site.install("status").status().code()).isEqualTo(3);
        }
    }

    private void assertDataIsNotDecidedBySilence(InstallSite site) throws IOException, InterruptedException {
        List<String> installed = site.objects();
        InProcess planned = site.install("uninstall --plan");
        assertThat(planned.out())
                .contains("nothing was changed", "undecided")
                .containsPattern("Secret hexr-observability/made-once +data is kept")
                .containsPattern("PersistentVolumeClaim hexr-observability/data-prometheus-0 +data is kept")
                .containsPattern("Namespace hexr-observability +it holds data that is kept")
                .containsPattern("remove +Deployment hexr-observability/otel-collector +of the release");
        InProcess silent = site.install("uninstall --yes");
        assertThat(silent.err()).contains("there is data: ", "--keep-data or --delete-data");
        assertThat(silent.status().code()).isEqualTo(2);
        InProcess unasked = site.install("uninstall --keep-data");
        assertThat(unasked.err()).contains("this needs an answer", "stays: Namespace hexr-observability");
        assertThat(site.objects()).isEqualTo(installed);
    }

    private void assertDataStays(InstallSite site) throws IOException, InterruptedException {
        String remover = site.having("uninstall", site.release());
        InProcess kept = site.install(remover, "uninstall --keep-data --yes");
        assertThat(kept.status().code()).as(kept.err()).isZero();
        assertThat(site.objects())
                .contains(
                        "Namespace /hexr-observability",
                        "Secret hexr-observability/made-once",
                        "PersistentVolumeClaim hexr-observability/data-prometheus-0")
                // the roles of who removes are of others
                .filteredOn(line -> line.contains("hexr-system") && !line.contains("/hexr-uninstall"))
                .containsExactlyInAnyOrder(
                        "ConfigMap hexr-system/hexr-installation",
                        "ConfigMap hexr-system/kube-root-ca.crt",
                        "Namespace /hexr-system",
                        "PersistentVolumeClaim hexr-system/data-ollama-0",
                        "ServiceAccount hexr-system/default");
        assertThat(site.objects()).noneMatch(line -> line.startsWith("Pod ") || line.startsWith("Deployment "));
        site.kubectl("delete -f " + folder.resolve("uninstall.yaml") + " --ignore-not-found");
        site.kubectl("delete serviceaccount uninstall -n default");
    }
}
