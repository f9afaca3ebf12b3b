package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
import io.hexr.install.Planner;
import io.hexr.install.PullSecret;
import io.hexr.install.Wanted;
import io.hexr.oci.Digest;
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

    private static final int LARGEST_PLAN = 4 << 20;

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
                try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                    PreparedRelease prepared =
                            choice.prepared(voice, found, cluster.namespace, kubernetes, scratch.path());
                    Outcome outcome = applied(voice, kubeconfig, server, new Prepared(prepared, scratch.path()), found);
                    choice.believed.accepted(voice, found.verified());
                    return outcome;
                }
            });
        }
    }

    private Outcome applied(
            Voice voice,
            Kubeconfig kubeconfig,
            KubernetesCluster server,
            Prepared prepared,
            InstallChoice.Found found) {
        Instant began = Instant.now();
        Wanted wanted = prepared.release().wanted();
        Optional<PullSecret> secret = choice.secret(found, prepared.release());
        Assessment assessment = looked(voice, server, wanted);
        // what forbids to go on is told before anything that depends on rights is tried
        assessment.requireClear();
        InstallPlan plan = compared(voice, server, assessment, wanted, secret);
        String digest = agreed(assessment, plan);
        if (!plan.isIdle() || Planner.isUnfinished(assessment.facts())) {
            confirm(voice, plan);
            HelmReleases releases = new HelmReleases(
                    server,
                    kubeconfig,
                    HelmClient.load(Installation.nativeCode()),
                    prepared.release(),
                    prepared.folder());
            PlanRunner.Run run = new PlanRunner.Run(
                    Holder.ofThisProcess(),
                    String.join(", ", found.verified().signedBy()),
                    digest,
                    PlanRunner.accepted(assessment.findings()),
                    Duration.ofSeconds(timeout),
                    secret);
            try (ApplySteps steps = new ApplySteps(voice, plan.steps().size())) {
                new PlanRunner(server, releases, ApplySteps.PACE, steps)
                        .run(plan, wanted, run, () -> again(server, wanted, secret));
            }
        }
        return Outcome.done(Report.of("install-apply")
                .with("release", wanted.release().title())
                .with("server", plan.server())
                .with("outcome", plan.isIdle() ? "nothing to do" : "done")
                .with("stepsDone", plan.steps().size())
                .with("seconds", Duration.between(began, Instant.now()).toSeconds())
                .with("planDigest", new Cell.Hash(digest)));
    }

    /** A release, and the folder it was taken to. */
    private record Prepared(PreparedRelease release, Path folder) {}

    private Assessment looked(Voice voice, KubernetesCluster server, Wanted wanted) {
        try (Progress.Step step = voice.progress().step("looking at the cluster")) {
            Assessment assessment = Assessment.of(server, wanted, choice.acceptances());
            step.done(InstallTables.counts(assessment.findings()));
            return assessment;
        }
    }

    private static InstallPlan compared(
            Voice voice, KubernetesCluster server, Assessment assessment, Wanted wanted, Optional<PullSecret> secret) {
        try (Progress.Step step = voice.progress().step("comparing with the cluster")) {
            InstallPlan plan = assessment.plan(server, wanted, secret);
            step.done(plan.steps().size() + " steps");
            return plan;
        }
    }

    /** Under the lease, the same questions again. */
    private InstallPlan again(KubernetesCluster server, Wanted wanted, Optional<PullSecret> secret) {
        Assessment assessment = Assessment.of(server, wanted, choice.acceptances());
        assessment.requireClear();
        return assessment.plan(server, wanted, secret);
    }

    /** The digest of what was agreed to: a saved plan must be this one, or the one that a stopped run was carrying out. */
    private String agreed(Assessment assessment, InstallPlan plan) {
        if (saved == null) {
            return plan.digest();
        }
        byte[] bytes = read(saved);
        String digest = Digest.of(bytes).toString();
        if (!Planner.isContinued(assessment.facts(), digest)) {
            plan.requireSameAs(saved.toString(), bytes);
        }
        return digest;
    }

    private void confirm(Voice voice, InstallPlan plan) {
        if (plan.isIdle()) {
            return;
        }
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
            if (Files.size(file) > LARGEST_PLAN) {
                throw new ConsoleException.Refused(
                        Problem.of(GeneralCode.FILE_UNREADABLE, file + " is larger than any plan")
                                .about(file.toString()));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.FILE_UNREADABLE, file + " cannot be read: " + e)
                    .about(file.toString()));
        }
    }

    private String continuation() {
        List<Object> words = new ArrayList<>(choice.words());
        words.addAll(cluster.words());
        if (saved != null) {
            words.addAll(List.of("--plan", saved));
        }
        if (timeout != 600) {
            words.addAll(List.of("--timeout", timeout));
        }
        if (yes) {
            words.add("--yes");
        }
        return CommandText.of("hexr install apply", words.toArray());
    }
}
