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

    /** A digest: as many digits as people compare, so that a line holds it; all of them in JSON. */
    record Hash(String whole) implements Cell {
        private static final int DIGITS = 12;

        String brief() {
            int digits = whole.indexOf(':') + 1;
            return whole.substring(0, Math.min(whole.length(), digits + DIGITS));
        }
    }

    /** Nothing there: "-" for people, null in JSON. */
    record None() implements Cell {}

    /** As people read it; a text is shown as it is, so whoever prints it makes it harmless first. */
    default String words() {
        return switch (this) {
            case Text(String value) -> value;
            case Count(long value) -> Long.toString(value);
            case Size(long bytes) -> Amounts.bytes(bytes);
            case Flag(boolean value) -> value ? "yes" : "no";
            case Moment(Instant value) -> value.toString();
            case Hash hash -> hash.brief();
            case None() -> "-";
        };
    }

    static Cell of(String value) {
        return new Text(value);
    }

    static Cell of(long value) {
        return new Count(value);
    }
}
