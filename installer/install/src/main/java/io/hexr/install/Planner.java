package io.hexr.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has to be done: facts, wishes and their difference in, steps out. No I/O. */
public final class Planner {
    /** The name under which every namespace of the platform has the credentials for the registry. */
    public static final String PULL_SECRET = "hexr-registry";

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
        namespaces(steps);
        difference.secretless()
                .forEach((namespace, reason) -> steps.add(new Step.EnsurePullSecret(namespace, PULL_SECRET, reason)));
        for (Piece crd : wanted.crds()) {
            String reason = difference.crds().get(crd.name());
            if (reason != null) {
                steps.add(new Step.ApplyCrd(
                        crd.name(), List.copyOf(PlaceChecks.versions(crd)), reason));
            }
        }
        Optional<String> why = release(steps);
        awaited(steps, why);
        return steps;
    }

    /** The namespace of the release first: lease and journal lie in it. */
    private void namespaces(List<Step> steps) {
        List<Step> others = new ArrayList<>();
        wanted.namespaces().forEach((name, labels) -> namespace(name, labels)
                .ifPresent(step -> (name.equals(wanted.target().namespace()) ? steps : others).add(step)));
        steps.addAll(others);
    }

    private Optional<Step> namespace(String name, SortedMap<String, String> labels) {
        Optional<Facts.Namespace> there =
                facts.namespaces().getOrDefault(name, Fact.known(Optional.empty())).orElse(Optional.empty());
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

    private Optional<String> release(List<Step> steps) {
        Optional<Facts.HelmRevision> latest = facts.helm().orElse(List.of()).isEmpty()
                ? Optional.empty()
                : latest(facts.helm().orElse(List.of()), wanted.target());
        latest.filter(Facts.HelmRevision::pending)
                .ifPresent(stuck -> steps.add(new Step.RepairRelease(
                        stuck.namespace(),
                        stuck.name(),
                        stuck.revision(),
                        stuck.status(),
                        "a run that ended left it " + stuck.status())));
        Optional<String> reason = reason(latest);
        reason.ifPresent(why -> steps.add(new Step.ApplyRelease(
                wanted.target().namespace(),
                wanted.target().name(),
                wanted.chart().name() + " " + wanted.chart().version(),
                wanted.chart().digest(),
                wanted.valuesDigest(),
                wanted.chart().size(),
                difference.changes(),
                why)));
        return reason;
    }

    private Optional<String> reason(Optional<Facts.HelmRevision> latest) {
        if (latest.isEmpty()) {
            return Optional.of("it is not installed");
        }
        if (!latest.get().status().equals("deployed")) {
            return Optional.of("its last revision is " + latest.get().status());
        }
        Optional<JournalPage> page = facts.journal().orElse(Optional.empty());
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
                .filter(one -> one.name().equals(target.name()) && one.namespace().equals(target.namespace()))
                .reduce((one, other) -> one.revision() > other.revision() ? one : other);
    }

    /** Whether a run of ours stopped before its end: then what Helm left pending is ours to repair, and the lease keeps others away. */
    static boolean isOurs(Facts facts) {
        return facts.journal()
                .orElse(Optional.empty())
                .filter(page -> !page.isFinished())
                .isPresent();
    }
}
