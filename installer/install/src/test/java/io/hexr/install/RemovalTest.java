package io.hexr.install;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What goes and what stays when an installation is taken away, and what is left where that is stopped. */
final class RemovalTest {
    private static final String OTHER = "hexr-observability";
    private static final ObjectKind NAMESPACE = new ObjectKind("", "v1", "Namespace", "namespaces", false);
    private static final ObjectKind DEPLOYMENT = new ObjectKind("apps", "v1", "Deployment", "deployments", true);
    private static final ObjectKind SERVICE = new ObjectKind("", "v1", "Service", "services", true);
    private static final ObjectKind CRD = new ObjectKind(
            "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false);

    private static final Remain HOME = Remain.own(Remain.Sort.HOME, NAMESPACE, "", Samples.HOME);
    private static final Remain SECOND = Remain.own(Remain.Sort.NAMESPACE, NAMESPACE, "", OTHER);
    private static final Remain WEB = Remain.own(Remain.Sort.WORKLOAD, DEPLOYMENT, OTHER, "web");
    private static final Remain VOLUME =
            Remain.own(Remain.Sort.VOLUME, OwnKinds.CLAIM, OTHER, "data-db-0").saying("8Gi of class local");

    private final PretendClearance clearance = new PretendClearance();
    private final List<String> told = new ArrayList<>();

    private PretendClearance installed() {
        clearance.journal = Samples.page(Samples.wanted(), "", "x");
        return clearance.with(
                SECOND,
                HOME,
                Remain.own(Remain.Sort.RECORD, OwnKinds.SECRET, Samples.HOME, "sh.helm.release.v1.hexr-runtime.v1"),
                Remain.own(Remain.Sort.JOURNAL, OwnKinds.CONFIG_MAP, Samples.HOME, JournalPage.OBJECT),
                Remain.own(Remain.Sort.OBJECT, SERVICE, OTHER, "web"),
                WEB,
                Remain.own(Remain.Sort.PULL_SECRET, OwnKinds.SECRET, OTHER, "hexr-registry"));
    }

    private RemovalPlan plan(RemovalPlan.Fate data) {
        return RemovalPlan.of(clearance.remains(), data);
    }

    private static List<String> subjects(RemovalPlan plan) {
        return plan.steps().stream().map(Removal::subject).toList();
    }

    private static List<String> kept(RemovalPlan plan) {
        return plan.kept().stream()
                .map(one -> one.object().title() + ": " + one.reason())
                .toList();
    }

    private void run(RemovalPlan.Fate data) {
        run(plan(data), data);
    }

    private void run(RemovalPlan agreed, RemovalPlan.Fate data) {
        PlanRunner.Pace pace = new PlanRunner.Pace() {
            private Instant now = Instant.parse("2026-11-21T12:00:00Z");

            @Override
            public InstantSource clock() {
                return () -> now;
            }

            @Override
            public void pause() {
                now = now.plusSeconds(10);
            }
        };
        RemovalRunner.Listener listener = new RemovalRunner.Listener() {
            @Override
            public void begins(int number, Removal step) {
                told.add("begins " + number + " " + step.verb());
            }

            @Override
            public void waits(Removal step, List<String> reasons) {
                told.add("waits: " + String.join("; ", reasons));
            }

            @Override
            public void done(int number, Removal step) {
                told.add("done " + number);
            }
        };
        new RemovalRunner(clearance, pace, listener, Duration.ofSeconds(60)).run(agreed, "host/1/2", data);
    }

    @Test
    void takesDownWorkloadsFirstAndItsBooksLast() {
        installed();
        assertThat(subjects(plan(RemovalPlan.Fate.KEEP)))
                .containsExactly(
                        "Deployment hexr-observability/web",
                        "no pods in hexr-observability, hexr-system",
                        "Service hexr-observability/web",
                        "Secret hexr-observability/hexr-registry",
                        "Namespace hexr-observability",
                        "Secret hexr-system/sh.helm.release.v1.hexr-runtime.v1",
                        "ConfigMap hexr-system/hexr-installation",
                        "Namespace hexr-system");
        run(RemovalPlan.Fate.KEEP);
        assertThat(clearance.objects).isEmpty();
        assertThat(told).contains("waits: pod hexr-system/web-1");
        assertThat(plan(RemovalPlan.Fate.KEEP).isIdle()).isTrue();
    }

    @Test
    void whatWasThereBeforeStaysAndTheLeaseGoesByItself() {
        clearance.with(
                Remain.foreign(Remain.Sort.HOME, NAMESPACE, "", Samples.HOME),
                Remain.own(Remain.Sort.LEASE, OwnKinds.LEASE, Samples.HOME, "hexr-install"),
                Remain.own(Remain.Sort.JOURNAL, OwnKinds.CONFIG_MAP, Samples.HOME, JournalPage.OBJECT));
        run(RemovalPlan.Fate.KEEP);
        assertThat(clearance.removed)
                .containsExactly("ConfigMap hexr-system/hexr-installation", "Lease hexr-system/hexr-install");
        assertThat(clearance.objects).containsOnlyKeys("Namespace hexr-system");
        assertThat(plan(RemovalPlan.Fate.KEEP).isIdle()).isTrue();
    }

    @Test
    void dataStaysWithItsNamespaceUntilSomebodySaysOtherwise() {
        installed().with(VOLUME, Remain.own(Remain.Sort.SECRET, OwnKinds.SECRET, OTHER, "made-once"));
        assertThat(clearance.remains().data()).hasSize(2);
        assertThat(kept(plan(RemovalPlan.Fate.KEEP)))
                .containsExactly(
                        "PersistentVolumeClaim hexr-observability/data-db-0: data is kept: 8Gi of class local",
                        "Secret hexr-observability/made-once: data is kept",
                        "Namespace hexr-observability: it holds data that is kept",
                        "ConfigMap hexr-system/hexr-installation: it tells where the data lies that is kept; it goes"
                                + " with the last of that",
                        "Namespace hexr-system: it holds the journal");
        run(RemovalPlan.Fate.KEEP);
        assertThat(clearance.objects)
                .containsOnlyKeys(
                        SECOND.title(),
                        HOME.title(),
                        VOLUME.title(),
                        "Secret hexr-observability/made-once",
                        "ConfigMap hexr-system/hexr-installation");
        assertThat(plan(RemovalPlan.Fate.KEEP).isIdle()).isTrue();
        run(RemovalPlan.Fate.DELETE);
        assertThat(clearance.objects).isEmpty();
    }

    @Test
    void aNamespaceWithWhatIsOfOthersStaysWhateverBecomesOfTheData() {
        installed().with(Remain.foreign(Remain.Sort.STRANGER, OwnKinds.CLAIM, OTHER, "theirs"));
        for (RemovalPlan.Fate data : RemovalPlan.Fate.values()) {
            assertThat(kept(plan(data)))
                    .containsExactly("Namespace hexr-observability: it holds what is not of the installation:"
                            + " PersistentVolumeClaim hexr-observability/theirs");
        }
        run(RemovalPlan.Fate.KEEP);
        run(RemovalPlan.Fate.DELETE);
        assertThat(clearance.objects)
                .containsOnlyKeys(SECOND.title(), "PersistentVolumeClaim hexr-observability/theirs");
        assertThat(kept(plan(RemovalPlan.Fate.DELETE))).hasSize(1);
    }

    @Test
    void aNamespaceOfWhichNobodyCanTellWhatItHoldsStays() {
        installed().with(Remain.foreign(Remain.Sort.UNSEEN, SERVICE, OTHER, "it may not be listed"));
        assertThat(subjects(plan(RemovalPlan.Fate.DELETE))).doesNotContain(SECOND.title());
        assertThat(kept(plan(RemovalPlan.Fate.DELETE)))
                .containsExactly("Namespace hexr-observability: nobody can tell what it holds: Service"
                        + " hexr-observability/it may not be listed");
    }

    @Test
    void whatOthersPutIntoANamespaceMeanwhileKeepsIt() {
        installed().meanwhile =
                () -> clearance.with(Remain.foreign(Remain.Sort.STRANGER, OwnKinds.CLAIM, OTHER, "theirs"));
        RemovalPlan agreed = plan(RemovalPlan.Fate.DELETE);
        // after the looks at the start: the one before the namespace goes
        clearance.meanwhileAt = 4;
        assertThatThrownBy(() -> run(agreed, RemovalPlan.Fate.DELETE))
                .isInstanceOf(InstallException.PlanOutdated.class)
                .hasMessageContaining("Namespace hexr-observability has to stay by now: it holds what is not of");
        assertThat(clearance.objects)
                .containsKeys(SECOND.title(), HOME.title(), "PersistentVolumeClaim hexr-observability/theirs");
        assertThat(clearance.removed).contains(WEB.title());
    }

    @Test
    void whatBearsANameOfTheReleaseAndIsOfOthersStaysAndIsTold() {
        installed()
                .with(Remain.foreign(Remain.Sort.STRANGER, DEPLOYMENT, OTHER, "jaeger")
                        .saying("it is not of Helm's release"));
        assertThat(kept(plan(RemovalPlan.Fate.DELETE)))
                .contains("Deployment hexr-observability/jaeger: it is not of Helm's release");
        run(RemovalPlan.Fate.DELETE);
        assertThat(clearance.removed).doesNotContain("Deployment hexr-observability/jaeger");
    }

    @Test
    void anotherObjectOfTheSameNameIsNotWhatWasAgreedTo() {
        installed().with(WEB.being("one"));
        RemovalPlan agreed = plan(RemovalPlan.Fate.DELETE);
        clearance.with(WEB.being("another"));
        assertThatThrownBy(() -> run(agreed, RemovalPlan.Fate.DELETE))
                .isInstanceOf(InstallException.PlanOutdated.class)
                .hasMessageContaining("now remove Deployment hexr-observability/web");
        assertThat(clearance.removed).isEmpty();
    }

    /** Whoever had the rights for an installation made its namespaces, unmarked: only the journal knows them. */
    @Test
    void dataInANamespaceWithoutOurMarkIsFoundAgain() {
        clearance.journal = Samples.page(Samples.wanted(), "", "x");
        clearance.with(
                Remain.foreign(Remain.Sort.HOME, NAMESPACE, "", Samples.HOME),
                Remain.foreign(Remain.Sort.NAMESPACE, NAMESPACE, "", OTHER),
                Remain.own(Remain.Sort.JOURNAL, OwnKinds.CONFIG_MAP, Samples.HOME, JournalPage.OBJECT),
                WEB,
                VOLUME);
        run(RemovalPlan.Fate.KEEP);
        assertThat(clearance.objects).containsKeys("ConfigMap hexr-system/hexr-installation", VOLUME.title());
        JournalPage page = Objects.requireNonNull(clearance.journal);
        assertThat(page.isRemoved()).isTrue();
        assertThat(page.earlier()).hasSize(1);
        run(RemovalPlan.Fate.DELETE);
        assertThat(clearance.objects).containsOnlyKeys("Namespace hexr-system", "Namespace hexr-observability");
    }

    @Test
    void whereNoJournalTellsOfKeptDataThePlanDoes() {
        clearance.with(Remain.foreign(Remain.Sort.NAMESPACE, NAMESPACE, "", OTHER), VOLUME);
        assertThat(kept(plan(RemovalPlan.Fate.KEEP)).getFirst()).endsWith("a later removal does not find it");
    }

    @Test
    void allRightsThatAreMissingAreToldBeforeAnythingGoes() {
        installed();
        clearance.missing.add(Right.named("delete", "", "namespaces", OTHER));
        clearance.missing.add(new Right("delete", "", "services", OTHER, "web"));
        assertThatThrownBy(() -> run(RemovalPlan.Fate.DELETE))
                .isInstanceOf(InstallException.Blocked.class)
                .hasMessageContaining(
                        "delete namespaces hexr-observability, delete services web in hexr-observability");
        assertThat(clearance.removed).isEmpty();
        assertThat(String.valueOf(clearance.journal)).doesNotContain("doing=uninstall");
    }

    @Test
    void aKindOfObjectWithObjectsIsData() {
        Remain kind = Remain.own(Remain.Sort.CRD, CRD, "", "widgets.test.hexr.io");
        installed().with(kind.saying("3 objects of it").holding(new TreeSet<>(List.of(OTHER))));
        assertThat(kept(plan(RemovalPlan.Fate.KEEP)))
                .startsWith(
                        "CustomResourceDefinition widgets.test.hexr.io: data is kept: 3 objects of it",
                        "Namespace hexr-observability: it holds data that is kept");
        clearance.with(kind);
        assertThat(plan(RemovalPlan.Fate.KEEP).kept()).isEmpty();
    }

    @Test
    void killedAtEveryPointARerunLeavesNothing() {
        RemovalTest undisturbed = new RemovalTest();
        undisturbed.installed();
        undisturbed.run(RemovalPlan.Fate.DELETE);
        int points = undisturbed.clearance.calls();
        assertThat(points).isGreaterThan(15);
        for (int at = 1; at <= points; at++) {
            RemovalTest one = new RemovalTest();
            one.installed().killAt = at;
            assertThatThrownBy(() -> one.run(RemovalPlan.Fate.DELETE)).isInstanceOf(PretendCluster.Killed.class);
            one.clearance.killAt = Integer.MAX_VALUE;
            one.clearance.leaseRunsOut();
            one.run(RemovalPlan.Fate.DELETE);
            assertThat(one.clearance.objects).as("rerun after kill point " + at).isEmpty();
            assertThat(one.clearance.underPods)
                    .as("removed under pods, killed at " + at)
                    .isEmpty();
        }
    }

    @Test
    void whoLooksMeanwhileSeesWhatIsGoingOn() {
        installed().killAt = 6;
        assertThatThrownBy(() -> run(RemovalPlan.Fate.DELETE)).isInstanceOf(PretendCluster.Killed.class);
        assertThat(String.valueOf(clearance.journal)).contains("doing=uninstall", "finished=]");
    }

    @Test
    void nothingMoreGoesThanWasAgreedTo() {
        installed();
        RemovalPlan agreed = plan(RemovalPlan.Fate.DELETE);
        clearance.with(VOLUME);
        assertThatThrownBy(() -> run(agreed, RemovalPlan.Fate.DELETE))
                .isInstanceOf(InstallException.PlanOutdated.class)
                .hasMessageContaining("now remove PersistentVolumeClaim hexr-observability/data-db-0");
        assertThat(clearance.removed).isEmpty();
    }

    @Test
    void whatDoesNotGoIsNamedWithTheReason() {
        installed();
        for (int i = 0; i < 20; i++) {
            clearance.holding.add("finalizer test/hold");
        }
        assertThatThrownBy(() -> run(RemovalPlan.Fate.DELETE))
                .isInstanceOf(InstallException.NotGone.class)
                .hasMessageContaining(
                        "Deployment hexr-observability/web is still there after 60 s: finalizer test/hold");
    }

    @Test
    void aLostLeaseStopsIt() {
        installed().leaseLostAfter = 0;
        assertThatThrownBy(() -> run(RemovalPlan.Fate.DELETE)).isInstanceOf(InstallException.LeaseLost.class);
        assertThat(clearance.removed).isEmpty();
    }

    /** Somebody else may have installed into it by then. */
    @Test
    void aLeaseThatIsLostBeforeTheLastStepStopsThat() {
        installed();
        clearance.leaseLostAfter = (int) plan(RemovalPlan.Fate.DELETE).steps().stream()
                        .filter(step -> step instanceof Removal.Delete)
                        .count()
                - 1;
        assertThatThrownBy(() -> run(RemovalPlan.Fate.DELETE)).isInstanceOf(InstallException.LeaseLost.class);
        assertThat(clearance.objects).containsKey(HOME.title()).doesNotContainKey(SECOND.title());
    }

    @Test
    void withoutItsNamespaceThereIsNoLeaseToTake() {
        clearance.with(HOME.saying(Remains.TERMINATING), SECOND);
        run(RemovalPlan.Fate.DELETE);
        assertThat(clearance.objects).isEmpty();
    }
}
