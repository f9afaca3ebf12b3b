package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one connection as they arrive, buffered; heads and bodies are cut from it without ever losing what follows. */
final class ServerInput {
    /** Where bytes come from; -1 at the end. */
    interface Source {
        int read(ByteBuffer into) throws IOException;
    }

    static final int BUFFER = 16 << 10;
    private final Source source;
    private byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;

    ServerInput(Source source) {
        this.source = source;
    }

    /**
     * The bytes up to and with the empty line, or an empty array where the peer closed before the first byte. Every line must end in CRLF.
     *
     * @throws ServerRefusal.Malformed on a bare CR or LF, or beyond the limit
     */
    byte[] head(int limit) throws IOException {
        int scanned = start;
        int lineStart = start;
        while (true) {
            for (; scanned < end; scanned++) {
                byte at = buffer[scanned];
                boolean afterReturn = scanned > lineStart && buffer[scanned - 1] == '\r';
                if (at == '\n') {
                    if (!afterReturn) {
                        throw new ServerRefusal.Malformed(400, "a line of the request ends without CR");
                    }
                    if (scanned - 1 == lineStart && lineStart > start) {
                        return cut(scanned + 1);
                    }
                    lineStart = scanned + 1;
                } else if (afterReturn || at == 0) {
                    throw new ServerRefusal.Malformed(400, "a CR or NUL stands within a line of the request");
                }
            }
            if (end - start > limit) {
                throw new ServerRefusal.Malformed(431, "the request's head is longer than " + limit + " bytes");
            }
            int moved = start;
            if (!fill()) {
                if (start == end) {
                    return new byte[0];
                }
                throw new ServerRefusal.Gone("the peer closed within a request's head");
            }
            scanned -= moved - start;
            lineStart -= moved - start;
        }
    }

    /** Up to {@code count} bytes; -1 where the peer closed. */
    int read(byte[] into, int offset, int count) throws IOException {
        if (start < end) {
            int n = Math.min(count, end - start);
            System.arraycopy(buffer, start, into, offset, n);
            start += n;
            return n;
        }
        return source.read(ByteBuffer.wrap(into, offset, count));
    }

    int readByte() throws IOException {
        if (start == end && !fill()) {
            return -1;
        }
        return buffer[start++] & 0xff;
    }

    /** Waits for the first byte of a request; false where the peer closed instead. */
    boolean await() throws IOException {
        return start < end || fill();
    }

    private byte[] cut(int to) {
        byte[] head = java.util.Arrays.copyOfRange(buffer, start, to);
        start = to;
        return head;
    }

    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, buffer.length * 2);
        }
        int n = source.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (n <= 0) {
            return false;
        }
        end += n;
        return true;
    }
}
