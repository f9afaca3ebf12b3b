package io.hexr.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that nobody named. It counts who comes. */
public final class ForeignHost implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicInteger visits = new AtomicInteger();

    public ForeignHost() throws IOException {
        listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket visitor = listener.accept();
                    visits.incrementAndGet();
                    visitor.close();
                }
            } catch (IOException e) {
                // closed
            }
        });
    }

    public HostPort at() {
        return new HostPort("127.0.0.1", listener.getLocalPort());
    }

    public int visits() {
        return visits.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
