package io.hexr.registry;

import java.util.List;

import io.hexr.oci.Digest;

/** What the collector would remove: a list to review, then to apply. */
public record GcPlan(GcPolicy policy, List<Item> items) {

    /** One thing that may go. */
    public sealed interface Item {
        Digest digest();

        long bytes();
    }

    /** A manifest that no tag leads to. */
    public record UntaggedManifest(String repository, Digest digest, long bytes) implements Item {}

    /** A blob that no manifest of its repository needs. */
    public record UnusedBlob(String repository, Digest digest, long bytes) implements Item {}

    /** Content that no repository links to, now or once the items above are gone. */
    public record UnlinkedContent(Digest digest, long bytes) implements Item {}

    public GcPlan {
        items = List.copyOf(items);
    }

    /** What the disk gains. */
    public long freedBytes() {
        return items.stream()
                .filter(item -> item instanceof UnlinkedContent)
                .mapToLong(Item::bytes)
                .sum();
    }
}
