package io.hexr.install;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How an installation is, from what was found of it. */
final class InstallationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final Inspection.Component WEB = new Inspection.Component("web", "Deployment hexr-system/web");

    private Fact<Optional<JournalPage>> journal =
            Fact.known(Optional.of(Samples.page(Samples.wanted(), "", "2026-11-21T12:00:00Z")));
    private String helm = "deployed";
    private Readiness web = new Readiness.Ready();
    private final List<Inspection.Drift> drift = new ArrayList<>();
    private final List<Inspection.Running> running = new ArrayList<>();
    private final List<Inspection.Expiry> expiries = new ArrayList<>();
    private final TreeSet<String> unread = new TreeSet<>();
    private boolean helmIsReadable = true;
    private Inspection.@Nullable Deployed deployed =
            new Inspection.Deployed("hexr-runtime", "0.8.0", 1, List.of(), new TreeMap<>(Map.of(DIGEST, "web")));

    private Installation judged() {
        List<Facts.HelmRevision> all =
                helm.isEmpty() ? List.of() : List.of(new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 1, helm, 1));
        Fact<List<Facts.HelmRevision>> records =
                helmIsReadable ? Fact.known(all) : Fact.unknown("this user may not list secrets");
        return Installation.of(
                new Inspection(
                        "https://api.site:6443",
                        Samples.TARGET,
                        journal,
                        records,
                        Optional.ofNullable(deployed),
                        drift,
                        running,
                        expiries,
                        new TreeMap<>(Map.of(WEB, web)),
                        unread),
                NOW);
    }

    private void is(Installation.State state, String... reasons) {
        assertThat(judged().state()).isEqualTo(state);
        for (String reason : reasons) {
            assertThat(String.join("\n", judged().reasons())).contains(reason);
        }
    }

    @Test
    void allWellIsHealthyAndSaysNothing() {
        running.add(new Inspection.Running("hexr-system/web-1", "web", "registry.site/web@" + DIGEST, ""));
        assertThat(judged()).isEqualTo(new Installation(Installation.State.HEALTHY, List.of(), List.of()));
    }

    @Test
    void nothingFoundIsAbsentOnlyIfOneCouldLook() {
        journal = Fact.known(Optional.empty());
        helm = "";
        is(Installation.State.ABSENT, "nothing is installed in hexr-system");
        journal = Fact.unknown("this user may not get configmaps");
        is(Installation.State.UNKNOWN, "its journal could not be read: this user may not get configmaps");
    }

    @Test
    void whatWasUninstalledIsAbsentThoughItsJournalStays() {
        JournalPage page = Samples.page(Samples.wanted(), "", "x").removing();
        helm = "";
        journal = Fact.known(Optional.of(page));
        is(Installation.State.UNFINISHED, "in the middle of uninstall");
        journal = Fact.known(Optional.of(page.removed()));
        is(Installation.State.ABSENT, "hexr 0.8.0 was uninstalled");
        assertThat(judged().notes()).containsExactly("data of it is kept: hexr install uninstall --plan shows where");
        helmIsReadable = false;
        is(Installation.State.UNKNOWN, "the records of Helm could not be read");
    }

    @Test
    void aRunThatDidNotEndIsUnfinishedAndSaysWhere() {
        journal = Fact.known(Optional.of(Samples.page(Samples.wanted(), "release hexr-system/hexr-runtime", "")));
        is(
                Installation.State.UNFINISHED,
                "hexr 0.8.0 that began at 2026-11-21T12:00:00Z (host/1/2)",
                "0 of 3 steps done, in the middle of release hexr-system/hexr-runtime");
    }

    @Test
    void aPendingRevisionIsUnfinished() {
        helm = "pending-upgrade";
        is(Installation.State.UNFINISHED, "revision 1 of Helm's release is pending-upgrade");
    }

    @Test
    void aWorkloadThatIsNotReadyIsQuoted() {
        web = new Readiness.Waiting(List.of("0 of 1 pods ready", "Unhealthy: Readiness probe failed: 503"));
        is(
                Installation.State.DEGRADED,
                "Deployment hexr-system/web is not ready: 0 of 1 pods ready; Unhealthy: Readiness probe failed: 503");
    }

    @Test
    void whatOthersChangedOrRemovedCountsAndWhatTheyAddedIsNoted() {
        drift.add(new Inspection.Drift(Inspection.Drift.Kind.STRANGER, "ConfigMap hexr-system/x", "is not of it"));
        is(Installation.State.HEALTHY);
        assertThat(judged().notes()).containsExactly("1 object in the namespaces of the release is not of it");
        drift.add(new Inspection.Drift(Inspection.Drift.Kind.MISSING, "Service hexr-system/web", "is not there"));
        is(Installation.State.DEGRADED, "Service hexr-system/web is not there");
    }

    @Test
    void anImageThatIsNotOfTheReleaseIsNamedByItsPod() {
        running.add(new Inspection.Running("hexr-system/odd", "c", "elsewhere.test/x:1", "sha256:" + "b".repeat(64)));
        is(Installation.State.DEGRADED, "pod hexr-system/odd, container c runs an image that is none of the release");
        running.clear();
        running.add(new Inspection.Running("hexr-system/web-1", "c", "registry.site/web:v1", DIGEST));
        is(Installation.State.HEALTHY);
    }

    @Test
    void certificatesAreToldBeforeTheyEndAndCountAfterwards() {
        expiries.add(new Inspection.Expiry("Secret hexr-system/tls", "CN=web", NOW.plusSeconds(10 * 86_400)));
        is(Installation.State.HEALTHY);
        assertThat(judged().notes()).containsExactly("Secret hexr-system/tls expires in 10 days");
        expiries.set(0, new Inspection.Expiry("Secret hexr-system/tls", "CN=web", NOW.minusSeconds(1)));
        is(Installation.State.DEGRADED, "Secret hexr-system/tls expired at 2026-11-21T11:59:59Z");
    }

    @Test
    void whatWasNotInstalledByUsIsToldAsThat() {
        journal = Fact.known(Optional.empty());
        deployed = null;
        is(Installation.State.UNKNOWN, "what Helm installed could not be read");
        assertThat(judged().notes())
                .containsExactly(
                        "it was not installed by hexr install, or its journal may not be read: release, signer and"
                                + " sequence are not known",
                        "what Helm installed could not be read: drift and images were not looked at");
    }

    @Test
    void whoMayReadTheJournalAloneIsNotToldThatAllIsWell() {
        helmIsReadable = false;
        deployed = null;
        unread.add("this user may not list secrets in hexr-system");
        is(
                Installation.State.UNKNOWN,
                "what Helm installed could not be read",
                "not all of it could be looked at: this user may not list secrets in hexr-system");
    }

    @Test
    void oneThingThatMayNotBeReadIsEnoughNotToBeCalledWell() {
        unread.add("this user may not list pods in hexr-system");
        is(Installation.State.UNKNOWN, "this user may not list pods in hexr-system");
        web = new Readiness.Waiting(List.of("0 of 1 pods ready"));
        is(Installation.State.DEGRADED, "0 of 1 pods ready");
    }

    @Test
    void whatSomebodyUninstalledByHelmIsNotWell() {
        helm = "";
        deployed = null;
        is(Installation.State.DEGRADED, "Helm has no record of hexr-runtime, though hexr 0.8.0 was installed");
    }
}
