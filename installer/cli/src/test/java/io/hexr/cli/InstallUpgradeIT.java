package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** From one release to the next and back on a real API server: what is refused, what stops, what goes on serving, what a rerun mends. */
final class InstallUpgradeIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void leadsForwardStopsWhereItMustAndLeadsBack() throws IOException, InterruptedException {
        try (InstallSite site = InstallSite.in(folder)) {
            InProcess early = site.install("upgrade" + site.release() + " --yes");
            assertThat(early.err()).contains("release.course", "nothing is installed", "hexr install apply");
            assertThat(early.status().code()).isEqualTo(6);
            String first = site.release(":0.8.0");
            assertThat(site.apply("").status().code()).isZero();

            site.next();
            assertOnlyTheRightVerbIsTaken(site);
            assertABrokenReleaseStops(site);
            assertRerunMends(site);
            assertItLeadsBack(site, first);
        }
    }

    private void assertOnlyTheRightVerbIsTaken(InstallSite site) {
        InProcess applied = site.install("apply" + site.release(":0.8.1") + " --yes");
        assertThat(applied.err()).contains("hexr 0.8.0, sequence 1; hexr 0.8.1 is another one", "hexr install upgrade");
        assertThat(applied.status().code()).isEqualTo(6);
    }

    private void assertABrokenReleaseStops(InstallSite site) throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("manifest.yaml"),
                site.delivered.helm(
                        "get manifest hexr-runtime -n hexr-system --kubeconfig " + site.cluster.kubeconfig()));
        String upgrader = site.having("upgrade", site.release(":0.8.1") + " --installed " + folder + "/manifest.yaml");
        site.kubelet.broken = "otel-collector";
        InProcess failed = site.install(
                upgrader, "upgrade" + site.release(":0.8.1") + " --set jaeger.enabled=false --yes --timeout 10");
        assertThat(failed.status().code()).as(failed.err()).isEqualTo(9);
        assertThat(failed.err())
                .contains(
                        "Deployment hexr-observability/otel-collector is not ready after",
                        "ImagePullBackOff: not found",
                        "go on serving",
                        "--version 0.8.0 --allow-rollback 0.8.0@1");
        assertThat(site.kubectl("get pods -n hexr-observability -l app.kubernetes.io/name=otel-collector"
                        + " --field-selector=status.phase=Running -o name"))
                .as("pods of the old release")
                .isNotBlank();
        InProcess status = site.install("status");
        assertThat(status.out()).contains("unfinished", "hexr 0.8.1", "in the middle of wait");
        assertThat(status.status().code()).isEqualTo(9);
    }

    private void assertRerunMends(InstallSite site) throws IOException, InterruptedException {
        site.kubelet.broken = "none";
        site.kubectl("delete pods -n hexr-observability --field-selector=status.phase=Pending");
        InProcess again =
                site.install("upgrade" + site.release(":0.8.1") + " --set jaeger.enabled=false --yes --timeout 120");
        assertThat(again.status().code()).as(again.err()).isZero();
        assertThat(site.kubectl("get statefulsets -A -o name")).doesNotContain("jaeger");
        InProcess status = site.install("status");
        assertThat(status.out()).contains("healthy", "hexr 0.8.1").containsPattern("hexr 0.8.0 +1 +sha256:");
    }

    private void assertItLeadsBack(InstallSite site, String first) throws IOException, InterruptedException {
        InProcess forward = site.install("upgrade" + first + " --yes --allow-rollback 0.8.0@1");
        assertThat(forward.err()).contains("hexr 0.8.0 is earlier (sequence 1)", "hexr install restore");
        String back = "restore" + first + " --allow-rollback 0.8.0@1";
        InProcess check = site.install(back + " --check");
        assertThat(check.out())
                .contains("nothing was changed")
                .containsPattern("registry.images +pass +they are there")
                .containsPattern("restore.values +pass +the same, to the digest")
                .containsPattern(
                        "restore.database +not-evaluated +not evaluated: nobody looked whether what these keep can be read")
                .contains("StatefulSet hexr-observability/jaeger")
                .containsPattern("release +hexr-system/hexr-runtime from hexr-runtime 0.8.0");
        assertThat(check.status().code()).as(check.out()).isZero();
        assertThat(site.install("status").out()).contains("hexr 0.8.1");
        InProcess others = site.install(back + " --check --set jaeger.enabled=false");
        assertThat(others.out()).containsPattern("restore.values +advice");
        InProcess restored = site.install(back + " --yes --timeout 120");
        assertThat(restored.status().code()).as(restored.err()).isZero();
        assertThat(restored.out()).containsPattern("before +hexr 0.8.1");
        assertThat(site.kubectl("get statefulsets -A -o name")).contains("jaeger");
        assertThat(site.install("status").out()).contains("healthy", "hexr 0.8.0");
    }
}
