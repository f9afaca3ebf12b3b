package io.hexr.install;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** What has to be removed so that nothing of an installation is left, and what stays, with the reason. Pure. */
public record RemovalPlan(String server, List<Removal> steps, List<Kept> kept) {
    private static final int SHOWN = 5;

    public RemovalPlan {
        steps = List.copyOf(steps);
        kept = List.copyOf(kept);
    }

    /** What becomes of volumes, of secrets that were made once, and of objects of kinds the installation brought. */
    public enum Fate {
        KEEP,
        DELETE
    }

    /** Something that stays. */
    public record Kept(Remain object, String reason) {}

    public boolean isIdle() {
        return steps.isEmpty();
    }

    public static RemovalPlan of(Remains remains, Fate data) {
        List<Remain> all = remains.all().stream()
                .sorted(Comparator.comparing(Remain::sort))
                .toList();
        List<Removal> steps = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (Remain one : all) {
            if (one.sort() == Remain.Sort.STRANGER || one.sort() == Remain.Sort.UNSEEN) {
                if (!one.about().isEmpty()) {
                    kept.add(new Kept(one, one.about()));
                }
                continue;
            }
            String why = whyKept(one, data, all, kept);
            if (why.isEmpty()) {
                steps.add(new Removal.Delete(one, reason(one)));
            } else {
                kept.add(new Kept(one, why));
            }
        }
        awaitNoPods(steps, all);
        // a namespace takes the lease along; without one to remove, the lease goes by itself
        if (steps.stream().anyMatch(step -> isOf(step, Remain.Sort.HOME))) {
            steps.removeIf(step -> isOf(step, Remain.Sort.LEASE));
        }
        boolean nothingLeft = steps.isEmpty()
                && kept.stream()
                        .allMatch(one ->
                                one.object().isNamespace() && one.object().owner() == Remain.Owner.OTHERS);
        return new RemovalPlan(remains.server(), steps, nothingLeft ? List.of() : kept);
    }

    static boolean isOf(Removal step, Remain.Sort sort) {
        return step instanceof Removal.Delete delete && delete.object().sort() == sort;
    }

    /** Whoever was stopped may have left pods that still end, though no workload of theirs is there any more. */
    private static void awaitNoPods(List<Removal> steps, List<Remain> all) {
        List<String> namespaces = all.stream()
                .filter(Remain::isNamespace)
                .map(Remain::name)
                .sorted()
                .toList();
        if (steps.isEmpty() || namespaces.isEmpty()) {
            return;
        }
        int first = 0;
        while (first < steps.size()
                && (isOf(steps.get(first), Remain.Sort.GUARD) || isOf(steps.get(first), Remain.Sort.WORKLOAD))) {
            first++;
        }
        steps.add(first, new Removal.AwaitNoPods(namespaces, "they may still use volumes and networks"));
    }

    private static String whyKept(Remain one, Fate data, List<Remain> all, List<Kept> kept) {
        if (one.isData() && data == Fate.KEEP) {
            return "data is kept" + (one.about().isEmpty() ? "" : ": " + one.about())
                    + (isFoundAgain(one, all) ? "" : "; no journal tells of it: a later removal does not find it");
        }
        if (one.owner() == Remain.Owner.OTHERS) {
            return "it was there before, or somebody else made it";
        }
        if (one.sort() == Remain.Sort.JOURNAL
                && kept.stream().anyMatch(there -> there.object().isData())) {
            return "it tells where the data lies that is kept; it goes with the last of that";
        }
        if (!one.isNamespace()) {
            return "";
        }
        if (kept.stream().anyMatch(there -> there.object().isData() && liesIn(there.object(), one))) {
            return "it holds data that is kept";
        }
        List<String> strangers = inside(one, Remain.Sort.STRANGER, all);
        if (!strangers.isEmpty()) {
            return "it holds what is not of the installation: " + brief(strangers);
        }
        List<String> unseen = inside(one, Remain.Sort.UNSEEN, all);
        if (!unseen.isEmpty()) {
            return "nobody can tell what it holds: " + brief(unseen);
        }
        return kept.stream().anyMatch(there -> liesIn(there.object(), one)) ? "it holds the journal" : "";
    }

    private static boolean isFoundAgain(Remain data, List<Remain> all) {
        return data.namespace().isEmpty() || all.stream().anyMatch(one -> leadsTo(one, data.namespace()));
    }

    /** A later look begins at the journal, at the home, and at namespaces that bear our mark. */
    private static boolean leadsTo(Remain one, String namespace) {
        return switch (one.sort()) {
            case JOURNAL -> true;
            case HOME -> one.name().equals(namespace);
            case NAMESPACE -> one.name().equals(namespace) && one.owner() == Remain.Owner.OURS;
            default -> false;
        };
    }

    private static boolean liesIn(Remain one, Remain namespace) {
        return one.namespace().equals(namespace.name()) || one.holds().contains(namespace.name());
    }

    private static String reason(Remain one) {
        String what =
                switch (one.sort()) {
                    case GUARD, WORKLOAD, OBJECT, ACCOUNT -> "of the release";
                    case PULL_SECRET -> "credentials for the registry";
                    case VOLUME -> "data, which you decided to delete";
                    case SECRET -> "a secret that was made once, which you decided to delete";
                    case CRD -> "a kind of object the installation brought";
                    case NAMESPACE, HOME -> "made by the installation";
                    case RECORD -> "a record of Helm";
                    case JOURNAL -> "the journal of the installation";
                    case LEASE -> "the lease of the installation";
                    case STRANGER, UNSEEN -> "";
                };
        return what + (one.about().isEmpty() ? "" : " (" + one.about() + ")");
    }

    private static List<String> inside(Remain namespace, Remain.Sort sort, List<Remain> all) {
        return all.stream()
                .filter(one -> one.sort() == sort && one.namespace().equals(namespace.name()))
                .map(Remain::title)
                .toList();
    }

    private static String brief(List<String> titles) {
        return titles.size() <= SHOWN
                ? String.join(", ", titles)
                : String.join(", ", titles.subList(0, SHOWN)) + " and " + (titles.size() - SHOWN) + " more";
    }

    /** Whether the journal outlives this, since data does. */
    public boolean keepsJournal() {
        return kept.stream().anyMatch(one -> one.object().sort() == Remain.Sort.JOURNAL);
    }

    /** Refuses to go by this plan where more would go by now; the lease is there because we took it. @throws InstallException.PlanOutdated with what */
    void requireNoMoreThan(RemovalPlan agreed) {
        Set<String> known = new HashSet<>();
        agreed.deletions().forEach(one -> known.add(one.title() + " " + one.uid()));
        List<String> more = deletions().stream()
                .filter(one -> one.sort() != Remain.Sort.LEASE)
                .filter(one -> !known.contains(one.title() + " " + one.uid()))
                .map(one -> "now remove " + one.title())
                .toList();
        if (!more.isEmpty()) {
            throw new InstallException.PlanOutdated("what was agreed to", more);
        }
    }

    /** @throws InstallException.PlanOutdated where by now there is a reason to keep it */
    void requireNotKept(Remain object) {
        List<String> why = kept.stream()
                .filter(one -> one.object().title().equals(object.title()))
                .map(one -> object.title() + " has to stay by now: " + one.reason())
                .toList();
        if (!why.isEmpty()) {
            throw new InstallException.PlanOutdated("what was agreed to", why);
        }
    }

    /** Half a removal is worse than none. @throws InstallException.Blocked with every right that is missing */
    void requireRights(Function<SortedSet<Right>, Map<Right, Fact<Boolean>>> asking) {
        SortedSet<Right> needed = new TreeSet<>();
        deletions()
                .forEach(one -> needed.add(
                        one.isNamespace() || one.namespace().isEmpty()
                                ? Right.named(
                                        "delete", one.kind().group(), one.kind().plural(), one.name())
                                : new Right(
                                        "delete",
                                        one.kind().group(),
                                        one.kind().plural(),
                                        one.namespace(),
                                        one.name())));
        Map<Right, Fact<Boolean>> answers = asking.apply(needed);
        List<String> missing = needed.stream()
                .filter(right ->
                        !answers.getOrDefault(right, Fact.unknown("not asked")).orElse(false))
                .map(Right::text)
                .toList();
        if (!missing.isEmpty()) {
            throw new InstallException.Blocked(
                    server,
                    List.of(new Finding.Blocker(
                            "rights.uninstall",
                            "this user may not: " + String.join(", ", missing),
                            "every right that the removal takes",
                            "have them granted: hexr install rbac --for uninstall --user NAME, with the release and"
                                    + " --installed")));
        }
    }

    private List<Remain> deletions() {
        List<Remain> all = new ArrayList<>();
        for (Removal step : steps) {
            if (step instanceof Removal.Delete delete) {
                all.add(delete.object());
            }
        }
        return all;
    }
}
