package io.hexr.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** What going back takes beyond what going forward does: the values of then, and the data as it was. */
final class RestoreChecks {
    private RestoreChecks() {}

    static List<Finding> of(Facts facts, Wanted wanted) {
        return List.of(values(facts, wanted), database(wanted));
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

    /** No service of ours keeps a database yet; what brings one of its own has to be saved by hand. */
    private static Finding database(Wanted wanted) {
        String id = "restore.database";
        String asked = "data that the earlier release can read";
        List<String> databases = new ArrayList<>();
        for (Piece piece : wanted.pieces()) {
            for (JsonNode container : piece.pod().path("containers")) {
                if (container.path("image").asText().contains("postgresql")) {
                    databases.add(piece.title());
                }
            }
        }
        return databases.isEmpty()
                ? new Finding.Pass(
                        id, "no workload of the release is a database: there is nothing to dump or bring back", asked)
                : new Finding.NotEvaluated(
                        id,
                        "databases are not dumped or brought back yet: " + String.join(", ", databases),
                        asked,
                        "save it first (pg_dump), and read the dump back once the earlier release runs");
    }
}
