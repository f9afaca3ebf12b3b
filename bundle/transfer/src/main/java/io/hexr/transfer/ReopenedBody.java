package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import io.hexr.format.BundleException;
import io.hexr.oci.Descriptor;
import io.hexr.oci.OciException;
import io.hexr.oci.VerifyingInputStream;
import io.hexr.registry.Body;
import io.hexr.registry.RegistryException;
import org.jspecify.annotations.Nullable;

/**
 * Content that is verified while it is sent: always read from its first byte on, so that its last bytes go out only after its digest was seen to be right,
 * wherever the sending began. What an earlier run sent already is read and not sent. At most one stream of the source is open at a time.
 */
final class ReopenedBody implements Body, AutoCloseable {
    private static final int PIECE = 64 << 10;
    /** What the client sends after it asked for confirmation, at most. */
    private static final int TAIL = 512 << 10;

    private final Descriptor content;
    private final Supplier<InputStream> source;
    private final LongConsumer sent;
    private final byte[] piece = new byte[PIECE];
    private @Nullable VerifyingInputStream open;
    private long position;
    private byte @Nullable [] tail;
    private long tailStart;

    ReopenedBody(Descriptor content, Supplier<InputStream> source, LongConsumer sent) {
        this.content = content;
        this.source = source;
        this.sent = sent;
    }

    @Override
    public long length() {
        return content.size();
    }

    @Override
    public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
        if (tail != null && from >= tailStart) {
            write(out, ByteBuffer.wrap(tail, (int) (from - tailStart), (int) count));
            return;
        }
        VerifyingInputStream in = at(from);
        long left = count;
        while (left > 0) {
            int read = read(in, piece, 0, left);
            write(out, ByteBuffer.wrap(piece, 0, read));
            left -= read;
        }
    }

    private void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        sent.accept(count);
    }

    /** Reads on to the verified end, whatever the registry has already, and keeps what may still have to be sent. */
    @Override
    public void confirm() {
        if (tail != null) {
            return;
        }
        VerifyingInputStream in = at(Math.max(position, content.size() - TAIL));
        tailStart = position;
        byte[] last = new byte[(int) (content.size() - position)];
        int filled = 0;
        while (filled < last.length) {
            filled += read(in, last, filled, last.length - filled);
        }
        tail = last;
    }

    private VerifyingInputStream at(long wanted) {
        VerifyingInputStream in = open;
        if (in == null || wanted < position) {
            close();
            in = VerifyingInputStream.of(source.get(), content);
            open = in;
            position = 0;
        }
        while (position < wanted) {
            read(in, piece, 0, wanted - position);
        }
        return in;
    }

    @Override
    public void close() {
        VerifyingInputStream in = open;
        open = null;
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // nothing more is read from it, and what was read is judged by its digest
            }
        }
    }

    /** Failures here are of the content, not of the connection. */
    private int read(VerifyingInputStream in, byte[] into, int offset, long most) {
        try {
            int read = in.read(into, offset, (int) Math.min(PIECE, most));
            if (read < 0) {
                throw new OciException.SizeMismatch("content " + content.digest(), content.size(), "only " + position);
            }
            position += read;
            return read;
        } catch (BundleException.Unreadable e) {
            if (e.getCause() instanceof ClosedChannelException) {
                // one interrupted reader closes the file for all
                throw new RegistryException.Interrupted("sending " + content.digest());
            }
            throw e;
        } catch (IOException e) {
            throw new OciException.StoreFailed("content " + content.digest(), e);
        }
    }
}
