package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;

/** The wire under one connection. {@link #close()} may be called by another thread and ends a blocked read or write. */
sealed interface ServerTransport extends ServerInput.Source {
    void write(ByteBuffer from) throws IOException;

    /** Sends a piece of a file; returns how many bytes went, at least one. */
    long send(FileChannel file, long offset, long count) throws IOException;

    /** Says that nothing more will be sent, so that the peer can read the last answer before the connection goes. */
    void finish() throws IOException;

    void close();

    /** Plain HTTP: the kernel copies from file to socket. */
    record Plain(SocketChannel channel) implements ServerTransport {
        private static final int COPY = 64 << 10;
        private static final long PIECE = 8L << 20;

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) {
                channel.write(from);
            }
        }

        @Override
        public long send(FileChannel file, long offset, long count) throws IOException {
            long sent = file.transferTo(offset, Math.min(count, PIECE), channel);
            if (sent > 0) {
                return sent;
            }
            // a socket that does not block is full: a write of a copy waits for room
            ByteBuffer copy = ByteBuffer.allocate((int) Math.min(count, COPY));
            int read = file.read(copy, offset);
            if (read <= 0) {
                throw new IOException("file ended at " + offset);
            }
            write(copy.flip());
            return read;
        }

        @Override
        public void finish() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // the connection is over either way
            }
        }
    }

    /** TLS. */
    final class Tls implements ServerTransport {
        private static final int COPY = 256 << 10;
        private final SSLSocket socket;
        private final SocketChannel wire;
        private final InputStream input;
        private final OutputStream output;

        Tls(SSLSocket socket, SocketChannel wire) throws IOException {
            this.socket = socket;
            this.wire = wire;
            this.input = socket.getInputStream();
            this.output = socket.getOutputStream();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int n = input.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            if (n > 0) {
                into.position(into.position() + n);
            }
            return n;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            output.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
            from.position(from.limit());
        }

        @Override
        public long send(FileChannel file, long offset, long count) throws IOException {
            ByteBuffer copy = ByteBuffer.allocate((int) Math.min(count, COPY));
            long sent = 0;
            while (sent < count) {
                copy.clear().limit((int) Math.min(copy.capacity(), count - sent));
                int read = file.read(copy, offset + sent);
                if (read <= 0) {
                    throw new IOException("file ended at " + (offset + sent));
                }
                write(copy.flip());
                sent += read;
            }
            return sent;
        }

        @Override
        public void finish() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes the wire, not the session: a close_notify could wait for a peer that does not read. */
        @Override
        public void close() {
            try {
                wire.close();
            } catch (IOException e) {
                // the connection is over either way
            }
        }
    }
}
