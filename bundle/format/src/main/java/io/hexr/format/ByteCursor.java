package io.hexr.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Archive bytes one after the other, from wherever they come, and the position they lie at. */
abstract sealed class ByteCursor {
    static final int BUFFER = 256 << 10;

    private final String archive;
    private final ByteBuffer buffer;
    private long position;

    private ByteCursor(String archive, long position, ByteBuffer buffer) {
        this.archive = archive;
        this.position = position;
        this.buffer = buffer.clear().limit(0);
    }

    /** One entry alone: nothing behind it is read ahead. */
    static ByteCursor at(ArchiveBytes archive, ArchivePlan.Entry entry, ByteBuffer buffer) {
        return new OfArchive(archive, entry.offset(), entry.end(), buffer);
    }

    static ByteCursor at(ArchiveBytes archive, ArchivePlan.Entry entry) {
        return at(archive, entry, ByteBuffer.allocate((int) Math.min(BUFFER, entry.framedSize())));
    }

    static ByteCursor at(ArchiveBytes archive, long position) {
        return new OfArchive(archive, position, Long.MAX_VALUE, ByteBuffer.allocate(BUFFER));
    }

    static ByteCursor of(String name, InputStream pipe) {
        return new OfPipe(name, pipe);
    }

    String archive() {
        return archive;
    }

    /** Where the next byte lies in the archive. */
    long position() {
        return position;
    }

    /** Takes up to {@code length} bytes; -1 at the end. */
    int read(byte[] into, int offset, int length) {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int filled = fill(position, buffer);
            buffer.flip();
            if (filled <= 0) {
                buffer.limit(0);
                return -1;
            }
        }
        int taken = Math.min(length, buffer.remaining());
        buffer.get(into, offset, taken);
        position += taken;
        return taken;
    }

    /** Takes as many bytes as there are, up to {@code length}. */
    int readFully(byte[] into, int offset, int length) {
        int done = 0;
        while (done < length) {
            int taken = read(into, offset + done, length - done);
            if (taken < 0) {
                break;
            }
            done += taken;
        }
        return done;
    }

    /** Takes exactly the bytes expected. @throws BundleException.Corrupt at the first that differs or is missing */
    void require(byte[] expected, String entry) {
        long start = position;
        byte[] found = new byte[expected.length];
        int length = readFully(found, 0, found.length);
        requireEqual(expected, found, length, new BundleException.Place(archive, entry, start));
    }

    static void requireEqual(byte[] expected, byte[] found, int length, BundleException.Place start) {
        int same = java.util.Arrays.mismatch(expected, 0, expected.length, found, 0, length);
        if (same < 0) {
            return;
        }
        BundleException.Place place = new BundleException.Place(start.archive(), start.entry(), start.offset() + same);
        if (same == length) {
            throw new BundleException.Corrupt(place, "the archive ends here, too early");
        }
        if (same == expected.length) {
            throw new BundleException.Corrupt(place, "has more bytes than it can have");
        }
        throw new BundleException.Corrupt(
                place, String.format("is 0x%02x, must be 0x%02x", found[same] & 0xff, expected[same] & 0xff));
    }

    abstract int fill(long at, ByteBuffer into);

    private static final class OfArchive extends ByteCursor {
        private final ArchiveBytes bytes;
        private final long end;

        OfArchive(ArchiveBytes bytes, long position, long end, ByteBuffer buffer) {
            super(bytes.name(), position, buffer);
            this.bytes = bytes;
            this.end = end;
        }

        @Override
        int fill(long at, ByteBuffer into) {
            into.limit((int) Math.min(into.capacity(), end - at));
            return bytes.read(at, into);
        }
    }

    private static final class OfPipe extends ByteCursor {
        private final InputStream pipe;
        private final byte[] piece = new byte[BUFFER];

        OfPipe(String name, InputStream pipe) {
            super(name, 0, ByteBuffer.allocate(BUFFER));
            this.pipe = pipe;
        }

        @Override
        int fill(long at, ByteBuffer into) {
            try {
                int read = pipe.read(piece, 0, piece.length);
                into.put(piece, 0, Math.max(read, 0));
                return read;
            } catch (IOException e) {
                throw new BundleException.Unreadable(archive(), e);
            }
        }
    }
}
