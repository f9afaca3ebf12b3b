package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Bytes to send, of known length, that can be sent again from any position: an upload that broke goes on where the registry stopped.
 *
 * <p>Over plain HTTP the channel given is the {@link SocketChannel} itself, so that a file can be sent without its bytes entering this process.
 */
public interface Body {
    long length();

    /**
     * Writes exactly {@code count} bytes from the position on. Throws the channel's own {@link IOException}s only; failures to read the content are thrown
     * unchecked and end the request.
     */
    void writeTo(WritableByteChannel out, long from, long count) throws IOException;

    /**
     * Called when all but the last bytes are out, before a registry can complete the content; whoever verifies while sending waits here for the verdict and
     * throws where it is bad, so that nothing is stored. May be called again when a request is repeated.
     */
    default void confirm() {}

    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
                ByteBuffer slice = ByteBuffer.wrap(bytes, Math.toIntExact(from), Math.toIntExact(count));
                while (slice.hasRemaining()) {
                    out.write(slice);
                }
            }
        };
    }

    /** A region of an open file. The file must not shrink while it is sent. */
    static Body of(FileChannel file, long offset, long length) {
        return new FileBody(file, offset, length);
    }
}
