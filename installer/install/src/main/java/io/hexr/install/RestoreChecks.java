package io.hexr.install;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What going back takes beyond what going forward does: the values of then, and the data as it was. */
final class RestoreChecks {
    private RestoreChecks() {}

    static List<Finding> of(Facts facts, Wanted wanted) {
        return List.of(values(facts, wanted), data(facts, wanted));
    }

    private static Finding values(Facts facts, Wanted wanted) {
        String id = "restore.values";
        String asked = "the values " + wanted.release().title() + " ran with";
        Optional<JournalPage> page = facts.journal().orElse(Optional.empty());
        String then = page.filter(one -> one.contents().equals(wanted.release().digest()))
                .map(JournalPage::valuesDigest)
                .or(() -> page.flatMap(one -> one.earlier().stream()
                        .filter(past -> past.contents().equals(wanted.release().digest()))
                        .findFirst()
                        .map(JournalPage.Past::valuesDigest)))
                .orElse("");
        if (then.isEmpty()) {
            return new Finding.NotEvaluated(
                    id,
                    "the journal does not know that it was ever installed here",
                    asked,
                    "look for them where the values of this site are kept");
        }
        return then.equals(wanted.valuesDigest())
                ? new Finding.Pass(id, "the same, to the digest", asked)
                : new Finding.Advice(
                        id,
                        "others: profile, overlays, --values or --set are not as they were",
                        asked,
                        "name the same ones, or accept this with the reason");
    }

    /** What keeps data may have written it in a form the earlier release cannot read; both releases are looked at, as the later one wrote last. */
    private static Finding data(Facts facts, Wanted wanted) {
        String id = "restore.database";
        String asked = "data that the earlier release can read";
        SortedSet<String> keepers = new TreeSet<>();
        wanted.volumes().forEach(volume -> keepers.add(volume.owner().title()));
        Optional<String> unseen = facts.deployed()
                .either(
                        release -> {
                            release.map(Inspection.Deployed::pieces)
                                    .orElse(List.of())
                                    .forEach(piece -> Workloads.volumes(piece)
                                            .forEach(volume ->
                                                    keepers.add(volume.owner().title())));
                            return release.isEmpty()
                                    ? Optional.of("what is installed has no record")
                                    : Optional.empty();
                        },
                        Optional::of);
        if (keepers.isEmpty() && unseen.isEmpty()) {
            return new Finding.Pass(id, "no workload of either release keeps data on a volume", asked);
        }
        String found = keepers.isEmpty()
                ? "whether the installed release keeps data is not known: " + unseen.orElse("")
                : "nobody looked whether what these keep can be read by the earlier release: "
                        + String.join(", ", keepers);
        return new Finding.NotEvaluated(
                id,
                found,
                asked,
                "save the volumes first (a database: pg_dump), and bring back what was saved with the earlier release if"
                        + " it cannot read them");
    }
}
