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
                        why -> new Finding.NotEvaluated(
                                ID,
                                why,
                                asked,
                                "let this user get configmaps in "
                                        + wanted.target().namespace()));
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
            return new Finding.Pass(ID, "installed by Helm alone: which release is not known; it is taken over", asked);
        }
        return purpose == Preflight.Purpose.UPGRADE || purpose == Preflight.Purpose.RESTORE
                ? new Finding.Blocker(
                        ID, "nothing is installed", asked, "install it: hexr install apply, with the same options")
                : new Finding.Pass(ID, "nothing is installed yet", asked);
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
