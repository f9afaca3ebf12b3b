package io.hexr.format;

import io.hexr.oci.Digest;

/** One part as the parts index names it. Numbers count from one, data and parity parts apart. */
public record PartEntry(Kind kind, int number, String name, long size, Digest digest) {
    /** What a part holds. */
    public enum Kind {
        /** A plain slice of the archive. */
        DATA,
        /** What restores lost slices. */
        PARITY
    }

    public boolean isParity() {
        return kind == Kind.PARITY;
    }

    /** As people call it: {@code part 3}, {@code parity part 1}. */
    public String label() {
        return (isParity() ? "parity part " : "part ") + number;
    }
}
