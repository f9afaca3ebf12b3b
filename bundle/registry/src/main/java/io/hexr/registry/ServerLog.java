package io.hexr.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Told of every answer. Called on the connection's thread after the last byte: it should not wait for long. */
@FunctionalInterface
public interface ServerLog {
    void answered(Line line);

    static ServerLog none() {
        return line -> {};
    }

    /**
     * One answer. The path is decoded and holds no control character; the query is left out, for it may bear upload state.
     *
     * @param failure what went wrong inside the server, for an answer of 500 and above
     */
    record Line(
            Instant at,
            String remote,
            Optional<String> user,
            String method,
            String path,
            int status,
            long received,
            long sent,
            Duration took,
            Optional<String> userAgent,
            Optional<String> failure) {}
}
