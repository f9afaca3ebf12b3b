package io.hexr.install;

import java.util.Optional;

/** Which way a release leads from what is installed: nowhere backward but by restoring, nowhere forward but by upgrading. */
final class CourseChecks {
    private static final String ID = "release.course";

    private CourseChecks() {}

    static Finding of(Facts facts, Wanted wanted, Preflight.Purpose purpose) {
        String asked =
                switch (purpose) {
                    case LOOK -> "any release of " + wanted.release().name();
                    case INSTALL -> "nothing yet, or this release";
                    case UPGRADE -> "an earlier release, or this one";
                    case RESTORE -> "a later release, or this one";
                };
        return facts.journal()
                .either(
                        page -> page.filter(one -> isInstalled(facts, wanted, one))
                                .map(one -> from(one, wanted, purpose, asked))
                                .orElseGet(() -> fromNothing(facts, wanted, purpose, asked)),
                        why -> unknown(wanted, purpose, asked, why));
    }

    /** Without the journal nothing keeps an earlier release from taking the place of a later one. */
    private static Finding unknown(Wanted wanted, Preflight.Purpose purpose, String asked, String why) {
        String home = wanted.target().namespace();
        String remedy = "let this user get configmaps in " + home
                + "; a journal that is spoilt can only be removed, and what it knew of earlier releases with it:"
                + " kubectl delete configmap " + JournalPage.OBJECT + " -n " + home;
        return purpose == Preflight.Purpose.LOOK
                ? new Finding.NotEvaluated(ID, why, asked, remedy)
                : new Finding.Blocker(ID, why, asked, remedy);
    }

    /** A first run that never came to handing a release over has installed nothing. */
    private static boolean isInstalled(Facts facts, Wanted wanted, JournalPage page) {
        boolean handedOver = Planner.latest(facts.helm().orElse(java.util.List.of()), wanted.target())
                .filter(one -> !one.status().equals("pending-install"))
                .isPresent();
        return page.isFinished() || page.isOfRemoval() || !page.earlier().isEmpty() || handedOver;
    }

    private static Finding fromNothing(Facts facts, Wanted wanted, Preflight.Purpose purpose, String asked) {
        Optional<Facts.HelmRevision> helms = Planner.latest(facts.helm().orElse(java.util.List.of()), wanted.target());
        if (helms.isPresent()) {
            boolean began = facts.journal().orElse(Optional.empty()).isPresent();
            return began
                    ? new Finding.Pass(ID, "a first run was stopped before it had handed a release over", asked)
                    : fromHelmAlone(facts, wanted, purpose, asked);
        }
        return purpose == Preflight.Purpose.UPGRADE || purpose == Preflight.Purpose.RESTORE
                ? new Finding.Blocker(
                        ID, "nothing is installed", asked, "install it: hexr install apply, with the same options")
                : new Finding.Pass(ID, "nothing is installed yet", asked);
    }

    /** A journal that is missing must not open the way back that it would have closed: the chart's version is all that is left to go by. */
    private static Finding fromHelmAlone(Facts facts, Wanted wanted, Preflight.Purpose purpose, String asked) {
        String there = facts.deployed()
                .either(
                        release -> release.map(one -> "chart " + one.chart() + " " + one.version())
                                .orElse("no record of it can be found"),
                        why -> why);
        String found = "installed by Helm alone, without a journal (" + there + "): which release is not known";
        if (purpose == Preflight.Purpose.LOOK) {
            return new Finding.Pass(ID, found, asked);
        }
        boolean later = facts.deployed()
                .orElse(Optional.empty())
                .filter(one -> ChartVersion.of(one.version())
                                .compareTo(ChartVersion.of(wanted.chart().version()))
                        > 0)
                .isPresent();
        return later && purpose != Preflight.Purpose.RESTORE
                ? new Finding.Blocker(
                        ID,
                        found + "; it is later than chart " + wanted.chart().version(),
                        asked,
                        "go back on purpose: hexr install restore, with the same options")
                : new Finding.Advice(
                        ID, found, asked, "see which release it is, and accept with the reason that it is taken over");
    }

    private static Finding from(JournalPage page, Wanted wanted, Preflight.Purpose purpose, String asked) {
        Wanted.ReleaseName release = wanted.release();
        String found = page.title() + ", sequence " + page.sequence()
                + (page.isFinished()
                        ? ""
                        : page.isRemoved()
                                ? ", which was uninstalled and whose data is kept"
                                : ", whose run has not come to its end");
        if (!page.release().equals(release.name())) {
            return new Finding.Blocker(
                    ID, found, asked, "it is another product: choose another namespace, or uninstall it first");
        }
        if (page.contents().equals(release.digest()) || purpose == Preflight.Purpose.LOOK) {
            return new Finding.Pass(ID, found, asked);
        }
        int ahead = Long.compare(release.sequence(), page.sequence());
        if (ahead == 0 && purpose != Preflight.Purpose.INSTALL) {
            return new Finding.Advice(
                    ID,
                    found + "; " + release.title() + " is another one with the same sequence",
                    asked,
                    "releases count up: have it made with a higher sequence, or accept this with the reason");
        }
        if (ahead < 0) {
            return purpose == Preflight.Purpose.RESTORE
                    ? new Finding.Pass(ID, found, asked)
                    : new Finding.Blocker(
                            ID,
                            found + "; " + release.title() + " is earlier (sequence " + release.sequence() + ")",
                            asked,
                            "go back on purpose: hexr install restore, with the same options");
        }
        return purpose == Preflight.Purpose.UPGRADE
                ? new Finding.Pass(ID, found, asked)
                : new Finding.Blocker(
                        ID,
                        found + "; " + release.title() + " is another one",
                        asked,
                        "change to it: hexr install upgrade, with the same options");
    }
}
