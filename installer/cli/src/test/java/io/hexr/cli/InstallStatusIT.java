package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code hexr install status} says of a real API server: nothing there, all well, touched by others, seen with few rights. */
final class InstallStatusIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void tellsHowAnInstallationIsFromItsFirstDayOn() throws IOException, InterruptedException {
        try (InstallSite site = InstallSite.in(folder)) {
            InProcess none = site.install("status");
            assertThat(none.out()).contains("absent", "nothing is installed in hexr-system");
            assertThat(none.status().code()).isEqualTo(3);

            InProcess applied = site.apply("");
            assertThat(applied.status().code()).as(applied.err()).isZero();
            InProcess well = site.install("status");
            assertThat(well.out())
                    .contains(
                            "healthy", "hexr 0.8.0", "vendor", "reasons: none", "drift: none", "strange images: none");
            assertThat(well.status().code()).as(well.out()).isZero();

            assertOthersAreNamed(site);
            assertFewRightsAreSaid(site);
            assertSupportHoldsNoSecret(site);
        }
    }

    private void assertSupportHoldsNoSecret(InstallSite site) throws IOException, InterruptedException {
        site.object("""
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"planted","namespace":"hexr-system"},"type":"Warning",
                 "reason":"Failed","message":"exceeded quota with password=planted-event","lastTimestamp":"2026-11-21T12:00:00Z",
                 "involvedObject":{"kind":"Pod","name":"x","namespace":"hexr-system"}}
                """);
        site.kubectl("set env deployment/otel-collector -n hexr-observability DB_PASSWORD=planted-env");
        site.kubectl("create secret generic key -n hexr-system --from-literal=key=planted-secret");
        Path archive = folder.resolve("case.zip");
        InProcess support =
                site.install(site.having("support", site.release()), "support --to " + archive + " --output json");
        assertThat(support.status().code()).as(support.err()).isZero();
        assertThat(support.out()).contains("\"likelyCause\": \"A quota is spent\"", "\"notAllowed\": []");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            assertThat(names.getFirst()).isEqualTo("hexr-support/index.html");
            assertThat(names)
                    .contains(
                            "hexr-support/journal.json",
                            "hexr-support/status.json",
                            "hexr-support/versions.txt",
                            "hexr-support/events/hexr-system.txt",
                            "hexr-support/objects/hexr-observability/deployments.json");
            for (String name : names) {
                String text = new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text).as(name).doesNotContain("planted-");
            }
            assertThat(new String(
                            zip.getInputStream(zip.getEntry("hexr-support/index.html"))
                                    .readAllBytes(),
                            StandardCharsets.UTF_8))
                    .contains("A quota is spent", "Objects of the release were changed or removed");
        }
    }

    private void assertOthersAreNamed(InstallSite site) throws IOException, InterruptedException {
        site.kubectl("scale deployment otel-collector -n hexr-observability --replicas=3");
        site.kubectl("delete configmap jaeger -n hexr-observability");
        site.kubectl("create configmap foreign -n hexr-observability");
        site.object("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"stranger","namespace":"hexr-observability"},
                 "spec":{"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
                  "containers":[{"name":"c","image":"elsewhere.test/x:1","securityContext":
                   {"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}
                """);
        InProcess touched = site.install("status");
        assertThat(touched.out())
                .contains("degraded")
                .containsPattern("Deployment hexr-observability/otel-collector +changed +differs at spec.replicas"
                        + " \\(3, wanted 2\\); last written by kubectl")
                .containsPattern("ConfigMap hexr-observability/jaeger +missing")
                .containsPattern("ConfigMap hexr-observability/foreign +stranger")
                .containsPattern("hexr-observability/stranger +c +elsewhere.test/x:1");
        assertThat(touched.status().code()).isEqualTo(8);
    }

    private void assertFewRightsAreSaid(InstallSite site) throws IOException, InterruptedException {
        InProcess reader = site.install(site.having("status", site.release()), "status --output json");
        assertThat(reader.out())
                .contains("\"state\": \"degraded\"", "\"notAllowed\": []", "hexr-observability/stranger");
        InProcess looker = site.install(site.having("preflight", ""), "status");
        assertThat(looker.out())
                .contains("unknown", "hexr 0.8.0")
                .contains("this user may not list secrets in hexr-system")
                .contains("drift and images were not looked at");
        assertThat(looker.status().code()).isEqualTo(8);
        site.kubectl("create serviceaccount nobody -n default");
        InProcess nobody = site.install(site.kubeconfig("nobody"), "status");
        assertThat(nobody.out()).contains("unknown", "its journal could not be read");
        assertThat(nobody.status().code()).isEqualTo(8);
    }
}
