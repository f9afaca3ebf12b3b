package io.hexr.format;

import java.nio.ByteBuffer;

/** An archive that says it is longer than it is. */
record PartsShrunk(byte[] bytes, int end) implements ArchiveBytes {
    @Override
    public String name() {
        return PartsFixture.NAME;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int length = Math.clamp(end - position, 0, into.remaining());
        into.put(bytes, (int) Math.min(position, end), length);
        return length;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
