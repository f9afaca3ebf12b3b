package io.hexr.install;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which releases may follow which, and what the journal remembers of those that went before. */
final class CourseTest {
    private final Samples.Site site = new Samples.Site();

    private static Wanted release(String version, long sequence) {
        Wanted one = Samples.wanted();
        return new Wanted(
                new Wanted.ReleaseName("hexr", version, sequence, "sha256:" + version, new TreeMap<>()),
                one.registry(),
                one.target(),
                one.chart(),
                one.valuesDigest(),
                one.namespaces(),
                one.crds(),
                one.pieces(),
                one.pullSecrets(),
                one.imageBytes());
    }

    private void installed(Wanted wanted, String finished) {
        JournalPage page = Samples.page(wanted, finished.isEmpty() ? "release x" : "", finished);
        site.journal = Fact.known(Optional.of(page));
        site.helm = Fact.known(List.of(new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 1, "deployed", 1)));
    }

    private Finding judged(Wanted wanted, Preflight.Purpose purpose) {
        return Preflight.judge(site.facts(), Optional.of(wanted), purpose, java.time.Instant.EPOCH).stream()
                .filter(finding -> finding.id().equals("release.course"))
                .findFirst()
                .orElseThrow();
    }

    private void is(String severity, Wanted wanted, Preflight.Purpose purpose) {
        assertThat(judged(wanted, purpose).severity())
                .as(purpose + " " + wanted.release().title())
                .isEqualTo(severity);
    }

    /** An earlier release would meet volumes of a later one. */
    @Test
    void keptDataOfWhatWasUninstalledCountsAsInstalled() {
        for (String finished : List.of("x", "")) {
            JournalPage page = Samples.page(release("0.8.0", 1), "", finished).removing();
            for (JournalPage one : List.of(page, page.removed())) {
                site.journal = Fact.known(Optional.of(one));
                is("blocker", release("0.7.9", 0), Preflight.Purpose.INSTALL);
                is("pass", release("0.8.1", 2), Preflight.Purpose.UPGRADE);
            }
            assertThat(judged(release("0.7.9", 0), Preflight.Purpose.INSTALL).found())
                    .contains("hexr 0.8.0", "which was uninstalled and whose data is kept");
        }
    }

    @Test
    void onNothingOneInstalls() {
        Wanted first = release("0.8.0", 1);
        is("pass", first, Preflight.Purpose.INSTALL);
        is("blocker", first, Preflight.Purpose.UPGRADE);
        is("blocker", first, Preflight.Purpose.RESTORE);
        assertThat(judged(first, Preflight.Purpose.UPGRADE).remedy()).contains("hexr install apply");
    }

    @Test
    void forwardIsUpgradingAndBackIsRestoring() {
        installed(Samples.wanted(), "x");
        Wanted later = release("0.8.1", 2);
        is("blocker", later, Preflight.Purpose.INSTALL);
        is("pass", later, Preflight.Purpose.UPGRADE);
        is("blocker", later, Preflight.Purpose.RESTORE);
        Wanted earlier = release("0.7.9", 0);
        is("blocker", earlier, Preflight.Purpose.INSTALL);
        is("blocker", earlier, Preflight.Purpose.UPGRADE);
        is("pass", earlier, Preflight.Purpose.RESTORE);
        assertThat(judged(earlier, Preflight.Purpose.UPGRADE).remedy()).contains("hexr install restore");
    }

    @Test
    void theSameReleaseMayAlwaysBeAppliedAgain() {
        installed(Samples.wanted(), "");
        for (Preflight.Purpose purpose : Preflight.Purpose.values()) {
            is("pass", Samples.wanted(), purpose);
        }
    }

    @Test
    void twoReleasesWithOneSequenceTakeAReason() {
        installed(Samples.wanted(), "x");
        is("advice", release("0.8.0-other", 1), Preflight.Purpose.UPGRADE);
        is("blocker", release("0.8.0-other", 1), Preflight.Purpose.INSTALL);
    }

    @Test
    void aFirstRunThatHandedNothingOverMayBeFollowedByAnyRelease() {
        installed(Samples.wanted(), "");
        site.helm = Fact.known(List.of(new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 1, "pending-install", 1)));
        is("pass", release("0.8.1", 2), Preflight.Purpose.INSTALL);
    }

    @Test
    void goingBackWantsTheValuesOfThen() {
        JournalPage page = Samples.page(Samples.wanted(), "", "then");
        Wanted later = release("0.8.1", 2);
        JournalPage next = new JournalPage(
                page.schema(),
                "hexr",
                "0.8.1",
                2,
                later.release().digest(),
                page.dataDates(),
                "me",
                "r",
                "c",
                "v",
                "p",
                "h",
                "",
                1,
                1,
                page.accepted(),
                page.namespaces(),
                page.pastFor(later.release().digest()),
                "b",
                "f");
        site.journal = Fact.known(Optional.of(JournalPage.parse("it", next.bytes())));
        assertThat(next.earlier())
                .singleElement()
                .satisfies(past -> assertThat(past.title()).isEqualTo("hexr 0.8.0"));
        assertThat(RestoreChecks.of(site.facts(), Samples.wanted()).getFirst().severity())
                .isEqualTo("pass");
    }

    @Test
    void goingBackPassesOnlyWhereNeitherReleaseKeepsData() {
        site.deployed = Fact.known(Optional.of(deployed("0.8.1")));
        assertThat(data(Samples.wanted()).severity()).isEqualTo("pass");
        site.deployed = Fact.known(Optional.of(deployed("0.8.1", Samples.volume("", "1Gi"))));
        assertThat(data(Samples.wanted()).severity()).isEqualTo("not-evaluated");
        assertThat(data(Samples.wanted()).found()).contains("PersistentVolumeClaim hexr-system/data");
        site.deployed = Fact.unknown("this user may not list secrets");
        assertThat(data(Samples.wanted()).found()).contains("is not known: this user may not list secrets");
        site.deployed = Fact.known(Optional.of(deployed("0.8.1")));
        Wanted database = Samples.wanted(Piece.of(Samples.json("""
                {'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'db','namespace':'hexr-system'},
                 'spec':{'template':{'spec':{'containers':[]}},'volumeClaimTemplates':[{'metadata':{'name':'data'},
                  'spec':{'resources':{'requests':{'storage':'1Gi'}}}}]}}
                """), Samples.HOME));
        assertThat(data(database).found()).contains("StatefulSet hexr-system/db");
    }

    private Finding data(Wanted wanted) {
        return RestoreChecks.of(site.facts(), wanted).getLast();
    }

    private static Inspection.Deployed deployed(String version, Piece... pieces) {
        return new Inspection.Deployed("hexr-runtime", version, 1, List.of(pieces), new TreeMap<>());
    }

    @Test
    void withoutAJournalTheVersionOfTheChartIsGoneBy() {
        site.helm = Fact.known(List.of(new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 1, "deployed", 1)));
        site.deployed = Fact.known(Optional.of(deployed("0.8.0")));
        is("advice", Samples.wanted(), Preflight.Purpose.INSTALL);
        is("pass", Samples.wanted(), Preflight.Purpose.LOOK);
        site.deployed = Fact.known(Optional.of(deployed("0.10.0")));
        is("blocker", Samples.wanted(), Preflight.Purpose.INSTALL);
        is("blocker", Samples.wanted(), Preflight.Purpose.UPGRADE);
        is("advice", Samples.wanted(), Preflight.Purpose.RESTORE);
        site.deployed = Fact.known(Optional.of(deployed("0.8.0-rc.1")));
        is("advice", Samples.wanted(), Preflight.Purpose.UPGRADE);
        site.deployed = Fact.unknown("this user may not get secrets");
        is("advice", Samples.wanted(), Preflight.Purpose.INSTALL);
    }

    @Test
    void aJournalThatCannotBeReadStopsChangesAndSaysTheWayOut() {
        site.journal = Fact.unknown("ConfigMap hexr-system/hexr-installation lacks plan");
        is("not-evaluated", Samples.wanted(), Preflight.Purpose.LOOK);
        for (Preflight.Purpose purpose :
                List.of(Preflight.Purpose.INSTALL, Preflight.Purpose.UPGRADE, Preflight.Purpose.RESTORE)) {
            is("blocker", Samples.wanted(), purpose);
        }
        assertThat(judged(Samples.wanted(), Preflight.Purpose.INSTALL).remedy())
                .contains("kubectl delete configmap hexr-installation -n hexr-system");
    }

    @Test
    void podsOfWhatWasWholeServeOnlyBesideAnother() {
        JournalPage whole = Samples.page(Samples.wanted(), "", "then");
        assertThat(whole.lastWholeBeside(whole.contents())).isEmpty();
        JournalPage.Past past = whole.lastWholeBeside("sha256:next").orElseThrow();
        assertThat(past.title()).isEqualTo("hexr 0.8.0");
        assertThat(past.verbFrom(2)).isEqualTo("restore");
        assertThat(past.verbFrom(0)).isEqualTo("upgrade");
    }

    @Test
    void aPageOfAnEarlierHexrLacksListsAndIsReadAllTheSame() {
        String whole =
                new String(Samples.page(Samples.wanted(), "", "x").bytes(), java.nio.charset.StandardCharsets.UTF_8);
        String fewer = whole.replaceAll("\"(earlier|namespaces)\" ?: ?\\[[^\\]]*\\],?", "")
                .replaceAll("\"dataDates\" ?: ?\\{[^}]*\\},?", "");
        assertThat(fewer).isNotEqualTo(whole).doesNotContain("namespaces", "earlier", "dataDates");
        JournalPage page = JournalPage.parse("it", fewer.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(page.namespaces()).isEmpty();
        assertThat(page.contents()).isEqualTo(Samples.wanted().release().digest());
    }

    @Test
    void aRunThatNeverEndedIsNoReleaseToGoBackTo() {
        assertThat(Samples.page(Samples.wanted(), "release x", "").pastFor("sha256:next"))
                .isEmpty();
    }

    @Test
    void aPageThatLacksSomethingIsRefusedByName() {
        String whole =
                new String(Samples.page(Samples.wanted(), "", "x").bytes(), java.nio.charset.StandardCharsets.UTF_8);
        byte[] cut = whole.replace("\"plan\"", "\"nowhere\"").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JournalPage.parse("ConfigMap a/b", cut))
                .isInstanceOf(InstallException.Malformed.class)
                .hasMessage("ConfigMap a/b lacks plan");
    }

    @Test
    void whatOnlyTheInstalledReleaseHasMayBeTakenAway() {
        Piece old = Samples.deployment("old", 1, "1", "1Gi");
        Piece bare = Piece.of(Samples.json("""
                {'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'nightly','namespace':'hexr-system'}}
                """), Samples.HOME);
        List<String> rights = Rights.upgrade(Samples.wanted(), List.of(old, bare)).stream()
                .map(Right::text)
                .toList();
        assertThat(rights).contains("delete cronjobs.batch in hexr-system", "get cronjobs.batch in hexr-system");
        assertThat(rights).doesNotContain("create cronjobs.batch in hexr-system");
        Cluster.Inquiry.about(Samples.wanted(), List.of(bare))
                .rights()
                .forEach(right -> site.rights.put(
                        right, Fact.known(!right.text().equals("delete cronjobs.batch in hexr-system"))));
        site.namespace("Active", Map.of());
        installed(Samples.wanted(), "x");
        assertThat(Preflight.judge(
                        site.facts(),
                        Optional.of(Samples.wanted()),
                        Preflight.Purpose.UPGRADE,
                        java.time.Instant.EPOCH))
                .filteredOn(finding -> finding.id().equals("rights.install"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("delete cronjobs.batch in hexr-system"));
    }

    @Test
    void whatStaysOrAsksToStayMayNotBeTakenAway() {
        Piece kept = Piece.of(Samples.json("""
                {'apiVersion':'v1','kind':'Namespace','metadata':{'name':'hexr-observability',
                 'annotations':{'helm.sh/resource-policy':'keep'}}}
                """), Samples.HOME);
        Piece wanted = Piece.of(Samples.json("""
                {'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'nightly','namespace':'hexr-system'}}
                """), Samples.HOME);
        assertThat(Rights.upgrade(Samples.wanted(wanted), List.of(kept, wanted)))
                .isEqualTo(Rights.install(Samples.wanted(wanted), new java.util.TreeSet<>()));
    }
}
