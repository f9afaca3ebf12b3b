package io.hexr.format;

import java.nio.ByteBuffer;

/** The archive with its first bytes as the parts index carries them, all others as the set reads them. */
record PartControl(PartSet set) implements ArchiveBytes {
    @Override
    public String name() {
        return set.index().layout().indexName();
    }

    @Override
    public long size() {
        return set.size();
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int carried = set.index().headLength();
        if (position >= carried) {
            return set.read(position, into);
        }
        int length = Math.min(into.remaining(), carried - (int) position);
        into.put(set.index().head().slice((int) position, length));
        return length;
    }

    @Override
    public void close() {
        set.close();
    }
}
