package io.hexr.registry;

import java.time.Duration;

/**
 * How long to wait: for a connection; for the next byte in either direction; for the answer to a request that makes the registry store a large blob, which
 * may move it between disks first.
 */
public record Timeouts(Duration connect, Duration idle, Duration commit) {
    public static final Timeouts USUAL =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10));
}
