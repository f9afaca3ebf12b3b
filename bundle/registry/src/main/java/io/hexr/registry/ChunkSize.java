package io.hexr.registry;

import java.time.Duration;

/**
 * How much of a large blob goes to one registry in one request. Registries flush to disk after each, so a fast line gets larger chunks: as much as goes over
 * it in a few seconds, which is what a break may cost. What a registry or a proxy before it refused is never tried again.
 */
final class ChunkSize {
    private static final Duration WORTH = Duration.ofSeconds(5);

    private final Chunks sizes;
    private long current;
    private long ceiling;

    ChunkSize(Chunks sizes) {
        this.sizes = sizes;
        this.current = sizes.first();
        this.ceiling = sizes.most();
    }

    /** A blob up to this size goes in one request. */
    synchronized long whole() {
        return Math.min(sizes.first(), ceiling);
    }

    synchronized long next() {
        return Math.min(current, ceiling);
    }

    /** So many bytes were taken in that time. */
    synchronized void went(long bytes, Duration time) {
        if (bytes >= current) {
            long worth = bytes / Math.max(1, time.toMillis()) * WORTH.toMillis();
            current = Math.clamp(worth, sizes.first(), sizes.most());
        }
    }

    /** More than this is not taken. */
    synchronized void limit(long bytes) {
        ceiling = Math.min(ceiling, bytes);
    }
}
