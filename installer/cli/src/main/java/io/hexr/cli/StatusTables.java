package io.hexr.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.install.Inspection;
import io.hexr.install.Installation;
import io.hexr.install.JournalPage;
import io.hexr.install.Readiness;

/** An installation as people and scripts read it. */
final class StatusTables {
    private static final String VULNERABILITIES = "cve-database";

    private StatusTables() {}

    static Report report(Report report, Inspection found, Installation judged) {
        Report told = report.with("state", judged.state().name().toLowerCase(Locale.ROOT))
                .with("server", found.server())
                .with("namespace", found.target().namespace())
                .with("runningContainers", found.running().size());
        told = origin(told, found);
        return told.with(new Report.Listing("reasons", judged.reasons()))
                .with(new Report.Listing("notes", judged.notes()))
                .with(components(found))
                .with(drift(found))
                .with(strangers(found))
                .with(expiries(found))
                .with(earlier(found))
                .with(new Report.Listing("notAllowed", List.copyOf(found.unread())));
    }

    private static Report origin(Report report, Inspection found) {
        Optional<JournalPage> page = found.journal().orElse(Optional.empty());
        return report.with("release", text(page.map(JournalPage::title)))
                .with(
                        "contents",
                        page.<Cell>map(one -> new Cell.Hash(one.contents())).orElse(new Cell.None()))
                .with("signedBy", text(page.map(JournalPage::signers)))
                .with("sequence", page.<Cell>map(one -> Cell.of(one.sequence())).orElse(new Cell.None()))
                .with("registry", text(page.map(JournalPage::registry)))
                .with("installed", text(page.map(JournalPage::finished).filter(time -> !time.isEmpty())))
                .with("chart", text(found.deployed().map(one -> one.chart() + " " + one.version())))
                .with(
                        "helmRevision",
                        found.latest()
                                .<Cell>map(one -> Cell.of(one.revision() + " (" + one.status() + ")"))
                                .orElse(new Cell.None()))
                .with("vulnerabilityData", age(page));
    }

    /** How old what the release knows of vulnerabilities is; said where it knows nothing. */
    private static String age(Optional<JournalPage> page) {
        if (page.isEmpty()) {
            return "not known: there is no journal";
        }
        String date = page.get().dataDates().getOrDefault(VULNERABILITIES, "");
        if (date.isEmpty()) {
            return "not known: the release carries none";
        }
        try {
            return date + ", " + ChronoUnit.DAYS.between(LocalDate.parse(date), LocalDate.now(ZoneOffset.UTC))
                    + " days old";
        } catch (DateTimeParseException e) {
            return date;
        }
    }

    private static Cell text(Optional<String> text) {
        return text.filter(one -> !one.isEmpty()).<Cell>map(Cell::of).orElse(new Cell.None());
    }

    private static Report.Table components(Inspection found) {
        List<List<Cell>> rows = new ArrayList<>();
        found.components()
                .forEach((component, readiness) -> rows.add(List.of(
                        Cell.of(component.name()),
                        Cell.of(component.object()),
                        Cell.of(
                                switch (readiness) {
                                    case Readiness.Ready() -> "ready";
                                    case Readiness.Waiting(List<String> why) -> "not ready";
                                    case Readiness.Hopeless(List<String> why) -> "failed";
                                }),
                        text(
                                switch (readiness) {
                                    case Readiness.Ready() -> Optional.empty();
                                    case Readiness.Waiting(List<String> why) -> Optional.of(String.join("; ", why));
                                    case Readiness.Hopeless(List<String> why) -> Optional.of(String.join("; ", why));
                                }))));
        return new Report.Table("components", List.of("component", "object", "health", "reason"), rows);
    }

    private static Report.Table drift(Inspection found) {
        return new Report.Table(
                "drift",
                List.of("object", "kind", "what"),
                found.drift().stream()
                        .map(one -> List.<Cell>of(
                                Cell.of(one.object()),
                                Cell.of(one.kind().name().toLowerCase(Locale.ROOT)),
                                Cell.of(one.what())))
                        .toList());
    }

    private static Report.Table strangers(Inspection found) {
        return new Report.Table(
                "strangeImages",
                List.of("pod", "container", "image", "digest"),
                found.strangers().stream()
                        .map(one -> List.<Cell>of(
                                Cell.of(one.pod()),
                                Cell.of(one.container()),
                                Cell.of(one.image()),
                                one.digest().isEmpty() ? new Cell.None() : new Cell.Hash(one.digest())))
                        .toList());
    }

    private static Report.Table expiries(Inspection found) {
        return new Report.Table(
                "certificates",
                List.of("object", "subject", "until"),
                found.expiries().stream()
                        .map(one -> List.<Cell>of(
                                Cell.of(one.object()), Cell.of(one.subject()), new Cell.Moment(one.end())))
                        .toList());
    }

    private static Report.Table earlier(Inspection found) {
        List<JournalPage.Past> earlier = found.journal()
                .orElse(Optional.empty())
                .map(JournalPage::earlier)
                .orElse(List.of());
        return new Report.Table(
                "earlierReleases",
                List.of("release", "sequence", "contents", "finished"),
                earlier.stream()
                        .map(one -> List.<Cell>of(
                                Cell.of(one.title()),
                                Cell.of(one.sequence()),
                                new Cell.Hash(one.contents()),
                                Cell.of(one.finished())))
                        .toList());
    }
}
