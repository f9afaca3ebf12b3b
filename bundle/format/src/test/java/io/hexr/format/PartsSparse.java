package io.hexr.format;

import java.nio.ByteBuffer;

/** An archive of zeros, of any size. */
record PartsSparse(long size) implements ArchiveBytes {
    @Override
    public String name() {
        return PartsFixture.NAME;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int length = Math.clamp(size - position, 0, into.remaining());
        into.put(new byte[length]);
        return length;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
