package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that are killed in the middle of installing and of uninstalling on a real API server; the same command ends right. */
final class InstallKilledIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatWasKilledIsContinuedByTheSameCommand() throws IOException, InterruptedException {
        try (InstallSite site = InstallSite.in(folder)) {
            List<String> before = site.objects();
            kill(site, "apply" + site.release() + " --yes", "2/8 namespace");
            InProcess half = site.install("status");
            assertThat(half.out()).contains("unfinished", "has not come to its end");
            assertThat(half.status().code()).isEqualTo(9);
            InProcess applied = site.apply("");
            assertThat(applied.status().code()).as(applied.err()).isZero();
            assertThat(site.install("status").out()).contains("healthy");

            kill(site, "uninstall --delete-data --yes", "6/");
            assertThat(site.install("status").out()).contains("unfinished", "in the middle of uninstall");
            InProcess removed = site.install("uninstall --delete-data --yes");
            assertThat(removed.status().code()).as(removed.err()).isZero();
            assertThat(site.objects()).isEqualTo(before);
        }
    }

    private static void kill(InstallSite site, String line, String afterSaying) {
        try (Child child = site.started(line)) {
            child.err().await(afterSaying);
            child.signal("KILL");
            assertThat(child.exit()).isEqualTo(137);
        }
    }
}
