package io.hexr.assembly;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What images are built with, and which.
 *
 * @param cache a folder of this user: sources and finished images by checksum; it may be removed at any time
 * @param jdk a whole JDK, whose jlink makes the runtime of the Java images
 * @param only names of recipes; empty means all of the tier
 * @param jobs images built at a time
 * @param pulse run often while a tool works; what it throws ends the tool
 */
public record Workbench(
        Path cache,
        Path jdk,
        Tier tier,
        Set<String> only,
        int jobs,
        Drift drift,
        Reuse reuse,
        Consumer<String> narration,
        Runnable pulse) {

    /** What happens when a pinned Debian revision has been replaced, or the toolchain is another than the lock's. */
    public enum Drift {
        REFUSED,
        /** A later revision of the same upstream version is taken, and said. */
        TAKEN_AND_SAID
    }

    /** Whether an image that was built from the same inputs before is taken. */
    public enum Reuse {
        CACHED,
        /** The same, and what would have to be compiled for minutes and is not kept is left out of the release. */
        WITHOUT_COMPILING,
        NEVER
    }

    public Workbench {
        only = Set.copyOf(only);
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs: " + jobs);
        }
    }

    Workbench refusingDrift() {
        return new Workbench(cache, jdk, tier, only, jobs, Drift.REFUSED, reuse, narration, pulse);
    }

    void say(String sentence) {
        pulse.run();
        narration.accept(sentence);
    }

    /** Another toolchain than the pinned one gives other bytes: refused, unless drift is taken, which {@link Offered} says. */
    void requireToolchain(String what, List<String> pinned, List<String> found) {
        if (drift == Drift.REFUSED && !found.equals(pinned)) {
            throw new AssemblyException.SourceChanged(what, String.join(" ", pinned), String.join(" ", found));
        }
    }

    /** A sentence where what was found is not what is pinned. */
    static Optional<String> drift(String what, List<String> pinned, List<String> found) {
        return found.equals(pinned)
                ? Optional.empty()
                : Optional.of(what + " is " + String.join(" ", found) + ", pinned is " + String.join(" ", pinned));
    }

    boolean wants(Recipe recipe) {
        return tier.includes(recipe.tier()) && (only.isEmpty() || only.contains(recipe.name()));
    }
}
