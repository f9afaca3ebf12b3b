package io.hexr.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A registry of the OCI distribution specification 1.1, over a {@link StoreFolder} or over repositories that are only read. What it acknowledged is durable;
 * it refuses to stand open to other hosts without TLS and passwords unless the options say so.
 */
public final class RegistryServer implements AutoCloseable {
    private static final long EXPIRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private final ServerOptions options;
    private final ServerBackend backend;
    private final Optional<ServerPushes> pushes;
    private final ServerMetrics metrics = new ServerMetrics();
    private final ServerEndpoints endpoints;
    private final ServerListener listener;
    private final Optional<ServerListener> metricsListener;
    private volatile boolean draining;
    private volatile long nextExpiry = System.nanoTime() + EXPIRY_NANOS;

    private RegistryServer(ServerBackend backend, ServerOptions options) {
        options.requireProtection();
        this.options = options;
        this.backend = backend;
        this.pushes = options.writes() == ServerOptions.Writes.ALLOWED
                ? backend.writable().map(store -> new ServerPushes(store, options.tags(), options.limits()))
                : Optional.empty();
        Optional<Supplier<ServerResponse>> shown = options.metrics() instanceof ServerOptions.Metrics.SameAddress
                ? Optional.of(this::showMetrics)
                : Optional.empty();
        this.endpoints = new ServerEndpoints(backend, pushes, shown);
        this.listener = ServerListener.bind(
                options.address(), options.tls().map(ServerTls::context), new Registry(), options.limits());
        this.metricsListener = bindMetrics(options);
    }

    private Optional<ServerListener> bindMetrics(ServerOptions options) {
        if (!(options.metrics() instanceof ServerOptions.Metrics.At at)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ServerListener.bind(at.address(), Optional.empty(), new Figures(), options.limits()));
        } catch (RegistryException e) {
            listener.stopAccepting();
            listener.end(Duration.ZERO);
            throw e;
        }
    }

    /** Serves a store; it stays the caller's to close, after the server. */
    public static RegistryServer start(StoreFolder store, ServerOptions options) {
        return new RegistryServer(store.backend(), options);
    }

    /** Serves repositories in place, read-only. */
    public static RegistryServer start(Collection<? extends ServedRepository> repositories, ServerOptions options) {
        return new RegistryServer(new ServedBackend(repositories), options);
    }

    /** Where it listens, with the port it was given. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** Open connections, idle ones included. */
    public int connections() {
        return listener.connections();
    }

    public Optional<InetSocketAddress> metricsAddress() {
        return metricsListener.map(ServerListener::address);
    }

    /**
     * Takes no new connection, lets requests under way end for so long, then closes the rest. Large uploads that were not finished stay for the next server
     * of the store, as far as they were acknowledged.
     *
     * @return how many connections had to be closed
     */
    public int drain(Duration patience) {
        draining = true;
        listener.stopAccepting();
        metricsListener.ifPresent(ServerListener::stopAccepting);
        int closed = listener.end(patience);
        metricsListener.ifPresent(m -> m.end(Duration.ZERO));
        pushes.ifPresent(p -> {
            try {
                p.uploads().leave();
            } catch (IOException e) {
                // what is left in the scratch folder goes at the next opening
            }
        });
        return closed;
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
    }

    private ServerResponse showMetrics() {
        Optional<StoreFolder> store = backend.writable();
        return metrics.show(new ServerMetrics.Gauges(
                listener.connections(),
                pushes.map(p -> p.uploads().count()).orElse(0),
                store.map(StoreFolder::contentCount).orElse(0),
                store.map(StoreFolder::contentBytes).orElse(0L),
                backend.repositories().size()));
    }

    private void expireUploads() {
        long now = System.nanoTime();
        if (now - nextExpiry < 0 || pushes.isEmpty()) {
            return;
        }
        nextExpiry = now + EXPIRY_NANOS;
        try {
            pushes.get().uploads().expire();
        } catch (IOException e) {
            // tried again at the next tick
        }
    }

    /** A disk that is full is the operator's matter and is said in words; everything else inside is ours. */
    private static ServerResponse failed(Throwable failure) {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("no space left") || words.contains("quota exceeded")) {
            return ServerResponse.error(507, ServerCode.UNKNOWN.name(), "the registry has no space left");
        }
        return ServerResponse.error(500, ServerCode.UNKNOWN.name(), "the registry failed at its store");
    }

    private void tell(ServerRequest request, ServerWork.Answer answer, String remote, ServerWork.Traffic traffic) {
        metrics.answered(request.method(), answer.response().status(), traffic);
        options.log()
                .answered(new ServerLog.Line(
                        Instant.now(),
                        remote,
                        answer.user(),
                        request.method(),
                        request.path(),
                        answer.response().status(),
                        traffic.received(),
                        traffic.sent(),
                        Duration.ofNanos(traffic.nanos()),
                        request.header("user-agent"),
                        answer.failure()));
    }

    /** What both listeners do alike. */
    private abstract class Work implements ServerWork {
        @Override
        public void done(ServerRequest request, Answer answer, String remote, Traffic traffic) {
            tell(request, answer, remote, traffic);
        }

        @Override
        public void lost() {
            metrics.lost();
        }

        @Override
        public void malformed() {
            metrics.malformed();
        }

        @Override
        public boolean draining() {
            return draining;
        }

        @Override
        public void tick() {
            expireUploads();
        }
    }

    private final class Registry extends Work {
        @Override
        public Answer answer(ServerRequest request, ServerRequest.Body body, String remote) {
            Optional<String> user = Optional.empty();
            if (options.users().isPresent()) {
                Htpasswd users = options.users().get();
                user = request.header("authorization").flatMap(users::user);
                if (user.isEmpty()) {
                    return new Answer(challenge(), user, Optional.empty());
                }
            }
            try {
                return new Answer(endpoints.answer(request, body), user, Optional.empty());
            } catch (ServerRefusal.Protocol e) {
                return new Answer(e.response(), user, Optional.empty());
            } catch (ServerRefusal e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                return new Answer(failed(e), user, Optional.of(e.toString()));
            }
        }

        private static ServerResponse challenge() {
            return ServerResponse.error(
                            401, ServerCode.UNAUTHORIZED.name(), "a user and password of this registry are needed")
                    .with(Map.of("WWW-Authenticate", "Basic realm=\"hexr registry\", charset=\"UTF-8\""));
        }
    }

    /** Figures at an address of their own. */
    private final class Figures extends Work {
        @Override
        public Answer answer(ServerRequest request, ServerRequest.Body body, String remote) {
            boolean asked =
                    request.path().equals("/metrics") && (request.method().equals("GET") || request.isHead());
            ServerResponse response = asked
                    ? showMetrics()
                    : ServerResponse.error(404, ServerCode.UNSUPPORTED.name(), "there is only /metrics");
            return new Answer(response, Optional.empty(), Optional.empty());
        }
    }
}
