package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

import io.hexr.oci.Descriptor;
import io.hexr.oci.OciException;

/**
 * A stream to send, which can be read once: the chunk in hand is kept, so that a break within it costs nothing. A break that reaches further back cannot be
 * mended from here. The stream verifies itself, so its last chunk is never sent where the content is wrong.
 */
final class StreamBody implements Body {
    /** How much is kept, and thus the largest chunk. */
    static final int WINDOW = 4 << 20;

    private static final int WIDEST = 32 << 20;

    private final InputStream verified;
    private final Descriptor descriptor;
    private byte[] window = {};
    private int size = WINDOW;
    private long start;
    private int held;

    StreamBody(InputStream verified, Descriptor descriptor) {
        this.verified = verified;
        this.descriptor = descriptor;
    }

    /** Keeps more, for a registry that takes no chunks as small as the usual window; up to a limit. */
    int widen(long wanted) {
        if (window.length == 0) {
            size = Math.clamp(wanted, WINDOW, WIDEST);
        }
        return size;
    }

    @Override
    public long length() {
        return descriptor.size();
    }

    @Override
    public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
        long at = from;
        long end = from + count;
        while (at < end) {
            if (at == start + held) {
                refill();
            }
            if (at < start || at > start + held) {
                throw new RegistryException.ConnectionLost(
                        "uploading " + descriptor.digest() + " from a stream that cannot be read again",
                        RegistryException.ConnectionLost.Ending.CLOSED,
                        null);
            }
            int offset = (int) (at - start);
            ByteBuffer slice = ByteBuffer.wrap(window, offset, (int) Math.min(held - offset, end - at));
            at += slice.remaining();
            while (slice.hasRemaining()) {
                out.write(slice);
            }
        }
    }

    private void refill() {
        if (window.length == 0) {
            window = new byte[(int) Math.min(size, descriptor.size())];
        }
        start += held;
        held = 0;
        try {
            held = verified.readNBytes(window, 0, (int) Math.min(window.length, descriptor.size() - start));
        } catch (IOException e) {
            throw new OciException.StoreFailed("content " + descriptor.digest(), e);
        }
        if (held == 0) {
            throw new OciException.SizeMismatch("content " + descriptor.digest(), descriptor.size(), "only " + start);
        }
    }
}
