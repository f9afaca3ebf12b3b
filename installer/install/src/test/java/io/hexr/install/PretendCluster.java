package io.hexr.install;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** A cluster in memory behind both ports. It can stop a run before or after any of its effects, as a kill would. */
final class PretendCluster implements Cluster, Releases {
    /** The run ends here, as if the process were gone. */
    static final class Killed extends Error {}

    final List<String> effects = new ArrayList<>();
    final Deque<Readiness> readiness = new ArrayDeque<>();
    private final Wanted wanted;
    private boolean namespace;
    private boolean secret;
    private boolean crd;
    private @Nullable String helm;
    private @Nullable String holder;

    @Nullable
    JournalPage journal;

    private int calls;
    int killAt = Integer.MAX_VALUE;
    boolean leaseLost;

    PretendCluster(Wanted wanted) {
        this.wanted = wanted;
    }

    private void point() {
        calls++;
        if (calls == killAt) {
            throw new Killed();
        }
    }

    int calls() {
        return calls;
    }

    void stuck(String status) {
        helm = status;
    }

    /** A killed process renews nothing. */
    void leaseRunsOut() {
        holder = null;
    }

    @Override
    public Facts facts(Inquiry inquiry) {
        Samples.Site site = new Samples.Site().mayInstall(wanted);
        if (namespace) {
            site.namespace("Active", Map.of("pod-security.kubernetes.io/enforce", "restricted"));
        }
        if (helm != null) {
            site.helm = Fact.known(List.of(new Facts.HelmRevision(Samples.HOME, "hexr-runtime", 1, helm, 1)));
        }
        site.journal = Fact.known(Optional.ofNullable(journal));
        return site.facts();
    }

    @Override
    public Difference difference(Wanted what, Optional<PullSecret> credentials) {
        boolean there = "deployed".equals(helm);
        Map<String, String> crds = crd ? Map.of() : Map.of("widgets.test.hexr.io", "it is not there");
        Map<String, String> secretless =
                secret ? Map.of() : Map.of(Samples.HOME + "/hexr-registry", "nodes pull with it");
        return new Difference(
                there ? List.of() : List.of("Deployment hexr-system/web is not there"),
                List.of(),
                crds,
                secretless,
                new TreeMap<>());
    }

    @Override
    public void ensureNamespace(Step.EnsureNamespace step, String home) {
        point();
        namespace = true;
        effects.add("namespace");
        point();
    }

    @Override
    public void ensurePullSecret(Step.EnsurePullSecret step, PullSecret credentials, String home) {
        point();
        secret = true;
        effects.add("secret");
        point();
    }

    @Override
    public void applyCrd(Piece piece, String home) {
        point();
        crd = true;
        effects.add("crd");
        point();
    }

    @Override
    public Readiness readiness(Step.AwaitReady step) {
        point();
        return readiness.isEmpty() ? new Readiness.Ready() : readiness.pop();
    }

    @Override
    public Lease lease(String where, String who) {
        if (!namespace) {
            throw new AssertionError("a lease lies in a namespace");
        }
        if (holder != null) {
            throw new InstallException.Busy("lease hexr-install", holder, 3);
        }
        holder = who;
        point();
        return new Lease() {
            @Override
            public void check() {
                if (leaseLost) {
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
    public void writeJournal(String where, JournalPage page) {
        point();
        journal = page;
        point();
    }

    @Override
    public void apply(Step.ApplyRelease step) {
        if (helm != null && helm.startsWith("pending")) {
            throw new AssertionError("Helm refuses: another operation is in progress");
        }
        point();
        helm = helm == null ? "pending-install" : "pending-upgrade";
        point();
        helm = "deployed";
        effects.add("release");
        point();
    }

    @Override
    public void removeRecord(Step.RepairRelease step) {
        point();
        helm = null;
        effects.add("repair");
        point();
    }

    boolean isComplete() {
        return namespace && secret && crd && "deployed".equals(helm) && journal != null && journal.isFinished();
    }
}
