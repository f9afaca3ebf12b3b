package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/** Sends requests and reads answers; keeps connections. Knows nothing of registries, credentials, redirects or trying again. */
final class Http implements AutoCloseable {
    private static final int KEPT_PER_HOST = 16;
    private static final int INTERIM = 8;
    private static final Duration REST = Duration.ofSeconds(50);
    private static final Duration EARLY_ANSWER = Duration.ofSeconds(2);

    private record Route(Scheme scheme, HostPort at) {}

    private final ClientSettings settings;
    private final EgressReport report = new EgressReport();
    private final Dialer dialer;
    private final Map<Route, Deque<Wire>> resting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Http(ClientSettings settings) {
        this.settings = settings;
        this.dialer = new Dialer(settings, report);
    }

    EgressReport report() {
        return report;
    }

    /** Sends one request. A kept connection that the server had given up is replaced without a word; nothing else is tried twice. */
    HttpResponse send(HttpRequest request, Duration answerWithin) {
        dialer.admit(request.url(), request.purpose());
        Optional<Wire> kept = kept(request.url());
        if (kept.isPresent()) {
            Optional<HttpResponse> answer = exchange(request, kept.get(), answerWithin);
            if (answer.isPresent() || request.repeat() == HttpRequest.Repeat.NEVER) {
                return answer.orElseThrow(() -> lost(request));
            }
        }
        return exchange(request, dialer.dial(request.url()), answerWithin).orElseThrow(() -> lost(request));
    }

    private static RegistryException lost(HttpRequest request) {
        return new RegistryException.ConnectionLost(
                request.label(), RegistryException.ConnectionLost.Ending.CLOSED, null);
    }

    /** Empty where a kept connection turned out to have ended before any byte of an answer. */
    private Optional<HttpResponse> exchange(HttpRequest request, Wire wire, Duration answerWithin) {
        String label = request.label();
        report.line(request.url().at()).asked();
        boolean kept = wire.used();
        try {
            wire.patience(settings.timeouts().idle());
            @Nullable IOException broken = write(request, wire);
            wire.within(broken == null ? answerWithin : EARLY_ANSWER);
            ResponseHead head;
            try {
                head = head(wire, label);
            } catch (IOException e) {
                // TLS's own word for the end says more than a broken pipe
                throw broken == null || e instanceof SSLException ? e : broken;
            }
            wire.patience(settings.timeouts().idle());
            boolean whole = broken == null;
            return Optional.of(
                    new HttpResponse(request, head, wire, whole ? w -> keep(request.url(), w) : Wire::close));
        } catch (IOException e) {
            boolean unanswered = kept && !wire.late() && !Thread.currentThread().isInterrupted();
            wire.close();
            if (unanswered) {
                return Optional.empty();
            }
            throw wire.failure(label, e);
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** The error that broke off the sending, if one did: the server may have answered before it had read everything. */
    private @Nullable IOException write(HttpRequest request, Wire wire) throws IOException {
        byte[] head = encode(request);
        try {
            wire.send(head);
            if (request.part().isPresent()) {
                HttpRequest.Part part = request.part().get();
                wire.send(part.body(), part.from(), part.count());
            }
            return null;
        } catch (IOException e) {
            if (wire.late() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return e;
        }
    }

    private byte[] encode(HttpRequest request) {
        HttpUrl url = request.url();
        Optional<ProxySettings.Proxy> forwarding =
                url.scheme() == Scheme.HTTP ? dialer.proxyTowards(url) : Optional.empty();
        StringBuilder head = new StringBuilder(request.method()).append(' ');
        head.append(forwarding.isPresent() ? url.scheme().prefix() + url.at() + url.target() : url.target());
        head.append(" HTTP/1.1\r\nHost: ").append(url.hostHeader()).append("\r\nUser-Agent: hexr\r\n");
        forwarding
                .flatMap(ProxySettings.Proxy::authorization)
                .ifPresent(secret -> head.append("Proxy-Authorization: ")
                        .append(secret.<String>reveal(String::new))
                        .append("\r\n"));
        for (Headers.Field field : request.headers().fields()) {
            if (field.value().chars().anyMatch(c -> c < ' ' && c != '\t')) {
                throw new IllegalStateException("a control character in " + field.name());
            }
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        boolean mayHaveBody = !request.method().matches("GET|HEAD|DELETE");
        if (request.part().isPresent() || mayHaveBody) {
            head.append("Content-Length: ")
                    .append(request.part().map(HttpRequest.Part::count).orElse(0L))
                    .append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ResponseHead head(Wire wire, String label) throws IOException {
        for (int interim = 0; interim <= INTERIM; interim++) {
            ResponseHead head = ResponseHead.read(wire.input(), label);
            if (head.status() == 101) {
                throw ResponseHead.violation(label, "it switches to another protocol");
            }
            if (head.status() >= 200) {
                return head;
            }
        }
        throw ResponseHead.violation(label, "more than " + INTERIM + " interim answers");
    }

    private Optional<Wire> kept(HttpUrl url) {
        Deque<Wire> idle = resting.get(new Route(url.scheme(), url.at()));
        while (idle != null) {
            @Nullable Wire wire;
            synchronized (idle) {
                wire = idle.pollFirst();
            }
            if (wire == null) {
                break;
            }
            if (wire.restedNanos() < REST.toNanos() && wire.isFresh()) {
                return Optional.of(wire);
            }
            wire.close();
        }
        return Optional.empty();
    }

    private void keep(HttpUrl url, Wire wire) {
        wire.rest();
        Deque<Wire> idle = resting.computeIfAbsent(new Route(url.scheme(), url.at()), route -> new ArrayDeque<>());
        boolean full;
        synchronized (idle) {
            full = closed || idle.size() >= KEPT_PER_HOST;
            if (!full) {
                idle.addFirst(wire);
            }
        }
        if (full) {
            wire.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        dialer.close();
    }
}
