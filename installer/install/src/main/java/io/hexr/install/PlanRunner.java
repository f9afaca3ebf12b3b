package io.hexr.install;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Performs a plan: the only place that does. Before each step it holds the lease and has written which step comes; so a run that is killed anywhere is
 * continued by planning again.
 */
public final class PlanRunner {
    /** Told what happens; may stop the run by throwing. */
    public interface Listener {
        void begins(int number, Step step);

        /** A wait goes on; these are the reasons. */
        void waits(Step step, List<String> reasons);

        void done(int number, Step step);

        /** The journal of the cluster was written so; may be kept elsewhere, too. */
        void wrote(JournalPage page);
    }

    /** How time passes. */
    public interface Pace {
        InstantSource clock();

        /** Until it is worth looking again. */
        void pause();
    }

    /**
     * Who runs it, and what is recorded with it.
     *
     * @param plan the digest of the plan that was agreed to; a run that continues another keeps its digest
     * @param before the page that was there when it was agreed to
     * @param patience how long one workload may take to become ready
     */
    public record Run(
            String holder,
            String signers,
            String plan,
            SortedMap<String, String> accepted,
            Duration patience,
            Optional<PullSecret> secret,
            Optional<JournalPage> before) {
        public Run {
            accepted = new TreeMap<>(accepted);
        }
    }

    private final Cluster cluster;
    private final Releases releases;
    private final Pace pace;
    private final Listener listener;

    public PlanRunner(Cluster cluster, Releases releases, Pace pace, Listener listener) {
        this.cluster = cluster;
        this.releases = releases;
        this.pace = pace;
        this.listener = listener;
    }

    /**
     * Performs what was agreed to, if under the lease it still is what has to be done.
     *
     * @param again plans anew; what another run did in between is seen by it
     * @throws InstallException.Busy where somebody else is at work
     * @throws InstallException.PlanOutdated where something else has to be done by now, and whatever a step throws
     */
    public void run(InstallPlan agreed, Wanted wanted, Run run, Supplier<InstallPlan> again) {
        String home = wanted.target().namespace();
        int first = 0;
        if (!agreed.steps().isEmpty()
                && agreed.steps().getFirst() instanceof Step.EnsureNamespace step
                && step.name().equals(home)) {
            // lease and journal need a place to lie in; making it twice does no harm
            one(1, step, wanted, run);
            first = 1;
        }
        try (Lease lease = cluster.lease(home, run.holder())) {
            InstallPlan plan = again.get();
            plan.requireSameAs("what was agreed to", agreed.after(first).bytes());
            JournalPage page = page(plan, wanted, run, first);
            for (int i = 0; i < plan.steps().size(); i++) {
                Step step = plan.steps().get(i);
                lease.check();
                page = page.doing(step.verb() + " " + step.subject());
                write(home, page);
                one(first + i + 1, step, wanted, run);
                page = page.didOne();
            }
            lease.check();
            write(home, page.finishedAt(now()));
        }
    }

    private JournalPage page(InstallPlan plan, Wanted wanted, Run run, int done) {
        SortedSet<String> namespaces = new TreeSet<>(wanted.namespaces().keySet());
        run.before().ifPresent(page -> namespaces.addAll(page.namespaces()));
        return new JournalPage(
                JournalPage.SCHEMA,
                wanted.release().name(),
                wanted.release().version(),
                wanted.release().sequence(),
                wanted.release().digest(),
                wanted.release().dataDates(),
                run.signers(),
                wanted.registry(),
                wanted.chart().digest(),
                wanted.valuesDigest(),
                run.plan(),
                run.holder(),
                "",
                done,
                done + plan.steps().size(),
                run.accepted(),
                List.copyOf(namespaces),
                run.before()
                        .map(page -> page.pastFor(wanted.release().digest()))
                        .orElse(List.of()),
                now(),
                "");
    }

    private void write(String home, JournalPage page) {
        cluster.writeJournal(home, page);
        listener.wrote(page);
    }

    private String now() {
        return pace.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void one(int number, Step step, Wanted wanted, Run run) {
        listener.begins(number, step);
        switch (step) {
            case Step.EnsureNamespace s ->
                cluster.ensureNamespace(s, wanted.target().namespace());
            case Step.EnsurePullSecret s ->
                cluster.ensurePullSecret(
                        s,
                        run.secret()
                                .orElseThrow(() -> new InstallException.Malformed(
                                        "the plan", "wants credentials for the registry, and none were given")),
                        wanted.target().namespace());
            case Step.ApplyCrd s ->
                cluster.applyCrd(crd(wanted, s.name()), wanted.target().namespace());
            case Step.RepairRelease s -> releases.removeRecord(s);
            case Step.ApplyRelease s -> releases.apply(s);
            case Step.AwaitReady s -> await(s, run.patience());
        }
        listener.done(number, step);
    }

    private static Piece crd(Wanted wanted, String name) {
        return wanted.crds().stream()
                .filter(crd -> crd.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new InstallException.Malformed("the plan", "names a CRD the release lacks: " + name));
    }

    private void await(Step.AwaitReady step, Duration patience) {
        var began = pace.clock().instant();
        while (true) {
            List<String> reasons =
                    switch (cluster.readiness(step)) {
                        case Readiness.Ready() -> List.of();
                        case Readiness.Waiting(List<String> why) -> why;
                        case Readiness.Hopeless(List<String> why) ->
                            throw new InstallException.NotReady(step.object(), seconds(began), why);
                    };
            if (reasons.isEmpty()) {
                return;
            }
            if (Duration.between(began, pace.clock().instant()).compareTo(patience) >= 0) {
                throw new InstallException.NotReady(step.object(), seconds(began), reasons);
            }
            listener.waits(step, reasons);
            pace.pause();
        }
    }

    private long seconds(java.time.Instant began) {
        return Duration.between(began, pace.clock().instant()).toSeconds();
    }

    /** Acceptances as they are recorded. */
    public static SortedMap<String, String> accepted(List<Finding> findings) {
        SortedMap<String, String> all = new TreeMap<>();
        for (Finding finding : findings) {
            if (finding instanceof Finding.Advice advice) {
                advice.accepted().ifPresent(reason -> all.put(advice.id(), reason));
            }
        }
        return all;
    }
}
