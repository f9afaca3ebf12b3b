package io.hexr.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hexr.cluster.Holder;
import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.Clearance;
import io.hexr.install.Remain;
import io.hexr.install.Remains;
import io.hexr.install.RemovalPlan;
import io.hexr.install.RemovalRunner;
import io.hexr.install.Wanted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "uninstall",
        header = "Take an installation away: everything it made, and nothing else.",
        description =
                "Where there is data, you decide: --keep-data or --delete-data. Volumes, secrets that were made once, and objects"
                        + " of kinds the installation brought are data; the journal stays as long as any is kept. What was there"
                        + " before it stays, and so does what cannot be shown to be of it, with its namespace. The same command"
                        + " continues one that was stopped.",
        footer = {
            "hexr install uninstall --plan",
            "hexr install uninstall --keep-data",
            "hexr install uninstall --delete-data --yes",
        })
final class InstallUninstallCommand implements Verb {
    private static final int PATIENCE = 300;

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--plan", description = "Say what would be removed and what stays; change nothing.")
    boolean plan;

    @Option(names = "--keep-data", description = "Keep all data, and the namespaces it lies in.")
    boolean keep;

    @Option(names = "--delete-data", description = "Delete all data. Nothing brings it back.")
    boolean delete;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long one object may take to go.")
    int timeout = PATIENCE;

    @Option(names = "--yes", description = "Do not ask before changing the cluster.")
    boolean yes;

    @Override
    public Outcome run(Voice voice) {
        if (keep && delete) {
            throw usage(
                    "data is kept or deleted, not both",
                    "--keep-data and --delete-data were both given",
                    "leave one out");
        }
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        voice.cancellation().continueWith(continuation());
        try (KubernetesCluster server = KubernetesCluster.openPatiently(kubeconfig, InstallRun.AWAY)) {
            // a cluster that is not there is told at once
            try (KubernetesCluster asked = KubernetesCluster.open(kubeconfig)) {
                asked.version();
            }
            Clearance clearance = server.clearance(new Wanted.Target(InstallChoice.RELEASE, cluster.namespace));
            Remains remains;
            try (Progress.Step step = voice.progress().step("looking at the installation")) {
                remains = clearance.remains();
                step.done(remains.all().size() + " objects");
            }
            RemovalPlan.Fate data = delete ? RemovalPlan.Fate.DELETE : RemovalPlan.Fate.KEEP;
            RemovalPlan planned = RemovalPlan.of(remains, data);
            if (plan) {
                return told(planned, remains, "nothing was changed");
            }
            requireDecision(remains);
            if (planned.isIdle()) {
                return told(planned, remains, "nothing to do");
            }
            confirm(voice, planned);
            LocalJournal local = LocalJournal.of(voice, planned.server(), cluster.namespace);
            try (ApplySteps steps = new ApplySteps(voice, planned.steps().size(), local)) {
                new RemovalRunner(clearance, ApplySteps.PACE, steps, Duration.ofSeconds(timeout))
                        .run(planned, Holder.ofThisProcess(), data);
            }
            if (!planned.keepsJournal()) {
                local.remove();
            }
            return told(planned, remains, "done");
        }
    }

    private Outcome told(RemovalPlan planned, Remains remains, String outcome) {
        Report report = Report.of("install-uninstall")
                .with("outcome", outcome)
                .with("data", remains.data().isEmpty() ? "none" : fate());
        return Outcome.done(RemovalTables.report(report, planned));
    }

    private String fate() {
        if (plan) {
            return delete ? "to be deleted" : keep ? "to be kept" : "undecided";
        }
        return delete ? "deleted" : "kept";
    }

    /** Nobody loses data, or leaves it behind, by saying nothing. */
    private void requireDecision(Remains remains) {
        List<Remain> data = remains.data();
        if (!data.isEmpty() && !keep && !delete) {
            throw usage(
                    "there is data: "
                            + String.join(", ", data.stream().map(Remain::title).toList()),
                    "nobody said what becomes of it",
                    "say --keep-data or --delete-data; --plan shows what goes");
        }
    }

    private void confirm(Voice voice, RemovalPlan planned) {
        for (int i = 0; i < planned.steps().size(); i++) {
            var step = planned.steps().get(i);
            voice.narration().say((i + 1) + ". " + step.verb() + " " + step.subject() + ": " + step.reason());
        }
        planned.kept()
                .forEach(one -> voice.narration().say("stays: " + one.object().title() + ": " + one.reason()));
        boolean agreed = (yes ? voice.prompt().answeringYes() : voice.prompt())
                .confirms("Remove the installation from " + planned.server() + " in "
                        + planned.steps().size() + " steps?");
        if (!agreed) {
            throw usage(
                    "nothing was changed",
                    "the question was not answered with yes",
                    "run the same command again once you agree");
        }
    }

    private static ConsoleException.Refused usage(String summary, String cause, String next) {
        return new ConsoleException.Refused(
                Problem.of(GeneralCode.USAGE, summary).because(cause).next(next));
    }

    private String continuation() {
        List<Object> words = new ArrayList<>(cluster.words());
        if (keep) {
            words.add("--keep-data");
        }
        if (delete) {
            words.add("--delete-data");
        }
        if (timeout != PATIENCE) {
            words.addAll(List.of("--timeout", timeout));
        }
        if (yes) {
            words.add("--yes");
        }
        return CommandText.of("hexr install uninstall", words.toArray());
    }
}
