package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import io.hexr.oci.Descriptor;
import io.hexr.oci.OciException;
import io.hexr.oci.VerifyingInputStream;
import io.hexr.registry.Body;
import org.jspecify.annotations.Nullable;

/**
 * Content that is verified while it is sent: always read from its first byte on, so that its last bytes go out only after its digest was seen to be right,
 * wherever the sending began. What an earlier run sent already is read and not sent.
 */
final class ReopenedBody implements Body {
    private static final int PIECE = 64 << 10;

    private final Descriptor content;
    private final Supplier<InputStream> source;
    private final LongConsumer sent;
    private final byte[] piece = new byte[PIECE];
    private @Nullable VerifyingInputStream open;
    private long position;

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
        VerifyingInputStream in = at(from);
        long left = count;
        while (left > 0) {
            int read = read(in, left);
            ByteBuffer bytes = ByteBuffer.wrap(piece, 0, read);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            left -= read;
            sent.accept(read);
        }
    }

    /** All that is left is read, where the registry has it already: it must not complete what is not right. */
    @Override
    public void confirm() {
        if (position < content.size() && open == null) {
            at(content.size());
        }
    }

    private VerifyingInputStream at(long wanted) {
        VerifyingInputStream in = open;
        if (in == null || wanted < position) {
            in = VerifyingInputStream.of(source.get(), content);
            open = in;
            position = 0;
        }
        while (position < wanted) {
            read(in, wanted - position);
        }
        return in;
    }

    /** Failures here are of the content, not of the connection. */
    private int read(VerifyingInputStream in, long most) {
        try {
            int read = in.read(piece, 0, (int) Math.min(PIECE, most));
            if (read < 0) {
                throw new OciException.SizeMismatch("content " + content.digest(), content.size(), "only " + position);
            }
            position += read;
            return read;
        } catch (IOException e) {
            throw new OciException.StoreFailed("content " + content.digest(), e);
        }
    }
}
