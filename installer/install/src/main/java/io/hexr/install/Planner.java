package io.hexr.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has to be done: facts, wishes and their difference in, steps out. No I/O. */
public final class Planner {
    private final Facts facts;
    private final Wanted wanted;
    private final Difference difference;

    private Planner(Facts facts, Wanted wanted, Difference difference) {
        this.facts = facts;
        this.wanted = wanted;
        this.difference = difference;
    }

    public static InstallPlan plan(Facts facts, Wanted wanted, Difference difference) {
        return new InstallPlan(
                wanted.release(),
                facts.api().server(),
                wanted.registry(),
                new Planner(facts, wanted, difference).steps());
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        Optional<Facts.HelmRevision> latest = latest(facts.helm().orElse(List.of()), wanted.target());
        List<Step> namespaces = namespaces();
        String home = wanted.target().namespace();
        namespaces.stream().filter(step -> step.subject().equals(home)).forEach(steps::add);
        // before anything else, so that the journal never forgets that what is pending is ours
        latest.filter(Facts.HelmRevision::pending)
                .ifPresent(stuck -> steps.add(new Step.RepairRelease(
                        stuck.namespace(),
                        stuck.name(),
                        stuck.revision(),
                        stuck.status(),
                        "a run that ended left it " + stuck.status())));
        namespaces.stream().filter(step -> !step.subject().equals(home)).forEach(steps::add);
        difference.secretless().forEach((place, reason) -> {
            String[] parts = place.split("/", 2);
            steps.add(new Step.EnsurePullSecret(parts[0], parts[1], reason));
        });
        for (Piece crd : wanted.crds()) {
            String reason = difference.crds().get(crd.name());
            if (reason != null) {
                steps.add(new Step.ApplyCrd(crd.name(), List.copyOf(PlaceChecks.versions(crd)), reason));
            }
        }
        Optional<String> why = reason(latest);
        why.ifPresent(known -> steps.add(release(known)));
        awaited(steps, why);
        return steps;
    }

    private List<Step> namespaces() {
        List<Step> steps = new ArrayList<>();
        wanted.namespaces().forEach((name, labels) -> namespace(name, labels).ifPresent(steps::add));
        return steps;
    }

    private Optional<Step> namespace(String name, SortedMap<String, String> labels) {
        Optional<Facts.Namespace> there = facts.namespaces()
                .getOrDefault(name, Fact.known(Optional.empty()))
                .orElse(Optional.empty());
        if (there.isEmpty()) {
            return Optional.of(new Step.EnsureNamespace(name, labels, "it is not there"));
        }
        Map<String, String> lacking = new TreeMap<>(labels);
        lacking.entrySet().removeAll(there.get().labels().entrySet());
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of(new Step.EnsureNamespace(
                        name, labels, "it lacks the labels " + String.join(", ", lacking.keySet())));
    }

    private Step release(String reason) {
        return new Step.ApplyRelease(
                wanted.target().namespace(),
                wanted.target().name(),
                wanted.chart().name() + " " + wanted.chart().version(),
                wanted.chart().digest(),
                wanted.valuesDigest(),
                wanted.chart().size(),
                difference.changes(),
                reason);
    }

    private Optional<String> reason(Optional<Facts.HelmRevision> latest) {
        if (latest.isEmpty()) {
            return Optional.of("it is not installed");
        }
        if (!latest.get().status().equals("deployed")) {
            return Optional.of("its last revision is " + latest.get().status());
        }
        Optional<JournalPage> page = facts.journal().orElse(Optional.empty());
        if (page.isPresent() && !page.get().isApplied()) {
            return Optional.of("a run that was stopped may not have applied it");
        }
        if (page.isPresent() && !page.get().chartDigest().equals(wanted.chart().digest())) {
            return Optional.of("another chart is installed, of " + page.get().release() + " "
                    + page.get().version());
        }
        if (page.isPresent() && !page.get().valuesDigest().equals(wanted.valuesDigest())) {
            return Optional.of("other values are in force");
        }
        int changed = difference.changes().size();
        return changed == 0
                ? Optional.empty()
                : Optional.of(changed + (changed == 1 ? " object is" : " objects are") + " not as wanted");
    }

    private void awaited(List<Step> steps, Optional<String> release) {
        for (Piece piece : wanted.pieces()) {
            if (piece.isAwaited()) {
                String why = difference.unready().get(piece.title());
                if (release.isPresent() || why != null) {
                    steps.add(new Step.AwaitReady(
                            piece.kind().kind(),
                            piece.namespace(),
                            piece.name(),
                            why == null ? "the release is applied" : why));
                }
            }
        }
    }

    static Optional<Facts.HelmRevision> latest(List<Facts.HelmRevision> all, Wanted.Target target) {
        return all.stream()
                .filter(one ->
                        one.name().equals(target.name()) && one.namespace().equals(target.namespace()))
                .reduce((one, other) -> one.revision() > other.revision() ? one : other);
    }

    /** Whether Helm was at work for a run of ours when that stopped: then what is pending is ours to repair; the lease keeps others away. */
    static boolean isOurs(Facts facts) {
        return facts.journal()
                .orElse(Optional.empty())
                .filter(page ->
                        page.doing().startsWith("release ") || page.doing().startsWith("repair "))
                .isPresent();
    }

    /** Whether the run that was stopped was carrying out the plan of this digest. */
    public static boolean isContinued(Facts facts, String digest) {
        return facts.journal()
                .orElse(Optional.empty())
                .filter(page -> !page.isFinished() && page.plan().equals(digest))
                .isPresent();
    }

    /** Whether a run began that did not come to its end, even if nothing is left to do. */
    public static boolean isUnfinished(Facts facts) {
        return facts.journal()
                .orElse(Optional.empty())
                .filter(page -> !page.isFinished())
                .isPresent();
    }
}
