package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.hexr.cluster.Assessment;
import io.hexr.cluster.HelmReleases;
import io.hexr.cluster.Holder;
import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.cluster.PreparedRelease;
import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.ExitStatus;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.helm.HelmClient;
import io.hexr.helm.HelmException;
import io.hexr.install.Finding;
import io.hexr.install.InstallException;
import io.hexr.install.InstallPlan;
import io.hexr.install.JournalPage;
import io.hexr.install.PlanRunner;
import io.hexr.install.Planner;
import io.hexr.install.Preflight;
import io.hexr.install.PullSecret;
import io.hexr.install.Wanted;
import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Carrying a release out on a cluster: the one way to do so, whether it is the first, a later or an earlier one. */
final class InstallRun {
    /** A cluster that is away for less than this is waited for. */
    static final Duration AWAY = Duration.ofSeconds(90);

    private static final int PATIENCE = 600;
    private static final int LARGEST_PLAN = 4 << 20;

    @Mixin
    final InstallChoice choice = new InstallChoice();

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--plan", paramLabel = "FILE", description = "Only if this saved plan is what would be done now.")
    @Nullable
    Path saved;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long one workload may take to be ready.")
    int timeout = PATIENCE;

    @Option(names = "--yes", description = "Do not ask before changing the cluster.")
    boolean yes;

    /** What is to be done, under the name of the command that does it. */
    Outcome run(Voice voice, String verb, Preflight.Purpose purpose) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        String kubernetes;
        try (KubernetesCluster asked = KubernetesCluster.open(kubeconfig)) {
            kubernetes = asked.version();
        }
        voice.cancellation().continueWith(continuation(verb));
        try (KubernetesCluster server = KubernetesCluster.openPatiently(kubeconfig, AWAY)) {
            return choice.found(voice, "install " + verb, found -> {
                try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                    PreparedRelease prepared =
                            choice.prepared(voice, found, cluster.namespace, kubernetes, scratch.path());
                    Work work = new Work(voice, kubeconfig, server, found, new Prepared(prepared, scratch.path()));
                    Outcome outcome = applied(work, verb, purpose);
                    choice.believed.accepted(voice, found.verified());
                    return outcome;
                }
            });
        }
    }

    /** What would be found and done; changes nothing, and waits for no cluster. */
    Outcome checked(Voice voice, String verb, Preflight.Purpose purpose) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        try (KubernetesCluster server = KubernetesCluster.open(kubeconfig)) {
            String kubernetes = server.version();
            return choice.found(voice, "install " + verb, found -> {
                try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                    PreparedRelease prepared =
                            choice.prepared(voice, found, cluster.namespace, kubernetes, scratch.path());
                    return checked(
                            new Work(voice, kubeconfig, server, found, new Prepared(prepared, scratch.path())),
                            verb,
                            purpose);
                }
            });
        }
    }

    private Outcome checked(Work work, String verb, Preflight.Purpose purpose) {
        Wanted wanted = work.wanted();
        Assessment assessment = looked(
                work.voice(),
                work.server(),
                wanted,
                new Assessment.Aim(purpose, choice.acceptances(), known(work, purpose)));
        boolean blocked = !Preflight.forbidding(assessment.findings()).isEmpty();
        Report report = Report.of("install-" + verb + "-check")
                .with("release", wanted.release().title())
                .with("server", assessment.facts().api().server())
                .with("verdict", InstallTables.verdict(assessment.findings()))
                .with("counts", InstallTables.counts(assessment.findings()))
                .with("outcome", "nothing was changed")
                .with(InstallTables.findings(assessment.findings()));
        if (blocked) {
            return new Outcome(report, ExitStatus.PREFLIGHT_BLOCKED);
        }
        InstallPlan plan = compared(
                work.voice(),
                work.server(),
                assessment,
                wanted,
                choice.secret(work.found(), work.prepared().release()));
        return Outcome.done(report.with(InstallTables.steps(plan))
                .with(new Report.Listing("changes", InstallTables.changes(plan))));
    }

    /** What one run works with. */
    private record Work(
            Voice voice,
            Kubeconfig kubeconfig,
            KubernetesCluster server,
            InstallChoice.Found found,
            Prepared prepared) {
        Wanted wanted() {
            return prepared.release().wanted();
        }
    }

    private Outcome applied(Work work, String verb, Preflight.Purpose purpose) {
        Instant began = Instant.now();
        Voice voice = work.voice();
        Wanted wanted = work.wanted();
        Optional<PullSecret> secret =
                choice.secret(work.found(), work.prepared().release());
        Assessment.Aim aim = new Assessment.Aim(purpose, choice.acceptances(), known(work, purpose));
        Assessment assessment = looked(voice, work.server(), wanted, aim);
        // what forbids to go on is told before anything that depends on rights is tried
        assessment.requireClear();
        InstallPlan plan = compared(voice, work.server(), assessment, wanted, secret);
        String digest = agreed(assessment, plan);
        Optional<JournalPage> before = assessment.facts().journal().orElse(Optional.empty());
        if (!plan.isIdle() || Planner.isUnfinished(assessment.facts())) {
            confirm(voice, plan);
            PlanRunner.Run run = new PlanRunner.Run(
                    Holder.ofThisProcess(),
                    String.join(", ", work.found().verified().signedBy()),
                    digest,
                    PlanRunner.accepted(assessment.findings()),
                    Duration.ofSeconds(timeout),
                    secret,
                    before);
            carriedOut(work, plan, run, () -> again(work.server(), wanted, aim, secret));
        }
        return Outcome.done(Report.of("install-" + verb)
                .with("release", wanted.release().title())
                .with("before", before.map(JournalPage::title).orElse("nothing"))
                .with("server", plan.server())
                .with("outcome", plan.isIdle() ? "nothing to do" : "done")
                .with("stepsDone", plan.steps().size())
                .with("seconds", Duration.between(began, Instant.now()).toSeconds())
                .with("planDigest", new Cell.Hash(digest)));
    }

    /** Before a running installation is touched, the registry is asked for every image that it will take. */
    private static List<Finding> known(Work work, Preflight.Purpose purpose) {
        return purpose == Preflight.Purpose.INSTALL
                ? List.of()
                : List.of(RegistryImages.asked(work.voice(), work.found(), work.wanted()));
    }

    private void carriedOut(Work work, InstallPlan plan, PlanRunner.Run run, Supplier<InstallPlan> again) {
        HelmReleases releases = new HelmReleases(
                work.server(),
                work.kubeconfig(),
                HelmClient.load(Installation.nativeCode()),
                work.prepared().release(),
                work.prepared().folder());
        LocalJournal local = LocalJournal.of(work.voice(), plan.server(), cluster.namespace);
        try (ApplySteps steps = new ApplySteps(work.voice(), plan.steps().size(), local)) {
            new PlanRunner(work.server(), releases, ApplySteps.PACE, steps).run(plan, work.wanted(), run, again);
        } catch (InstallException.NotReady | HelmException.ApplyFailed e) {
            Wanted.ReleaseName release = work.wanted().release();
            run.before()
                    .flatMap(page -> page.lastWholeBeside(release.digest()))
                    .ifPresent(past -> work.voice()
                            .narration()
                            .warn(wayBack(past, release.sequence(), choice.source.origin.from)));
            throw e;
        }
    }

    /** To a release that was whole before the one that did not come up. */
    static String wayBack(JournalPage.Past past, long sequence, @Nullable String from) {
        String verb = past.verbFrom(sequence);
        return "pods of " + past.title() + " that were not replaced go on serving; to go back: hexr install " + verb
                + (from == null ? " with the bundle of " + past.title() : " --version " + past.version())
                + (verb.equals("restore") ? " --allow-rollback " + past.version() + "@" + past.sequence() : "")
                + ", with the other options as they are";
    }

    /** A release, and the folder it was taken to. */
    private record Prepared(PreparedRelease release, Path folder) {}

    private static Assessment looked(Voice voice, KubernetesCluster server, Wanted wanted, Assessment.Aim aim) {
        try (Progress.Step step = voice.progress().step("looking at the cluster")) {
            Assessment assessment = Assessment.of(server, wanted, aim);
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
    private static InstallPlan again(
            KubernetesCluster server, Wanted wanted, Assessment.Aim aim, Optional<PullSecret> secret) {
        Assessment assessment = Assessment.of(server, wanted, aim);
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

    private String continuation(String verb) {
        List<Object> words = new ArrayList<>(choice.words());
        words.addAll(cluster.words());
        if (saved != null) {
            words.addAll(List.of("--plan", saved));
        }
        if (timeout != PATIENCE) {
            words.addAll(List.of("--timeout", timeout));
        }
        if (yes) {
            words.add("--yes");
        }
        return CommandText.of("hexr install " + verb, words.toArray());
    }
}
