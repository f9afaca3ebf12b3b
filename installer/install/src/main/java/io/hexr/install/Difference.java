package io.hexr.install;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a cluster differs from what is wanted of it, as the API server itself judged it.
 *
 * @param changes objects that are absent or would change, each with what
 * @param refused objects that the API server would not take, each with its words
 * @param crds those that are absent or would change, with the reason
 * @param secretless {@code namespace/name} of Secrets without the right credentials for the registry, with the reason
 * @param unready workloads that are there and not ready, with the reason
 */
public record Difference(
        List<String> changes,
        List<String> refused,
        Map<String, String> crds,
        Map<String, String> secretless,
        Map<String, String> unready) {
    public Difference {
        changes = List.copyOf(changes);
        refused = List.copyOf(refused);
        crds = new TreeMap<>(crds);
        secretless = new TreeMap<>(secretless);
        unready = new TreeMap<>(unready);
    }

    /** Titles of all that is not as wanted. */
    public Set<String> subjects() {
        Set<String> all = new TreeSet<>(changes);
        all.addAll(crds.keySet());
        all.addAll(secretless.keySet());
        all.addAll(unready.keySet());
        return all;
    }
}
