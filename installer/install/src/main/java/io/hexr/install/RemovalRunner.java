package io.hexr.install;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Performs a removal: under the lease, one object after another, each until it is gone. Killed anywhere, it is continued by planning again. */
public final class RemovalRunner {
    /** Told what happens; may stop the run by throwing. */
    public interface Listener {
        void begins(int number, Removal step);

        void waits(Removal step, List<String> reasons);

        void done(int number, Removal step);
    }

    private final Clearance clearance;
    private final PlanRunner.Pace pace;
    private final Listener listener;
    private final Duration patience;

    /**
     * A runner.
     *
     * @param patience how long one object may take to go
     */
    public RemovalRunner(Clearance clearance, PlanRunner.Pace pace, Listener listener, Duration patience) {
        this.clearance = clearance;
        this.pace = pace;
        this.listener = listener;
        this.patience = patience;
    }

    /**
     * Removes what was agreed to, if under the lease no more would go.
     *
     * @throws InstallException.NotGone where something holds an object
     */
    public void run(RemovalPlan agreed, String holder, RemovalPlan.Fate data) {
        if (!clearance.remains().hasHome()) {
            removed(agreed, data, null);
            return;
        }
        try (Lease lease = clearance.lease(holder)) {
            removed(agreed, data, lease);
        }
    }

    private void removed(RemovalPlan agreed, RemovalPlan.Fate data, @Nullable Lease lease) {
        Remains remains = clearance.remains();
        RemovalPlan plan = RemovalPlan.of(remains, data);
        plan.requireNoMoreThan(agreed);
        plan.requireRights(clearance::rights);
        Optional<JournalPage> page = lease == null ? Optional.empty() : remains.journal();
        // whoever looks meanwhile, or after this was stopped, sees what is going on
        page.ifPresent(one -> clearance.writeJournal(one.removing()));
        int number = 0;
        for (Removal step : plan.steps()) {
            number++;
            check(lease);
            if (RemovalPlan.isOf(step, Remain.Sort.LEASE) && plan.keepsJournal()) {
                page.ifPresent(one -> clearance.writeJournal(one.removing().removed()));
            }
            listener.begins(number, step);
            switch (step) {
                case Removal.Delete s -> {
                    if (s.object().isNamespace()) {
                        // what others put there since we looked would go with it
                        RemovalPlan.of(clearance.remains(), data).requireNotKept(s.object());
                        // that look may have taken longer than a lease lasts
                        check(lease);
                    }
                    clearance.delete(s.object());
                    await(
                            s,
                            s.object().title(),
                            () -> clearance.holding(s.object()).map(List::of));
                }
                case Removal.AwaitNoPods s ->
                    await(s, s.subject(), () -> {
                        List<String> left = clearance.pods(s.namespaces());
                        return left.isEmpty() ? Optional.empty() : Optional.of(left);
                    });
            }
            listener.done(number, step);
        }
    }

    private static void check(@Nullable Lease lease) {
        if (lease != null) {
            lease.check();
        }
    }

    private void await(Removal step, String what, Supplier<Optional<List<String>>> held) {
        Instant began = pace.clock().instant();
        while (true) {
            Optional<List<String>> reasons = held.get();
            if (reasons.isEmpty()) {
                return;
            }
            Duration waited = Duration.between(began, pace.clock().instant());
            if (waited.compareTo(patience) >= 0) {
                throw new InstallException.NotGone(what, waited.toSeconds(), reasons.get());
            }
            listener.waits(step, reasons.get());
            pace.pause();
        }
    }
}
