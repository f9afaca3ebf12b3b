package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.IntConsumer;

/** What a connection delivers: small reads come from a buffer, large ones go past it. */
final class WireInput extends InputStream {
    private static final int BUFFER = 16 << 10;

    /** The kernel's bytes pass a buffer outside the heap as large as the read: bounded here, not by the caller. */
    private static final int LARGEST = 128 << 10;

    private final InputStream below;
    private final IntConsumer moved;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;

    WireInput(InputStream below, IntConsumer moved) {
        this.below = below;
        this.moved = moved;
    }

    /** Whether bytes have arrived that nobody has asked for. */
    boolean holdsBytes() {
        return next < end;
    }

    @Override
    public int read() throws IOException {
        if (next == end && !fill()) {
            return -1;
        }
        return buffer[next++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (next == end && length >= BUFFER) {
            int read = below.read(into, offset, Math.min(length, LARGEST));
            if (read > 0) {
                moved.accept(read);
            }
            return read;
        }
        if (next == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(buffer, next, into, offset, count);
        next += count;
        return count;
    }

    private boolean fill() throws IOException {
        int read = below.read(buffer, 0, BUFFER);
        if (read <= 0) {
            return false;
        }
        moved.accept(read);
        next = 0;
        end = read;
        return true;
    }
}
