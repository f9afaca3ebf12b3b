package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

import io.hexr.oci.OciException;

/** A region of a file: handed to the kernel where the channel is a plain socket, copied through a small buffer where it is TLS. */
record FileBody(FileChannel file, long offset, long length) implements Body {
    private static final int COPY = 64 << 10;

    @Override
    public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
        if (from < 0 || count < 0 || from + count > length) {
            throw new IllegalArgumentException("bytes " + from + "+" + count + " of " + length);
        }
        if (out instanceof SocketChannel socket) {
            transfer(socket, from, count);
        } else {
            copy(out, from, count);
        }
    }

    private void transfer(SocketChannel socket, long from, long count) throws IOException {
        long done = 0;
        while (done < count) {
            long moved = file.transferTo(offset + from + done, count - done, socket);
            if (moved == 0 && offset + from + done >= file.size()) {
                throw shrunk();
            }
            done += moved;
        }
    }

    private void copy(WritableByteChannel out, long from, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY, count));
        long done = 0;
        while (done < count) {
            buffer.clear().limit((int) Math.min(COPY, count - done));
            if (file.read(buffer, offset + from + done) <= 0) {
                throw shrunk();
            }
            buffer.flip();
            done += buffer.remaining();
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        }
    }

    private OciException.SizeMismatch shrunk() {
        return new OciException.SizeMismatch("the file being sent", offset + length, "fewer");
    }
}
