package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel of a {@link FaultyDisk}: writing, cutting and flushing count, and one of them fails. */
final class FaultyChannel extends FileChannel {
    private final FileChannel below;
    private final FaultyDisk disk;

    FaultyChannel(FileChannel below, FaultyDisk disk) {
        super();
        this.below = below;
        this.disk = disk;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return below.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return below.read(into, offset, length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return below.read(into, position);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        disk.operate();
        return below.write(bytes);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        disk.operate();
        return below.write(bytes, offset, length);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        disk.operate();
        return below.write(bytes, position);
    }

    @Override
    public long position() throws IOException {
        return below.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        below.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return below.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.operate();
        below.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        disk.operate();
        below.force(metadata);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return below.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        disk.operate();
        return below.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return below.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return below.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return below.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        below.close();
    }
}
