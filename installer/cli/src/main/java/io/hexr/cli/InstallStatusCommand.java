package io.hexr.cli;

import java.time.Instant;

import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.console.ExitStatus;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.Inspection;
import io.hexr.install.Installation;
import io.hexr.install.Wanted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        header = "Tell what is installed, from which release, and how it does; changes nothing.",
        description =
                "Rights to read are enough; what they do not allow is named. The exit status is 0 where all is well, 8 where it"
                        + " is not, 9 where a run has not come to its end, 3 where nothing is installed.",
        footer = {
            "hexr install status",
            "hexr install status --kubeconfig site.yaml --output json",
            "hexr install rbac --for status --from registry.site:5000/hexr --profile air-gapped --user auditor",
        })
final class InstallStatusCommand implements Verb {
    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Override
    public Outcome run(Voice voice) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        try (KubernetesCluster server = KubernetesCluster.open(kubeconfig)) {
            Inspection found;
            try (Progress.Step step = voice.progress().step("looking at the installation")) {
                found = server.inspect(new Wanted.Target(InstallChoice.RELEASE, cluster.namespace));
                step.done();
            }
            Installation judged = Installation.of(found, Instant.now());
            return new Outcome(StatusTables.report(Report.of("install-status"), found, judged), status(judged.state()));
        }
    }

    private static ExitStatus status(Installation.State state) {
        return switch (state) {
            case HEALTHY -> ExitStatus.DONE;
            case DEGRADED, UNKNOWN -> ExitStatus.CLUSTER;
            case UNFINISHED -> ExitStatus.RESUMABLE;
            case ABSENT -> ExitStatus.INPUT_INVALID;
        };
    }
}
