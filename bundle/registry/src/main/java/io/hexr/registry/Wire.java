package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/** One connection, plain or TLS. Every byte that moves pushes its deadline; past it the watchdog closes the connection under whoever waits. */
final class Wire implements AutoCloseable {
    /** The unit in which bodies are sent: small enough to see progress and keep a rate, large enough to cost nothing. */
    static final int SLICE = 512 << 10;

    private static final long NEVER = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final Watchdog watchdog;
    private final EgressReport.Line report;
    private final Rate rate;
    private volatile Duration patience;
    private volatile long deadline = NEVER;
    private volatile boolean fixed;
    private volatile boolean late;
    private WireInput in;
    private WritableByteChannel out;
    private @Nullable SSLSocket tls;
    private @Nullable HostPort at;
    private long restingSince;
    private boolean used;

    Wire(SocketChannel channel, Watchdog watchdog, EgressReport.Line report, Rate rate) throws IOException {
        this.channel = channel;
        this.watchdog = watchdog;
        this.report = report;
        this.rate = rate;
        this.patience = Timeouts.USUAL.idle();
        this.in = new WireInput(channel.socket().getInputStream(), this::received);
        this.out = channel;
        watchdog.watch(this);
    }

    /** From here on everything goes through TLS. */
    void secure(SSLSocket socket, HostPort peer) throws IOException {
        tls = socket;
        at = peer;
        InputStream decrypted = socket.getInputStream();
        in = new WireInput(decrypted, this::received);
        out = new TlsChannel(Channels.newChannel(socket.getOutputStream()), socket.getOutputStream());
    }

    SocketChannel channel() {
        return channel;
    }

    InputStream input() {
        return in;
    }

    /** How long nothing may move from now on. */
    void patience(Duration longest) {
        patience = longest;
        fixed = false;
        moved();
    }

    /** How long everything up to the next change of patience may take, however slowly bytes drip in. */
    void within(Duration longest) {
        fixed = true;
        deadline = System.nanoTime() + longest.toNanos();
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        moved();
        report.sent(bytes.length);
    }

    /** Sends a stretch of the body; the content's last slice only after the body confirmed itself. */
    void send(Body body, long from, long count) throws IOException {
        long done = 0;
        do {
            long slice = Math.min(rate.slice(SLICE), count - done);
            if (from + done + slice == body.length()) {
                pause(body::confirm);
            }
            body.writeTo(out, from + done, slice);
            done += slice;
            report.sent(slice);
            moved();
            long taken = slice;
            pause(() -> rate.take(taken));
        } while (done < count);
    }

    /** Runs what may take its time without the connection being at fault. */
    private void pause(Runnable work) {
        long left = deadline - System.nanoTime();
        deadline = NEVER;
        work.run();
        deadline = System.nanoTime() + (fixed ? left : patience.toNanos());
    }

    private void received(int bytes) {
        report.received(bytes);
        moved();
        if (rate.isLimited()) {
            pause(() -> rate.take(bytes));
        }
    }

    private void moved() {
        if (fixed) {
            return;
        }
        deadline = System.nanoTime() + patience.toNanos();
    }

    void endIfLate(long now) {
        long limit = deadline;
        if (limit != NEVER && now - limit > 0) {
            late = true;
            close();
        }
    }

    /** Nobody waits on it: it may lie idle. */
    void rest() {
        deadline = NEVER;
        restingSince = System.nanoTime();
        used = true;
    }

    /** Whether it has carried an exchange before, so that its end may only mean that the server tired of it. */
    boolean used() {
        return used;
    }

    long restedNanos() {
        return System.nanoTime() - restingSince;
    }

    /** Whether an idle connection can carry another request: neither closed nor holding bytes that answer nothing. */
    boolean isFresh() {
        if (!channel.isOpen() || in.holdsBytes()) {
            return false;
        }
        if (tls != null) {
            return restedNanos() < Duration.ofSeconds(20).toNanos();
        }
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What an input or output error on this connection means. */
    RegistryException failure(String request, IOException cause) {
        if (cause instanceof ClosedByInterruptException
                || Thread.currentThread().isInterrupted()) {
            return new RegistryException.Interrupted(request);
        }
        if (at != null && cause instanceof SSLException broken && TlsClient.wantsClientCertificate(broken)) {
            // with TLS 1.3 this arrives after the handshake
            return TlsClient.explain(at, broken);
        }
        return new RegistryException.ConnectionLost(
                request,
                late ? RegistryException.ConnectionLost.Ending.STALLED : RegistryException.ConnectionLost.Ending.CLOSED,
                cause);
    }

    boolean late() {
        return late;
    }

    @Override
    public void close() {
        watchdog.forget(this);
        try {
            // never SSLSocket.close(): it may block on a peer that does not read
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    /** TLS writes as a channel; heap buffers go down without a copy. */
    private record TlsChannel(WritableByteChannel copying, OutputStream stream) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            if (!source.hasArray()) {
                return copying.write(source);
            }
            int count = source.remaining();
            stream.write(source.array(), source.arrayOffset() + source.position(), count);
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return copying.isOpen();
        }

        @Override
        public void close() throws IOException {
            copying.close();
        }
    }
}
