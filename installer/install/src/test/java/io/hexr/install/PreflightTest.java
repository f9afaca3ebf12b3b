package io.hexr.install;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong with a cluster, said before anything is touched. */
final class PreflightTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Wanted wanted = Samples.wanted(Samples.deployment("web", 2, "500m", "1Gi"));
    private final Samples.Site site = new Samples.Site().mayInstall(wanted);

    private List<Finding> judged(Wanted what) {
        return Preflight.judge(site.facts(), Optional.of(what), Preflight.Purpose.INSTALL, NOW);
    }

    private Finding finding(String id) {
        return finding(id, wanted);
    }

    private Finding finding(String id, Wanted what) {
        return judged(what).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGoodClusterIsBlockedByNothing() {
        assertThat(Preflight.forbidding(judged(wanted))).isEmpty();
    }

    @Test
    void whatNobodyLookedAtNeverPasses() {
        assertThat(judged(wanted))
                .filteredOn(each -> List.of("network.policies", "images.pullable", "registry.from-nodes", "postgresql")
                        .contains(each.id()))
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.found()).startsWith("not evaluated: "))
                .allSatisfy(each -> assertThat(each.severity()).isEqualTo("not-evaluated"));
    }

    @Test
    void withoutAReleaseWhatDependsOnOneIsNotEvaluated() {
        List<Finding> findings = Preflight.judge(site.facts(), Optional.empty(), Preflight.Purpose.LOOK, NOW);
        assertThat(findings)
                .filteredOn(each -> each.id().equals("room.pods"))
                .first()
                .isInstanceOf(Finding.NotEvaluated.class);
    }

    @Test
    void anOldKubernetesIsABlocker() {
        site.api = new Facts.Api("s", "v1.29.9+k3s1", OptionalLong.of(0));
        assertThat(finding("api.version")).isInstanceOf(Finding.Blocker.class);
        site.api = new Facts.Api("s", "v1.30.0", OptionalLong.of(0));
        assertThat(finding("api.version")).isInstanceOf(Finding.Pass.class);
    }

    @Test
    void aClockThatIsMoreThanAMinuteOffIsABlockerALittleOffAdvice() {
        site.api = new Facts.Api("s", "v1.34.4", OptionalLong.of(-61));
        assertThat(finding("api.clock")).isInstanceOf(Finding.Blocker.class);
        site.api = new Facts.Api("s", "v1.34.4", OptionalLong.of(20));
        assertThat(finding("api.clock")).isInstanceOf(Finding.Advice.class);
        site.api = new Facts.Api("s", "v1.34.4", OptionalLong.empty());
        assertThat(finding("api.clock")).isInstanceOf(Finding.NotEvaluated.class);
    }

    @Test
    void aNodeWhoseClockIsAheadIsNamed() {
        site.nodes = Fact.known(List.of(Samples.node("a"), Samples.node("b", true, true, 300)));
        assertThat(finding("nodes.clock")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("nodes.clock").found()).contains("b is 300 s ahead");
    }

    @Test
    void aNodeThatIsDownIsAdviceAndItsClockIsNotJudged() {
        site.nodes = Fact.known(List.of(Samples.node("a"), Samples.node("b", false, true, -7200)));
        assertThat(finding("nodes.ready")).isInstanceOf(Finding.Advice.class);
        assertThat(finding("nodes.clock")).isInstanceOf(Finding.Pass.class);
    }

    @Test
    void aNodeThatKeepsPodsAwayIsNoFault() {
        site.nodes = Fact.known(List.of(Samples.node("a"), Samples.node("b", true, false, -4)));
        assertThat(finding("nodes.ready")).isInstanceOf(Finding.Pass.class);
        assertThat(finding("nodes.ready").found()).isEqualTo("2 of 2 ready; kept free of pods: b");
    }

    @Test
    void roomOnTwoNodesIsNotRoomOnOne() {
        site.pods = Fact.known(new Facts.Pods(
                Map.of("a", new Facts.Load(3900, 0, 1), "b", new Facts.Load(0, 8 * Samples.GIB - 1, 1)), Map.of()));
        assertThat(finding("room.largest-pod")).isInstanceOf(Finding.Blocker.class);
    }

    @Test
    void aQuotaThatIsNotCountedIsNotPassed() {
        site.quotas = Fact.known(List.of(new Facts.Quota(
                Samples.HOME, "small", "requests.storage", Quantity.parse("1Gi"), Quantity.parse("0"))));
        assertThat(finding("room.quotas")).isInstanceOf(Finding.NotEvaluated.class);
        assertThat(finding("room.quotas").found()).contains("quota hexr-system/small limits requests.storage");
    }

    @Test
    void nodesThatTakeNoPodsLeaveNoRoom() {
        site.nodes = Fact.known(List.of(Samples.node("a", false, true, -4)));
        assertThat(finding("nodes.ready")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("room.cpu")).isInstanceOf(Finding.Blocker.class);
    }

    @Test
    void aNodeWithoutDiskIsNamed() {
        Facts.Node a = Samples.node("a");
        site.nodes = Fact.known(List.of(
                Samples.node("b"),
                new Facts.Node(
                        "a",
                        true,
                        true,
                        a.room(),
                        Samples.GIB,
                        a.platform(),
                        a.runtime(),
                        a.secondsAhead(),
                        List.of("DiskPressure"))));
        assertThat(finding("room.images").found()).isEqualTo("a has 1024 MiB");
        assertThat(finding("room.images")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("nodes.pressure")).isInstanceOf(Finding.Advice.class);
        site.nodes = Fact.known(List.of(Samples.node("b")));
        assertThat(finding("room.images")).as("what is used is not known").isInstanceOf(Finding.NotEvaluated.class);
    }

    @Test
    void whatOthersUseIsNotFree() {
        site.pods = Fact.known(
                new Facts.Pods(Map.of("a", new Facts.Load(3900, 0, 5), "b", new Facts.Load(3900, 0, 5)), Map.of()));
        assertThat(finding("room.cpu")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("room.cpu").found()).isEqualTo("200 m of CPU free");
        assertThat(finding("room.largest-pod")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("room.memory")).isInstanceOf(Finding.Pass.class);
    }

    @Test
    void aStorageClassThatIsNotThereIsNamedWithThoseThatAre() {
        Wanted volumes = Samples.wanted(Samples.volume("fast", "5Gi"));
        assertThat(finding("room.volumes", volumes).found())
                .isEqualTo("classes local (default); PersistentVolumeClaim hexr-system/data wants class fast");
        assertThat(finding("room.volumes", Samples.wanted(Samples.volume("", "5Gi"))))
                .isInstanceOf(Finding.Pass.class);
        site.classes = Fact.known(List.of(new Facts.StorageClass("local", false)));
        assertThat(finding("room.volumes", Samples.wanted(Samples.volume("", "5Gi"))))
                .isInstanceOf(Finding.Blocker.class);
    }

    @Test
    void aQuotaCountsWhatAlreadyRunsOfThisRelease() {
        site.quotas = Fact.known(List.of(
                new Facts.Quota(Samples.HOME, "small", "requests.cpu", Quantity.parse("1"), Quantity.parse("500m"))));
        assertThat(finding("room.quotas")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("room.quotas").found()).contains("leaves 0.5 of requests.cpu, needed are 1");
        site.pods = Fact.known(new Facts.Pods(Map.of(), Map.of(Samples.HOME, new Facts.Load(500, Samples.GIB, 1))));
        assertThat(finding("room.quotas")).isInstanceOf(Finding.Pass.class);
    }

    @Test
    void aNamespaceThatIsBeingRemovedIsABlockerWithWhatHoldsIt() {
        site.namespace("Terminating", Map.of());
        assertThat(finding("namespace.hexr-system")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("namespace.hexr-system").found()).contains("a volume holds it");
    }

    @Test
    void aNewerKindOfObjectIsABlockerAnOlderIsNot() {
        Wanted ours = Samples.wanted(List.of(Samples.crd("v1beta1", "v1")), List.of());
        site.crds = Fact.known(List.of(new Facts.Crd("widgets.test.hexr.io", List.of("v1", "v2"), "hexr")));
        assertThat(finding("crds", ours)).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("crds", ours).found()).contains("serves v2, the release only v1, v1beta1");
        site.crds = Fact.known(List.of(new Facts.Crd("widgets.test.hexr.io", List.of("v1alpha1"), "")));
        assertThat(finding("crds", ours)).isInstanceOf(Finding.Pass.class);
    }

    @Test
    void aPendingReleaseNeedsSomebodysWordHoweverOldItIs() {
        site.helm = Fact.known(List.of(revision(1, "deployed", 0), revision(2, "pending-upgrade", 60)));
        assertThat(finding("helm.release")).isInstanceOf(Finding.Advice.class);
        site.helm = Fact.known(List.of(revision(2, "pending-upgrade", 360_000)));
        assertThat(finding("helm.release")).isInstanceOf(Finding.Advice.class);
        site.journal = Fact.known(Optional.of(Samples.page(wanted, "wait Deployment hexr-system/web", "")));
        assertThat(finding("helm.release")).isInstanceOf(Finding.Advice.class);
    }

    @Test
    void whatARunOfOursLeftPendingIsRepairedAtOnce() {
        site.helm = Fact.known(List.of(revision(1, "pending-install", 5)));
        site.journal = Fact.known(Optional.of(Samples.page(wanted, "release hexr-system/hexr-runtime", "")));
        assertThat(finding("helm.release")).isInstanceOf(Finding.Pass.class);
    }

    private static Facts.HelmRevision revision(int number, String status, long secondsAgo) {
        return new Facts.HelmRevision(
                Samples.HOME,
                "hexr-runtime",
                number,
                status,
                NOW.minusSeconds(secondsAgo).getEpochSecond());
    }

    @Test
    void aMissingRightIsABlockerForWhoInstallsAndAdviceForWhoLooks() {
        site.rights.replaceAll((right, held) -> right.resource().equals("deployments") ? Fact.known(false) : held);
        assertThat(finding("rights.install")).isInstanceOf(Finding.Blocker.class);
        assertThat(finding("rights.install").found()).contains("create deployments.apps in hexr-system");
        List<Finding> looking = Preflight.judge(site.facts(), Optional.of(wanted), Preflight.Purpose.LOOK, NOW);
        assertThat(Preflight.isBlocked(looking)).isFalse();
    }

    @Test
    void whatRightsDoNotAllowToAskIsNotEvaluatedAndSaysSo() {
        site.nodes = Fact.unknown("this user may not list nodes");
        assertThat(finding("nodes").found()).isEqualTo("not evaluated: this user may not list nodes");
        assertThat(finding("room.pods")).isInstanceOf(Finding.NotEvaluated.class);
        assertThat(Preflight.isBlocked(judged(wanted))).isFalse();
    }

    @Test
    void adviceIsAcceptedWithAReasonABlockerNever() {
        site.podSecurity = Fact.known(false);
        List<Finding> findings = judged(wanted);
        assertThat(Preflight.forbidding(findings)).hasSize(1);
        List<Finding> accepted = Preflight.accepting(findings, Map.of("podsecurity.admission", " another engine "));
        assertThat(Preflight.forbidding(accepted)).isEmpty();
        assertThat(PlanRunner.accepted(accepted)).containsOnly(Map.entry("podsecurity.admission", "another engine"));

        assertThatThrownBy(() -> Preflight.accepting(findings, Map.of("podsecurity.admission", " ")))
                .isInstanceOf(InstallException.AcceptanceRefused.class)
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> Preflight.accepting(findings, Map.of("no.such", "x")))
                .hasMessageContaining("is no finding");
        assertThatThrownBy(() -> Preflight.accepting(findings, Map.of("postgresql", "x")))
                .hasMessageContaining("not evaluated");
        site.namespace("Terminating", Map.of());
        assertThatThrownBy(() -> Preflight.accepting(judged(wanted), Map.of("namespace.hexr-system", "x")))
                .isInstanceOf(InstallException.AcceptanceRefused.class)
                .hasMessageContaining("blocker");
    }

    @Test
    void sidecarsAndStartingContainersCountAsTheSchedulerCountsThem() {
        Facts.Load load = Facts.Load.of(Samples.json("""
                {'initContainers':[
                   {'name':'sidecar','restartPolicy':'Always','resources':{'requests':{'cpu':'100m','memory':'10Mi'}}},
                   {'name':'start','resources':{'requests':{'cpu':'900m','memory':'1Mi'}}}],
                 'containers':[{'name':'one','resources':{'limits':{'cpu':'200m','memory':'64Mi'}}}]}
                """));
        assertThat(load).isEqualTo(new Facts.Load(1000, 74L << 20, 1));
    }
}
