package io.hexr.format;

import java.nio.ByteBuffer;

/**
 * The bytes of one bundle archive, at any position: a single file, or its parts read in place. The caller never knows which.
 *
 * <p>Failures of the medium are thrown as {@code BundleException.Unreadable} naming the file (and part) concerned.
 */
public interface ArchiveBytes extends AutoCloseable {
    /** What people call it, for messages. */
    String name();

    long size();

    /**
     * Fills the buffer from the position on, fewer bytes only at the end or in front of bytes that cannot be had, where the next read throws; may be
     * called from several threads at once.
     */
    int read(long position, ByteBuffer into);

    @Override
    void close();
}
