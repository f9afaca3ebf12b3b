package io.hexr.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * One address: accepts, gives each connection a thread, and closes those whose time is over. Platform threads, for a virtual one makes its socket
 * non-blocking: sendfile then returns at every full buffer, and each request costs two hand-overs between threads (measured in ADR 0045).
 */
final class ServerListener {
    private static final int BACKLOG = 1024;
    private static final long STACK = 512 << 10;
    private static final long TICK_MILLIS = 250;
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(200);
    private final ServerSocketChannel channel;
    private final Optional<SSLContext> tls;
    private final ServerWork work;
    private final ServerLimits limits;
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final InetSocketAddress address;

    private ServerListener(ServerSocketChannel channel, Optional<SSLContext> tls, ServerWork work, ServerLimits limits)
            throws IOException {
        this.channel = channel;
        this.tls = tls;
        this.work = work;
        this.limits = limits;
        this.address = (InetSocketAddress) channel.getLocalAddress();
    }

    /** Listens and serves. @throws RegistryException.AddressInUse where the address is taken or not ours */
    static ServerListener bind(
            InetSocketAddress address, Optional<SSLContext> tls, ServerWork work, ServerLimits limits) {
        @Nullable ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.bind(address, BACKLOG);
            ServerListener listener = new ServerListener(channel, tls, work, limits);
            Thread.ofPlatform().name("registry-accept").daemon(true).start(listener::accept);
            Thread.ofPlatform().name("registry-deadlines").daemon(true).start(listener::watch);
            return listener;
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            close(channel);
            throw new RegistryException.AddressInUse(address.getHostString() + ":" + address.getPort(), e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    int connections() {
        return open.get();
    }

    /** Accepts nothing more and closes what is idle. */
    void stopAccepting() {
        close(channel);
        connections.stream().filter(ServerConnection::idle).forEach(ServerConnection::close);
    }

    /** Waits until the last connection ended, at most so long, then closes the rest. Returns how many had to be closed. */
    int end(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        int closed = 0;
        try {
            while (open.get() > 0 && System.nanoTime() < until) {
                connections.stream().filter(ServerConnection::idle).forEach(ServerConnection::close);
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (ServerConnection connection : connections) {
            closed++;
            connection.close();
        }
        ended.countDown();
        return closed;
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel peer = channel.accept();
                int now = open.incrementAndGet();
                Thread.ofPlatform()
                        .name("registry-connection")
                        .daemon(true)
                        .stackSize(STACK)
                        .start(() -> serve(peer, now));
            } catch (IOException e) {
                // out of file handles, or closed: the loop's condition tells which; do not spin on the former
                if (channel.isOpen()) {
                    pause();
                }
            }
        }
    }

    private void serve(SocketChannel peer, int place) {
        @Nullable ServerConnection connection = null;
        try {
            peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
            InetSocketAddress from = (InetSocketAddress) peer.getRemoteAddress();
            String remote = from == null ? "unknown" : from.getAddress().getHostAddress();
            connection = new ServerConnection(transport(peer), remote, work, limits);
            connections.add(connection);
            if (place > limits.connections()) {
                connection.refuse(503, "this registry serves " + limits.connections() + " connections at a time");
            } else {
                connection.serve();
            }
        } catch (IOException e) {
            work.lost();
        } finally {
            if (connection != null) {
                connections.remove(connection);
            }
            close(peer);
            open.decrementAndGet();
        }
    }

    private ServerTransport transport(SocketChannel peer) throws IOException {
        if (tls.isEmpty()) {
            return new ServerTransport.Plain(peer);
        }
        SSLSocket socket = (SSLSocket) tls.get().getSocketFactory().createSocket(peer.socket(), null, true);
        socket.setUseClientMode(false);
        socket.setEnabledProtocols(ServerTls.PROTOCOLS.clone());
        return new ServerTransport.Tls(socket, peer);
    }

    private void watch() {
        try {
            while (!ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                work.tick();
                long now = System.nanoTime();
                for (ServerConnection connection : connections) {
                    if (connection.overdue(now)) {
                        connection.close();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ACCEPT_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(java.io.@Nullable Closeable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (IOException e) {
            // nothing was written through it
        }
    }
}
