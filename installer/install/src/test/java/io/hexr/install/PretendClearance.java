package io.hexr.install;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/** An installation in memory that can be taken away, and that can stop who does so before or after any of the effects, as a kill would. */
final class PretendClearance implements Clearance {
    final Map<String, Remain> objects = new LinkedHashMap<>();
    final List<String> removed = new ArrayList<>();
    final Deque<String> holding = new ArrayDeque<>();
    /** What was removed while pods still worked. */
    final List<String> underPods = new ArrayList<>();

    final SortedSet<Right> missing = new TreeSet<>();
    int killAt = Integer.MAX_VALUE;
    int leaseLostAfter = Integer.MAX_VALUE;

    /** What others do just before the look of this number. */
    Runnable meanwhile = () -> {};

    int meanwhileAt = Integer.MAX_VALUE;

    @Nullable
    JournalPage journal;

    private int calls;
    private int looks;
    private int podsLeft = 1;
    private @Nullable String holder;

    PretendClearance with(Remain... more) {
        for (Remain one : more) {
            objects.put(one.title(), one);
        }
        return this;
    }

    int calls() {
        return calls;
    }

    private void point() {
        calls++;
        if (calls == killAt) {
            throw new PretendCluster.Killed();
        }
    }

    /** A killed process renews nothing. */
    void leaseRunsOut() {
        holder = null;
    }

    @Override
    public Remains remains() {
        looks++;
        if (looks == meanwhileAt) {
            meanwhile.run();
        }
        return new Remains(
                "https://api.site:6443", Samples.TARGET, Optional.ofNullable(journal), List.copyOf(objects.values()));
    }

    @Override
    public Map<Right, Fact<Boolean>> rights(SortedSet<Right> rights) {
        Map<Right, Fact<Boolean>> answers = new HashMap<>();
        rights.forEach(right -> answers.put(right, Fact.known(!missing.contains(right))));
        return answers;
    }

    @Override
    public void delete(Remain object) {
        point();
        removed.add(object.title());
        if (podsLeft > 0 && object.sort().compareTo(Remain.Sort.WORKLOAD) > 0) {
            underPods.add(object.title());
        }
        objects.remove(object.title());
        if (object.isNamespace()) {
            objects.values().removeIf(one -> one.namespace().equals(object.name()));
        }
        if (object.sort() == Remain.Sort.JOURNAL) {
            journal = null;
        }
        point();
    }

    @Override
    public Optional<String> holding(Remain object) {
        return Optional.ofNullable(holding.poll());
    }

    @Override
    public List<String> pods(List<String> namespaces) {
        if (podsLeft == 0) {
            return List.of();
        }
        podsLeft--;
        return List.of("pod hexr-system/web-1");
    }

    @Override
    public Lease lease(String who) {
        if (holder != null) {
            throw new InstallException.Busy("lease hexr-install", holder, 3);
        }
        holder = who;
        Remain lease = Remain.own(Remain.Sort.LEASE, OwnKinds.LEASE, Samples.HOME, "hexr-install");
        objects.put(lease.title(), lease);
        point();
        return new Lease() {
            @Override
            public void check() {
                if (removed.size() >= leaseLostAfter) {
                    throw new InstallException.LeaseLost("lease hexr-install", "other");
                }
            }

            @Override
            public void close() {
                holder = null;
            }
        };
    }

    @Override
    public void writeJournal(JournalPage page) {
        point();
        journal = page;
        point();
    }
}
