package io.hexr.install;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From what is there and what is wanted to the steps between. */
final class PlannerTest {
    private static final Map<String, String> LABELS = Map.of("pod-security.kubernetes.io/enforce", "restricted");
    private static final String WEB = "Deployment hexr-system/web";

    private final Wanted wanted =
            Samples.wanted(List.of(Samples.crd("v1")), List.of(Samples.deployment("web", 2, "500m", "1Gi")));
    private final Samples.Site site = new Samples.Site();

    private InstallPlan plan(Difference difference) {
        return Planner.plan(site.facts(), wanted, difference);
    }

    private static Difference everything() {
        return new Difference(
                List.of(WEB + " is not there"),
                List.of(),
                Map.of("widgets.test.hexr.io", "it is not there"),
                Map.of(Samples.HOME + "/hexr-registry", "nodes pull with it"),
                Map.of());
    }

    private void installed(String status) {
        site.namespace("Active", LABELS);
        site.helm = Fact.known(List.of(
                new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 1, "superseded", 1),
                new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 2, status, 2)));
        site.journal = Fact.known(Optional.of(Samples.page(wanted, "", "2026-11-21T12:01:00Z")));
    }

    @Test
    void anEmptyClusterGetsEverythingInOrder() {
        InstallPlan plan = plan(everything());
        assertThat(plan.steps())
                .extracting(Step::verb)
                .containsExactly("namespace", "pull-secret", "crd", "release", "wait");
        assertThat(plan.digest()).isEqualTo(plan(everything()).digest());
        Golden.check(Path.of("src/test/golden/plan.json"), new String(plan.bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aClusterThatIsAsWantedGetsAnEmptyPlan() {
        installed("deployed");
        assertThat(plan(Samples.nothing()).isIdle()).isTrue();
    }

    @Test
    void whatDiffersIsAppliedAndNamed() {
        installed("deployed");
        InstallPlan plan = plan(
                new Difference(List.of(WEB + " differs at spec.replicas"), List.of(), Map.of(), Map.of(), Map.of()));
        assertThat(plan.steps()).extracting(Step::verb).containsExactly("release", "wait");
        assertThat(((Step.ApplyRelease) plan.steps().getFirst()).changes())
                .containsExactly(WEB + " differs at spec.replicas");
    }

    @Test
    void aWorkloadThatIsNotReadyIsOnlyWaitedFor() {
        installed("deployed");
        InstallPlan plan =
                plan(new Difference(List.of(), List.of(), Map.of(), Map.of(), Map.of(WEB, "it is not ready: no node")));
        assertThat(plan.steps())
                .containsExactly(new Step.AwaitReady("Deployment", Samples.HOME, "web", "it is not ready: no node"));
    }

    @Test
    void otherValuesOrAnotherChartAreAppliedEvenIfNoObjectDiffers() {
        installed("deployed");
        JournalPage page = Samples.page(wanted, "", "x");
        site.journal = Fact.known(Optional.of(new JournalPage(
                page.schema(),
                "hexr",
                "0.7.0",
                0,
                "",
                page.dataDates(),
                "",
                "",
                "sha256:other",
                page.valuesDigest(),
                "",
                "",
                "",
                0,
                0,
                page.accepted(),
                List.of(),
                List.of(),
                "",
                "x")));
        assertThat(plan(Samples.nothing()).steps().getFirst().reason())
                .isEqualTo("another chart is installed, of hexr 0.7.0");
    }

    @Test
    void aNamespaceKeepsItsOwnLabelsAndGetsTheMissingOnes() {
        installed("deployed");
        site.namespace("Active", Map.of("team", "a", "pod-security.kubernetes.io/enforce", "privileged"));
        assertThat(plan(Samples.nothing()).steps()).singleElement().satisfies(step -> {
            assertThat(step.verb()).isEqualTo("namespace");
            assertThat(step.reason()).contains("pod-security.kubernetes.io/enforce");
        });
    }

    @Test
    void aStuckReleaseIsRepairedFirst() {
        installed("pending-upgrade");
        assertThat(plan(Samples.nothing()).steps()).extracting(Step::verb).containsExactly("repair", "release", "wait");
        assertThat(plan(Samples.nothing()).steps().getFirst().subject()).endsWith("revision 2");
    }

    @Test
    void aRunThatStoppedBeforeHelmHadItIsAppliedThoughNothingWantedDiffers() {
        installed("deployed");
        site.journal = Fact.known(Optional.of(Samples.page(wanted, "release hexr-system/hexr-runtime", "")));
        assertThat(plan(Samples.nothing()).steps()).extracting(Step::verb).containsExactly("release", "wait");
        site.journal = Fact.known(Optional.of(Samples.page(wanted, "wait Deployment hexr-system/web", "")));
        assertThat(plan(Samples.nothing()).isIdle()).isTrue();
        assertThat(Planner.isUnfinished(site.facts())).isTrue();
    }

    @Test
    void aSavedPlanIsTheSameWhenOnlyWaitsAndReasonsDiffer() {
        InstallPlan plan = plan(everything());
        Difference sooner = new Difference(
                everything().changes(),
                List.of(),
                Map.of("widgets.test.hexr.io", "it differs"),
                everything().secretless(),
                Map.of());
        plan(sooner).requireSameAs("plan.json", plan.bytes());
        assertThat(plan(sooner).digest()).isNotEqualTo(plan.digest());
    }

    @Test
    void aFailedReleaseIsAppliedAgainWithoutRepair() {
        installed("failed");
        assertThat(plan(Samples.nothing()).steps()).extracting(Step::verb).containsExactly("release", "wait");
    }

    @Test
    void aSavedPlanCountsOnlyWhileItIsWhatWouldBeDone() {
        InstallPlan plan = plan(everything());
        plan.requireSameAs("plan.json", plan.bytes());
        installed("deployed");
        InstallPlan later = plan(Samples.nothing());
        assertThatThrownBy(() -> later.requireSameAs("plan.json", plan.bytes()))
                .isInstanceOf(InstallException.PlanOutdated.class)
                .hasMessageContaining("no longer release hexr-system/hexr-runtime");
        assertThatThrownBy(() -> later.requireSameAs("plan.json", "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InstallException.Malformed.class);
        assertThatThrownBy(() -> later.requireSameAs("plan.json", "x".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InstallException.Malformed.class);
    }

    @Test
    void theJournalIsReadStrictly() {
        JournalPage page = Samples.page(wanted, "release x", "");
        assertThat(JournalPage.parse("j", page.bytes())).isEqualTo(page);
        assertThatThrownBy(() -> JournalPage.parse("ConfigMap j", "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InstallException.Malformed.class);
        String newer = new String(page.bytes(), StandardCharsets.UTF_8).replace("installation/v1", "installation/v9");
        assertThatThrownBy(() -> JournalPage.parse("ConfigMap j", newer.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("another version of hexr");
    }
}
