package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.hexr.cluster.Assessment;
import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.cluster.PreparedRelease;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.InstallPlan;
import io.hexr.install.Preflight;
import io.hexr.oci.DurableFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        header = "Say exactly what applying would do to a cluster, step by step and why; changes nothing.",
        description = "Where the cluster is as wanted, the plan has no steps.",
        footer = {
            "hexr install plan --from registry.site:5000/hexr --profile air-gapped",
            "hexr install plan --from registry.site:5000/hexr --profile air-gapped --overlay small --save plan.json",
        })
final class InstallPlanCommand implements Verb {
    @Mixin
    final InstallChoice choice = new InstallChoice();

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write the plan, for review and for hexr install apply --plan FILE.")
    @Nullable
    Path save;

    @Override
    public Outcome run(Voice voice) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        try (KubernetesCluster server = KubernetesCluster.open(kubeconfig)) {
            String kubernetes = server.version();
            return choice.found(voice, "install plan", found -> {
                try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                    PreparedRelease prepared =
                            choice.prepared(voice, found, cluster.namespace, kubernetes, scratch.path());
                    Assessment assessment;
                    InstallPlan plan;
                    try (Progress.Step step = voice.progress().step("comparing with the cluster")) {
                        assessment = Assessment.of(
                                server,
                                prepared.wanted(),
                                new Assessment.Aim(Preflight.Purpose.LOOK, choice.acceptances(), List.of()));
                        plan = assessment.plan(server, prepared.wanted(), choice.secret(found, prepared));
                        step.done();
                    }
                    return planned(voice, prepared, assessment, plan);
                }
            });
        }
    }

    private Outcome planned(Voice voice, PreparedRelease prepared, Assessment assessment, InstallPlan plan) {
        if (save != null) {
            try {
                DurableFile.write(save, plan.bytes());
            } catch (IOException e) {
                throw new ConsoleException.Refused(
                        Problem.of(GeneralCode.FILE_UNWRITABLE, save + " cannot be written: " + e.getMessage())
                                .about(save.toString()));
            }
        }
        String verdict = InstallTables.verdict(assessment.findings());
        if (!verdict.startsWith("nothing")) {
            voice.narration().warn("preflight: " + verdict + "; see hexr install preflight");
        }
        Report report = InstallTables.plan(Report.of("install-plan"), assessment, plan, prepared.wanted())
                .with(new Report.Listing("changes", InstallTables.changes(plan)));
        return Outcome.done(report);
    }
}
