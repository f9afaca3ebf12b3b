package io.hexr.console;

import java.time.Instant;

/** One value of a result, with its meaning, so that text can round it and JSON can keep it. */
public sealed interface Cell {
    record Text(String value) implements Cell {}

    record Count(long value) implements Cell {}

    /** Bytes: "1.30 GB" for people, the number in JSON. */
    record Size(long bytes) implements Cell {}

    record Flag(boolean value) implements Cell {}

    record Moment(Instant value) implements Cell {}

    /** Nothing there: "-" for people, null in JSON. */
    record None() implements Cell {}

    static Cell of(String value) {
        return new Text(value);
    }

    static Cell of(long value) {
        return new Count(value);
    }
}
