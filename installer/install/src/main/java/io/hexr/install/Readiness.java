package io.hexr.install;

import java.util.List;

/** How a workload does. */
public sealed interface Readiness {
    record Ready() implements Readiness {}

    /** With what it waits for, in the words of the cluster: events, image pull errors, failing probes. */
    record Waiting(List<String> reasons) implements Readiness {
        public Waiting {
            reasons = List.copyOf(reasons);
        }
    }

    /** It will not become ready by waiting. */
    record Hopeless(List<String> reasons) implements Readiness {
        public Hopeless {
            reasons = List.copyOf(reasons);
        }
    }
}
