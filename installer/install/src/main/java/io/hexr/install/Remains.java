package io.hexr.install;

import java.util.List;
import java.util.Optional;

/**
 * All that is left of an installation on a cluster, whether it is whole, half removed or gone.
 *
 * @param journal empty where there is none
 */
public record Remains(String server, Wanted.Target target, Optional<JournalPage> journal, List<Remain> all) {
    public Remains {
        all = List.copyOf(all);
    }

    /** What somebody has to decide about. */
    public List<Remain> data() {
        return all.stream().filter(Remain::isData).toList();
    }

    /** Whether there is a place to keep a lease in. */
    boolean hasHome() {
        return all.stream()
                .anyMatch(one -> one.sort() == Remain.Sort.HOME && !one.about().equals(TERMINATING));
    }

    /** What is said of a namespace that is on its way out. */
    public static final String TERMINATING = "it is being removed";
}
