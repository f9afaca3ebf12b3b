package io.hexr.transfer;

import java.util.Set;

/** What of a bundle is pushed, and how closely the destination is looked at first. */
public record PushOptions(Set<String> groups, Depth depth) {
    /** What is taken as a sign that content is there. */
    public enum Depth {
        /** The tag of a release vouches for it, and a manifest for its children: registries keep it so. */
        MARKERS,
        /** Nothing but the answer for each blob and manifest. */
        EVERYTHING
    }

    /** Whatever the bundle completes. */
    public static final PushOptions USUAL = new PushOptions(Set.of(), Depth.MARKERS);

    public PushOptions {
        groups = Set.copyOf(groups);
    }

    /** Only these groups. */
    public PushOptions only(Set<String> named) {
        return new PushOptions(named, depth);
    }

    public PushOptions looking(Depth closely) {
        return new PushOptions(groups, closely);
    }
}
