package io.hexr.install;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** A cluster from which an installation is taken away, as this module sees it. */
public interface Clearance {
    /** Finds all that is left; changes nothing. */
    Remains remains();

    /** What this user may do, as far as the cluster tells. */
    Map<Right, Fact<Boolean>> rights(SortedSet<Right> rights);

    /** Asks for this very object to be removed, not another that took its name; what is gone already is no failure. */
    void delete(Remain object);

    /** Why it is still there, in the words of the cluster; empty once it is gone. */
    Optional<String> holding(Remain object);

    /** The pods of the installation that are still there. */
    List<String> pods(List<String> namespaces);

    /** As {@link Cluster#lease}. */
    Lease lease(String holder);

    void writeJournal(JournalPage page);
}
