package io.hexr.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.hexr.registry.RegistryException.Unreachable;
import io.hexr.registry.RegistryException.Unreachable.Obstacle;
import org.jspecify.annotations.Nullable;

/** The one place of the client where connections are opened: egress policy first, then proxy or direct, then TLS. */
final class Dialer implements AutoCloseable {
    private static final int ADDRESSES = 4;
    private final ClientSettings settings;
    private final EgressReport report;
    private final Watchdog watchdog = new Watchdog();
    private final ConcurrentMap<HostPort, TlsClient> tls = new ConcurrentHashMap<>();
    private final ConcurrentMap<HostPort, Rate> rates = new ConcurrentHashMap<>();

    Dialer(ClientSettings settings, EgressReport report) {
        this.settings = settings;
        this.report = report;
    }

    /** Refuses a host that was not named for that purpose, and clear text to one for which it was not allowed. */
    void admit(HttpUrl url, EgressPolicy.Purpose purpose) {
        try {
            settings.egress().require(url.at(), purpose);
        } catch (RegistryException.EgressRefused e) {
            report.refuse(url.at());
            throw e;
        }
        if (url.scheme() == Scheme.HTTP && settings.host(url.at()).transport() != HostSettings.Transport.PLAIN_HTTP) {
            throw new RegistryException.PlainHttpRefused(url.at());
        }
    }

    Optional<ProxySettings.Proxy> proxyTowards(HttpUrl url) {
        return settings.proxies().towards(url.scheme(), url.at());
    }

    /** Opens a connection on which requests to that address can be sent. The caller has admitted the address. */
    Wire dial(HttpUrl url) {
        Optional<ProxySettings.Proxy> proxy = proxyTowards(url);
        HostPort first = proxy.map(ProxySettings.Proxy::at).orElse(url.at());
        if (proxy.isPresent()) {
            settings.egress().require(first, EgressPolicy.Purpose.PROXY);
        }
        SocketChannel channel = connect(first);
        @Nullable Wire wire = null;
        try {
            wire = new Wire(channel, watchdog, report.line(url.at()), rate(url.at()));
            // handshakes end in time as a whole, however slowly their bytes drip in
            wire.within(settings.timeouts().idle());
            if (url.scheme() == Scheme.HTTPS) {
                if (proxy.isPresent()) {
                    tunnel(wire, proxy.get(), url.at());
                }
                wire.secure(tls(url.at()).over(channel.socket()), url.at());
            }
            report.line(url.at()).connected();
            return wire;
        } catch (IOException e) {
            RegistryException failure = wire == null
                    ? new Unreachable(first, Obstacle.OTHER, e)
                    : wire.failure("connecting to " + url.at(), e);
            abandon(channel, wire);
            throw failure;
        } catch (RegistryException e) {
            abandon(channel, wire);
            throw e;
        }
    }

    private static void abandon(SocketChannel channel, @Nullable Wire wire) {
        if (wire != null) {
            wire.close();
        } else {
            close(channel);
        }
    }

    private TlsClient tls(HostPort at) {
        return tls.computeIfAbsent(at, host -> new TlsClient(host, settings.host(host)));
    }

    private Rate rate(HostPort at) {
        return rates.computeIfAbsent(
                at, host -> new Rate(settings.host(host).bytesPerSecond(), System::nanoTime, Pause.SLEEP));
    }

    private SocketChannel connect(HostPort at) {
        InetAddress[] addresses = resolve(at);
        Unreachable last = new Unreachable(at, Obstacle.NAME_NOT_FOUND, null);
        for (InetAddress address : Arrays.copyOf(addresses, Math.min(addresses.length, ADDRESSES))) {
            try {
                SocketChannel channel = connect(at, address);
                report.line(at).address(address.getHostAddress());
                return channel;
            } catch (Unreachable e) {
                last = e;
            }
        }
        throw last;
    }

    private static InetAddress[] resolve(HostPort at) {
        try {
            return InetAddress.getAllByName(at.host());
        } catch (UnknownHostException e) {
            throw new Unreachable(at, Obstacle.NAME_NOT_FOUND, e);
        }
    }

    private SocketChannel connect(HostPort at, InetAddress address) {
        @Nullable SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.socket()
                    .connect(
                            new InetSocketAddress(address, at.port()),
                            Math.toIntExact(settings.timeouts().connect().toMillis()));
            return channel;
        } catch (IOException e) {
            close(channel);
            if (e instanceof ClosedByInterruptException
                    || Thread.currentThread().isInterrupted()) {
                throw new RegistryException.Interrupted("connecting to " + at);
            }
            throw new Unreachable(at, obstacle(e), e);
        }
    }

    private static Obstacle obstacle(IOException failed) {
        if (failed instanceof SocketTimeoutException) {
            return Obstacle.TIMED_OUT;
        }
        if (failed instanceof NoRouteToHostException) {
            return Obstacle.NO_ROUTE;
        }
        String message = String.valueOf(failed.getMessage());
        if (message.contains("unreachable")) {
            return Obstacle.NO_ROUTE;
        }
        return failed instanceof ConnectException && message.contains("refused") ? Obstacle.REFUSED : Obstacle.OTHER;
    }

    private static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private static void tunnel(Wire wire, ProxySettings.Proxy proxy, HostPort target) throws IOException {
        String request = "CONNECT " + target + " through proxy " + proxy.at();
        StringBuilder head = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        proxy.authorization()
                .ifPresent(secret -> head.append("Proxy-Authorization: ")
                        .append(secret.<String>reveal(String::new))
                        .append("\r\n"));
        wire.send(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        ResponseHead answer = ResponseHead.read(wire.input(), request);
        if (answer.status() != 200) {
            throw new RegistryException.ProxyRefused(proxy.at(), target, "status " + answer.status());
        }
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
