package io.hexr.install;

import java.util.List;
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
        /**
         * All that this release needs to know.
         *
         * @param installed objects that are there, and that go if this release has them no more
         */
        public static Inquiry about(Wanted wanted, List<Piece> installed) {
            SortedSet<String> crds =
                    new TreeSet<>(wanted.crds().stream().map(Piece::name).toList());
            SortedSet<String> namespaces = new TreeSet<>(wanted.namespaces().keySet());
            // as if no namespace were there: what is not needed is not looked at later
            SortedSet<Right> rights = Rights.install(wanted, namespaces);
            rights.addAll(Rights.upgrade(wanted, installed));
            return new Inquiry(wanted.target(), namespaces, crds, rights);
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

    /** One that is made is marked as made for the installation in {@code home}. */
    void ensureNamespace(Step.EnsureNamespace step, String home);

    /** Marked likewise; one that was there takes the credentials, and stays what it was. */
    void ensurePullSecret(Step.EnsurePullSecret step, PullSecret secret, String home);

    /** By server-side apply; returns when objects of it can be made. Marked as a namespace is. */
    void applyCrd(Piece crd, String home);

    /** How a workload does now. */
    Readiness readiness(Step.AwaitReady step);

    /** Takes the lease on an installation. @throws InstallException.Busy where somebody else holds it */
    Lease lease(String namespace, String holder);

    void writeJournal(String namespace, JournalPage page);
}
