package io.hexr.install;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an installation is, in one word and the reasons for it.
 *
 * @param reasons why it is no better
 * @param notes what somebody should know although it does not make it worse
 */
public record Installation(State state, List<String> reasons, List<String> notes) {
    private static final Duration SOON = Duration.ofDays(30);

    /** From nothing to good. */
    public enum State {
        ABSENT,
        /** Whether there is one could not be seen. */
        UNKNOWN,
        /** A run is at work, or was stopped. */
        UNFINISHED,
        DEGRADED,
        HEALTHY
    }

    public Installation {
        reasons = List.copyOf(reasons);
        notes = List.copyOf(notes);
    }

    /** Judges what was found. Pure. */
    public static Installation of(Inspection found, Instant now) {
        Optional<JournalPage> page = found.journal().orElse(Optional.empty());
        Optional<Facts.HelmRevision> latest = found.latest();
        Optional<JournalPage> removed = page.filter(JournalPage::isRemoved);
        if (latest.isEmpty() && page.equals(removed)) {
            return nothing(found, removed);
        }
        List<String> notes = notes(found, page, now);
        List<String> unfinished = unfinished(page, latest);
        List<String> reasons = new ArrayList<>(unfinished);
        reasons.addAll(degraded(found, now));
        if (!reasons.isEmpty()) {
            return new Installation(unfinished.isEmpty() ? State.DEGRADED : State.UNFINISHED, reasons, notes);
        }
        // what nobody looked at is not well
        List<String> unseen = unseen(found);
        return new Installation(unseen.isEmpty() ? State.HEALTHY : State.UNKNOWN, unseen, notes);
    }

    /** Only where the journal and Helm's records were both looked at, nothing in them says that nothing is there. */
    private static Installation nothing(Inspection found, Optional<JournalPage> removed) {
        List<String> blind = new ArrayList<>();
        blind(found.journal(), "its journal", blind);
        blind(found.helm(), "the records of Helm", blind);
        if (!blind.isEmpty()) {
            return new Installation(State.UNKNOWN, blind, List.of());
        }
        String absent = "nothing is installed in " + found.target().namespace();
        return removed.map(page -> new Installation(
                        State.ABSENT,
                        List.of(absent + ": " + page.title() + " was uninstalled"),
                        List.of("data of it is kept: hexr install uninstall --plan shows where")))
                .orElseGet(() -> new Installation(State.ABSENT, List.of(absent), List.of()));
    }

    private static List<String> unseen(Inspection found) {
        List<String> unseen = new ArrayList<>();
        if (found.deployed().isEmpty()) {
            unseen.add("what Helm installed could not be read: objects, workloads and images were not looked at");
        }
        if (!found.unread().isEmpty()) {
            unseen.add("not all of it could be looked at: "
                    + found.unread().getFirst()
                    + (found.unread().size() == 1
                            ? ""
                            : ", and " + (found.unread().size() - 1) + " more"));
        }
        return unseen;
    }

    private static void blind(Fact<?> fact, String what, List<String> reasons) {
        if (fact instanceof Fact.Unknown<?>(String why)) {
            reasons.add(what + " could not be read: " + why);
        }
    }

    private static List<String> unfinished(Optional<JournalPage> page, Optional<Facts.HelmRevision> latest) {
        List<String> reasons = new ArrayList<>();
        page.filter(one -> !one.isFinished())
                .ifPresent(one -> reasons.add("the run for " + one.title() + " that began at " + one.began() + " ("
                        + one.holder() + ") has not come to its end: " + one.stepsDone() + " of " + one.stepsAll()
                        + " steps done" + (one.doing().isEmpty() ? "" : ", in the middle of " + one.doing())));
        latest.filter(one -> one.pending() || one.status().equals("failed"))
                .ifPresent(one -> reasons.add("revision " + one.revision() + " of Helm's release is " + one.status()));
        return reasons;
    }

    private static List<String> degraded(Inspection found, Instant now) {
        List<String> reasons = new ArrayList<>();
        found.journal()
                .orElse(Optional.empty())
                .filter(page -> page.isFinished()
                        && found.helm() instanceof Fact.Known<?>
                        && found.latest().isEmpty())
                .ifPresent(page ->
                        reasons.add("Helm has no record of " + found.target().name() + ", though " + page.title()
                                + " was installed: somebody took it away, or its record"));
        found.components().forEach((component, readiness) -> {
            switch (readiness) {
                case Readiness.Ready() -> {}
                case Readiness.Waiting(List<String> why) ->
                    reasons.add(component.object() + " is not ready: " + String.join("; ", why));
                case Readiness.Hopeless(List<String> why) ->
                    reasons.add(component.object() + " failed: " + String.join("; ", why));
            }
        });
        found.drift().stream()
                .filter(one -> one.kind() != Inspection.Drift.Kind.STRANGER)
                .forEach(one -> reasons.add(one.object() + " " + one.what()));
        found.strangers()
                .forEach(one -> reasons.add("pod " + one.pod() + ", container " + one.container()
                        + " runs an image that is none of the release: " + one.image()));
        found.expiries().stream()
                .filter(one -> now.isAfter(one.end()))
                .forEach(one -> reasons.add(one.object() + " expired at " + one.end()));
        return reasons;
    }

    private static List<String> notes(Inspection found, Optional<JournalPage> page, Instant now) {
        List<String> notes = new ArrayList<>();
        if (page.isEmpty()) {
            notes.add(
                    "it was not installed by hexr install, or its journal may not be read: release, signer and sequence"
                            + " are not known");
        }
        if (found.deployed().isEmpty()) {
            notes.add("what Helm installed could not be read: drift and images were not looked at");
        }
        found.expiries().stream()
                .filter(one -> !now.isAfter(one.end()) && now.plus(SOON).isAfter(one.end()))
                .forEach(one -> notes.add(one.object() + " expires in "
                        + Duration.between(now, one.end()).toDays() + " days"));
        long strangers = found.drift().stream()
                .filter(one -> one.kind() == Inspection.Drift.Kind.STRANGER)
                .count();
        if (strangers > 0) {
            notes.add((strangers == 1
                            ? "1 object in the namespaces of the release is"
                            : strangers + " objects in the" + " namespaces of the release are")
                    + " not of it");
        }
        return notes;
    }
}
