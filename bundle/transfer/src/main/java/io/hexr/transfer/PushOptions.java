package io.hexr.transfer;

import java.util.Set;

/** What of a bundle is pushed, how closely the destination is looked at first, and whether tags that are there may be moved. */
public record PushOptions(Set<String> groups, Depth depth, Tags tags) {
    /** What is taken as a sign that content is there. */
    public enum Depth {
        /** The tag of a release vouches for it, and a manifest for its children: registries keep it so. */
        MARKERS,
        /** Nothing but the answer for each blob and manifest. */
        EVERYTHING
    }

    /** What becomes of a tag that leads elsewhere. */
    public enum Tags {
        /** It names what is pushed from now on: a site takes what its vendor released last. */
        MOVED,
        /** It stays, and the push is refused: what was published under a version is that version for ever. */
        KEPT
    }

    /** Whatever the bundle completes. */
    public static final PushOptions USUAL = new PushOptions(Set.of(), Depth.MARKERS, Tags.MOVED);

    public PushOptions {
        groups = Set.copyOf(groups);
    }

    /** Only these groups. */
    public PushOptions only(Set<String> named) {
        return new PushOptions(named, depth, tags);
    }

    public PushOptions looking(Depth closely) {
        return new PushOptions(groups, closely, tags);
    }

    /** Moves no tag. */
    public PushOptions keepingTags() {
        return new PushOptions(groups, depth, Tags.KEPT);
    }
}
