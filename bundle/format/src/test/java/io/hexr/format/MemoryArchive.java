package io.hexr.format;

import java.nio.ByteBuffer;

/** An archive in memory. */
final class MemoryArchive implements ArchiveBytes {
    private final byte[] bytes;

    MemoryArchive(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int length = (int) Math.min(into.remaining(), Math.max(0, bytes.length - position));
        into.put(bytes, (int) Math.min(position, bytes.length), length);
        return length;
    }

    @Override
    public void close() {}
}
