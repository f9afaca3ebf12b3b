package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Lets bytes through to a registry and counts those that go there, whoever is cut off. */
final class Toll implements AutoCloseable {
    private final InetSocketAddress behind;
    private final ServerSocket listener;
    private final AtomicLong counted = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();

    Toll(InetSocketAddress behind) throws IOException {
        this.behind = behind;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Bytes that went through to the registry. */
    long counted() {
        return counted.get();
    }

    /** Until everybody who was cut off has left on the other side, too. */
    void awaitQuiet() {
        while (open.get() > 0) {
            Thread.onSpinWait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket()) {
            server.connect(behind);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = Thread.ofPlatform().daemon().start(() -> pass(server, client, new AtomicLong()));
            pass(client, server, counted);
            server.shutdownOutput();
            back.join();
        } catch (IOException | InterruptedException e) {
            // someone left
        } finally {
            open.decrementAndGet();
        }
    }

    private static void pass(Socket from, Socket to, AtomicLong count) {
        byte[] buffer = new byte[32 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                count.addAndGet(n);
            }
        } catch (IOException e) {
            // someone left
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
