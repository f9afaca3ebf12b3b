package io.hexr.install;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        Set<String> full = new HashSet<>();
        boolean waited = false;
        for (Remain one : all) {
            if (!waited && one.sort().compareTo(Remain.Sort.WORKLOAD) > 0) {
                waited = true;
                awaitNoPods(steps);
            }
            if (one.sort() == Remain.Sort.STRANGER) {
                continue;
            }
            String why = whyKept(one, data, all, full);
            if (why.isEmpty()) {
                steps.add(new Removal.Delete(one, reason(one, all)));
            } else {
                kept.add(new Kept(one, why));
                full.add(one.namespace());
            }
        }
        if (!waited) {
            awaitNoPods(steps);
        }
        // a namespace takes the lease along; without one to remove, the lease goes by itself
        boolean home = steps.stream().anyMatch(step -> isOf(step, Remain.Sort.HOME));
        if (home) {
            steps.removeIf(step -> isOf(step, Remain.Sort.LEASE));
        }
        boolean nothingLeft =
                steps.isEmpty() && kept.stream().noneMatch(one -> one.object().isData());
        return new RemovalPlan(remains.server(), steps, nothingLeft ? List.of() : kept);
    }

    private static boolean isOf(Removal step, Remain.Sort sort) {
        return step instanceof Removal.Delete delete && delete.object().sort() == sort;
    }

    private static void awaitNoPods(List<Removal> steps) {
        List<String> namespaces = steps.stream()
                .filter(step -> isOf(step, Remain.Sort.WORKLOAD))
                .map(step ->
                        step instanceof Removal.Delete delete ? delete.object().namespace() : "")
                .distinct()
                .sorted()
                .toList();
        if (!namespaces.isEmpty()) {
            steps.add(new Removal.AwaitNoPods(namespaces, "they may still use volumes and networks"));
        }
    }

    private static String whyKept(Remain one, Fate data, List<Remain> all, Set<String> full) {
        if (one.isData() && data == Fate.KEEP) {
            return "data is kept" + (one.about().isEmpty() ? "" : ": " + one.about());
        }
        if (one.owner() == Remain.Owner.OTHERS) {
            return "it was there before, or somebody else made it";
        }
        if (one.isNamespace() && full.contains(one.name())) {
            return "it holds data that is kept";
        }
        if (one.isNamespace() && data == Fate.KEEP && !strangers(one, all).isEmpty()) {
            return "it holds what is not of the installation: " + brief(strangers(one, all));
        }
        return "";
    }

    private static String reason(Remain one, List<Remain> all) {
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
                    case STRANGER -> "";
                };
        List<String> strangers = one.isNamespace() ? strangers(one, all) : List.of();
        return what
                + (one.about().isEmpty() ? "" : " (" + one.about() + ")")
                + (strangers.isEmpty() ? "" : "; with it goes what is not of the installation: " + brief(strangers));
    }

    private static List<String> strangers(Remain namespace, List<Remain> all) {
        return all.stream()
                .filter(one ->
                        one.sort() == Remain.Sort.STRANGER && one.namespace().equals(namespace.name()))
                .map(Remain::title)
                .toList();
    }

    private static String brief(List<String> titles) {
        return titles.size() <= SHOWN
                ? String.join(", ", titles)
                : String.join(", ", titles.subList(0, SHOWN)) + " and " + (titles.size() - SHOWN) + " more";
    }

    /** Refuses to go by this plan where more would go by now; the lease is there because we took it. @throws InstallException.PlanOutdated with what */
    void requireNoMoreThan(RemovalPlan agreed) {
        Set<String> known = new HashSet<>();
        agreed.steps().forEach(step -> known.add(step.verb() + " " + step.subject()));
        List<String> more = steps.stream()
                .filter(step -> step instanceof Removal.Delete && !isOf(step, Remain.Sort.LEASE))
                .map(step -> step.verb() + " " + step.subject())
                .filter(step -> !known.contains(step))
                .map(step -> "now " + step)
                .toList();
        if (!more.isEmpty()) {
            throw new InstallException.PlanOutdated("what was agreed to", more);
        }
    }
}
