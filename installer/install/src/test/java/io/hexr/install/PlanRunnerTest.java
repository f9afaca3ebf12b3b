package io.hexr.install;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import io.hexr.oci.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The run of a plan: what it does, and what is left where it stops. */
final class PlanRunnerTest {
    private final Wanted wanted =
            Samples.wanted(List.of(Samples.crd("v1")), List.of(Samples.deployment("web", 2, "500m", "1Gi")));
    private final PretendCluster cluster = new PretendCluster(wanted);
    private final PullSecret secret = new PullSecret("registry.site/hexr", Secret.of("{}".toCharArray()));
    private final List<String> told = new ArrayList<>();
    private final List<JournalPage> written = new ArrayList<>();

    /** Time that passes only when somebody waits. */
    private static final class Hours implements PlanRunner.Pace {
        private Instant now = Instant.parse("2026-11-21T12:00:00Z");

        @Override
        public InstantSource clock() {
            return () -> now;
        }

        @Override
        public void pause() {
            now = now.plusSeconds(10);
        }
    }

    private final class Told implements PlanRunner.Listener {
        @Override
        public void begins(int number, Step step) {
            told.add("begins " + number + " " + step.verb());
        }

        @Override
        public void waits(Step step, List<String> reasons) {
            told.add("waits: " + String.join("; ", reasons));
        }

        @Override
        public void done(int number, Step step) {
            told.add("done " + number);
        }

        @Override
        public void wrote(JournalPage page) {
            written.add(page);
        }
    }

    private InstallPlan plan() {
        Facts facts = cluster.facts(Cluster.Inquiry.about(wanted, List.of()));
        return Planner.plan(facts, wanted, cluster.difference(wanted, Optional.of(secret)));
    }

    private void run() {
        run(plan());
    }

    private void run(InstallPlan agreed) {
        PlanRunner.Run how = new PlanRunner.Run(
                "host/1/2",
                "me",
                "sha256:plan",
                new TreeMap<>(),
                Duration.ofMinutes(5),
                Optional.of(secret),
                Optional.ofNullable(cluster.journal));
        new PlanRunner(cluster, cluster, new Hours(), new Told()).run(agreed, wanted, how, this::plan);
    }

    @Test
    void doesEveryStepOnceAndThenHasNothingToDo() {
        run();
        assertThat(cluster.effects).containsExactly("namespace", "secret", "crd", "release");
        assertThat(cluster.isComplete()).isTrue();
        assertThat(told).startsWith("begins 1 namespace", "done 1", "begins 2 pull-secret");
        assertThat(plan().isIdle()).isTrue();
        assertThat(written.getLast()).as("kept elsewhere, too").isEqualTo(cluster.journal);
    }

    @Test
    void killedAtEveryPointARerunEndsRight() {
        int points = undisturbedCalls();
        assertThat(points).isGreaterThan(20);
        for (int at = 1; at <= points; at++) {
            PlanRunnerTest one = new PlanRunnerTest();
            one.killedAt(at);
            one.run();
            assertThat(one.cluster.isComplete())
                    .as("rerun after kill point " + at)
                    .isTrue();
        }
    }

    /** One process after another is killed: what the first left must survive the second. */
    @Test
    void killedTwiceAtEveryPairOfPointsARerunEndsRight() {
        int points = undisturbedCalls();
        for (int at = 1; at <= points; at++) {
            for (int next = 1; next <= points; next++) {
                PlanRunnerTest one = new PlanRunnerTest();
                one.killedAt(at);
                if (!one.mayBeKilledAt(next)) {
                    break;
                }
                one.run();
                assertThat(one.cluster.isComplete())
                        .as("rerun after kill points " + at + " and " + next)
                        .isTrue();
            }
        }
    }

    private void killedAt(int point) {
        assertThat(mayBeKilledAt(point)).as("kill point " + point).isTrue();
    }

    /** False where the run is over before. */
    private boolean mayBeKilledAt(int point) {
        cluster.killAt = cluster.calls() + point;
        boolean killed = false;
        try {
            run();
        } catch (PretendCluster.Killed e) {
            killed = true;
        }
        cluster.killAt = Integer.MAX_VALUE;
        cluster.leaseRunsOut();
        Facts facts = cluster.facts(Cluster.Inquiry.about(wanted, List.of()));
        assertThat(Preflight.forbidding(Preflight.judge(
                        facts, Optional.of(wanted), Preflight.Purpose.INSTALL, Instant.ofEpochSecond(10))))
                .as("after kill point " + point)
                .isEmpty();
        return killed;
    }

    @Test
    void aPlanThatAnotherRunHasOvertakenIsNotCarriedOut() {
        run();
        cluster.stuck("pending-upgrade");
        InstallPlan repairs = plan();
        assertThat(repairs.steps().getFirst().verb()).isEqualTo("repair");
        cluster.stuck("deployed");
        cluster.effects.clear();
        assertThatThrownBy(() -> run(repairs))
                .isInstanceOf(InstallException.PlanOutdated.class)
                .hasMessageContaining("no longer repair");
        assertThat(cluster.effects).isEmpty();
    }

    @Test
    void aSecondRunAtTheSameTimeIsRefusedAndTouchesNothing() {
        run();
        cluster.lease(Samples.HOME, "host/9/9");
        cluster.effects.clear();
        cluster.readiness.add(new Readiness.Waiting(List.of("x")));
        assertThatThrownBy(this::run)
                .isInstanceOf(InstallException.Busy.class)
                .hasMessageContaining("host/9/9")
                .hasMessageContaining("3 s ago");
        assertThat(cluster.effects).isEmpty();
    }

    @Test
    void aLostLeaseStopsTheRunBeforeItsNextStep() {
        cluster.leaseLost = true;
        assertThatThrownBy(this::run).isInstanceOf(InstallException.LeaseLost.class);
        assertThat(cluster.effects).containsExactly("namespace");
    }

    @Test
    void aWaitNamesItsReasonsAndEndsWhenPatienceDoes() {
        for (int i = 0; i < 100; i++) {
            cluster.readiness.add(new Readiness.Waiting(List.of("0 of 2 pods ready", "ImagePullBackOff: not found")));
        }
        assertThatThrownBy(this::run)
                .isInstanceOf(InstallException.NotReady.class)
                .hasMessageContaining("Deployment hexr-system/web is not ready after 300 s")
                .hasMessageContaining("ImagePullBackOff: not found");
        assertThat(told).contains("waits: 0 of 2 pods ready; ImagePullBackOff: not found");
    }

    @Test
    void whatWillNeverBeReadyIsNotWaitedFor() {
        cluster.readiness.add(new Readiness.Hopeless(List.of("it failed: BackoffLimitExceeded")));
        assertThatThrownBy(this::run).hasMessageContaining("after 0 s: it failed: BackoffLimitExceeded");
    }

    @Test
    void theJournalSaysWhichStepARunWasIn() {
        cluster.killAt = undisturbedCalls() - 2;
        assertThatThrownBy(this::run).isInstanceOf(PretendCluster.Killed.class);
        assertThat(cluster.journal).isNotNull();
        assertThat(String.valueOf(cluster.journal)).contains("doing=wait Deployment hexr-system/web");
    }

    private int undisturbedCalls() {
        PlanRunnerTest other = new PlanRunnerTest();
        other.run();
        return other.cluster.calls();
    }
}
