package io.hexr.registry;

/**
 * What large blobs are cut into: the first chunk's size, which is also the largest blob that goes up whole, and the largest chunk on a line that turns out to
 * be fast.
 */
public record Chunks(long first, long most) {
    public static final Chunks USUAL = new Chunks(64L << 20, 1L << 30);

    static final long SMALLEST = 1L << 20;

    public Chunks {
        if (first < SMALLEST || most < first) {
            throw new IllegalArgumentException(
                    "chunks have " + SMALLEST + " bytes or more, not " + first + ".." + most);
        }
    }

    /** All of one size. */
    public static Chunks of(long size) {
        return new Chunks(size, size);
    }
}
