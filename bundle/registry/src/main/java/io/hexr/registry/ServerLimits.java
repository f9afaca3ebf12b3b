package io.hexr.registry;

import java.time.Duration;

/** What one stranger may take of the server. Each cap ends in an answer that names it, or in a closed connection where no answer can be given. */
public record ServerLimits(
        int connections,
        int headBytes,
        int headers,
        Duration headTime,
        Duration idleTime,
        Duration bodyGrace,
        int bodyBytesPerSecond,
        long blobBytes,
        int uploads,
        Duration uploadIdle) {

    /** For a site's registry: generous to slow links, closed to those that only hold a connection. */
    public static ServerLimits standard() {
        return new ServerLimits(
                2048,
                32 << 10,
                100,
                Duration.ofSeconds(15),
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                4096,
                1L << 40,
                4096,
                Duration.ofHours(1));
    }
}
