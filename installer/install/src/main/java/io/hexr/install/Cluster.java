package io.hexr.install;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A cluster, as this module sees it. What stands behind it decides how it is reached, and throws its own failures. */
public interface Cluster {
    /**
     * What to look at.
     *
     * @param namespaces those the release takes
     * @param crds those the release brings
     * @param rights those to ask about
     */
    record Inquiry(
            Wanted.Target target, SortedSet<String> namespaces, SortedSet<String> crds, SortedSet<Right> rights) {
        /** All that this release needs to know. */
        public static Inquiry about(Wanted wanted) {
            SortedSet<String> crds =
                    new TreeSet<>(wanted.crds().stream().map(Piece::name).toList());
            SortedSet<String> namespaces = new TreeSet<>(wanted.namespaces().keySet());
            // as if no namespace were there: what is not needed is not looked at later
            return new Inquiry(wanted.target(), namespaces, crds, Rights.install(wanted, namespaces));
        }

        /** What can be known of a cluster without a release. */
        public static Inquiry without(Wanted.Target target) {
            return new Inquiry(
                    target, new TreeSet<>(java.util.List.of(target.namespace())), new TreeSet<>(), new TreeSet<>());
        }
    }

    /** Gathers everything once; what may not be asked is told as such, never thrown. */
    Facts facts(Inquiry inquiry);

    /** Lets the API server say what would change; changes nothing. */
    Difference difference(Wanted wanted, Optional<PullSecret> secret);

    void ensureNamespace(Step.EnsureNamespace step);

    void ensurePullSecret(Step.EnsurePullSecret step, PullSecret secret);

    /** By server-side apply; returns when objects of it can be made. */
    void applyCrd(Piece crd);

    /** How a workload does now. */
    Readiness readiness(Step.AwaitReady step);

    /** Takes the lease on an installation. @throws InstallException.Busy where somebody else holds it */
    Lease lease(String namespace, String holder);

    void writeJournal(String namespace, JournalPage page);
}
