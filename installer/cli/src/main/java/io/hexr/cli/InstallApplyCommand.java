package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.hexr.cluster.Assessment;
import io.hexr.cluster.HelmReleases;
import io.hexr.cluster.Holder;
import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.cluster.PreparedRelease;
import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.helm.HelmClient;
import io.hexr.install.InstallPlan;
import io.hexr.install.PlanRunner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        header = "Carry out what hexr install plan says; the same command continues one that was stopped.",
        footer = {
            "hexr install apply --from registry.site:5000/hexr --profile air-gapped",
            "hexr install apply --from registry.site:5000/hexr --profile air-gapped --plan plan.json --yes",
        })
final class InstallApplyCommand implements Verb {
    /** A cluster that is away for less than this is waited for. */
    private static final Duration AWAY = Duration.ofSeconds(90);

    @Mixin
    final InstallChoice choice = new InstallChoice();

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--plan", paramLabel = "FILE", description = "Only if this saved plan is what would be done now.")
    @Nullable
    Path saved;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long one workload may take to be ready.")
    int timeout = 600;

    @Option(names = "--yes", description = "Do not ask before changing the cluster.")
    boolean yes;

    @Override
    public Outcome run(Voice voice) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        String kubernetes;
        try (KubernetesCluster asked = KubernetesCluster.open(kubeconfig)) {
            kubernetes = asked.version();
        }
        voice.cancellation().continueWith(continuation());
        try (KubernetesCluster server = KubernetesCluster.openPatiently(kubeconfig, AWAY)) {
            return choice.found(voice, "install apply", found -> {
                try (ScratchFolder scratch = ScratchFolder.make()) {
                    PreparedRelease prepared =
                            choice.prepared(voice, found, cluster.namespace, kubernetes, scratch.path());
                    Outcome outcome = applied(voice, kubeconfig, server, prepared, found);
                    believed(voice, found);
                    return outcome;
                }
            });
        }
    }

    private void believed(Voice voice, InstallChoice.Found found) {
        choice.believed.accepted(voice, found.verified());
    }

    private Outcome applied(
            Voice voice,
            Kubeconfig kubeconfig,
            KubernetesCluster server,
            PreparedRelease prepared,
            InstallChoice.Found found) {
        Instant began = Instant.now();
        Assessment assessment;
        try (Progress.Step step = voice.progress().step("comparing with the cluster")) {
            assessment = Assessment.of(server, prepared.wanted(), choice.secret(found), choice.acceptances());
            step.done(InstallTables.counts(assessment.findings()));
        }
        InstallPlan plan = assessment.plan();
        if (saved != null) {
            plan.requireSameAs(saved.toString(), read(saved));
        }
        assessment.requireClear();
        if (!plan.isIdle()) {
            confirm(voice, plan);
            HelmReleases releases =
                    new HelmReleases(server, kubeconfig, HelmClient.load(Installation.nativeCode()), prepared);
            try (ApplySteps steps = new ApplySteps(voice, plan.steps().size())) {
                new PlanRunner(server, releases, ApplySteps.PACE, steps)
                        .run(
                                plan,
                                prepared.wanted(),
                                new PlanRunner.Run(
                                        Holder.ofThisProcess(),
                                        String.join(", ", found.verified().signedBy()),
                                        PlanRunner.accepted(assessment.findings()),
                                        Duration.ofSeconds(timeout),
                                        choice.secret(found)));
            }
        }
        Report report = Report.of("install-apply")
                .with("release", prepared.wanted().release().title())
                .with("server", plan.server())
                .with("outcome", plan.isIdle() ? "nothing to do" : "done")
                .with("stepsDone", plan.steps().size())
                .with("seconds", Duration.between(began, Instant.now()).toSeconds())
                .with("planDigest", new Cell.Hash(plan.digest()));
        return Outcome.done(report);
    }

    private void confirm(Voice voice, InstallPlan plan) {
        for (int i = 0; i < plan.steps().size(); i++) {
            var step = plan.steps().get(i);
            voice.narration().say((i + 1) + ". " + step.verb() + " " + step.subject() + ": " + step.reason());
        }
        boolean agreed = (yes ? voice.prompt().answeringYes() : voice.prompt())
                .confirms("Change " + plan.server() + " in " + plan.steps().size() + " steps?");
        if (!agreed) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "nothing was changed")
                    .because("the question was not answered with yes")
                    .next("run the same command again once you agree"));
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.FILE_UNREADABLE, file + " cannot be read: " + e)
                    .about(file.toString()));
        }
    }

    private String continuation() {
        List<Object> words = new ArrayList<>(choice.words());
        words.addAll(cluster.words());
        if (timeout != 600) {
            words.addAll(List.of("--timeout", timeout));
        }
        if (yes) {
            words.add("--yes");
        }
        return CommandText.of("hexr install apply", words.toArray());
    }
}
