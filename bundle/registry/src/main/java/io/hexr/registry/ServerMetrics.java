package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Figures of a running server, as Prometheus reads them. Labels come from closed sets, so a stranger cannot make them grow. */
final class ServerMetrics {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final double[] BOUNDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60};
    private final Map<Answered, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicLongArray took = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder tookNanos = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder unauthorized = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder lost = new LongAdder();

    private record Answered(String method, int status) {}

    /** What is counted elsewhere, at the moment it is shown. */
    record Gauges(int connections, int uploads, int contents, long contentBytes, int repositories) {}

    void answered(String method, int status, ServerWork.Traffic traffic) {
        String known = METHODS.contains(method) ? method : "OTHER";
        answers.computeIfAbsent(new Answered(known, status), a -> new LongAdder())
                .increment();
        received.add(traffic.received());
        sent.add(traffic.sent());
        tookNanos.add(traffic.nanos());
        double seconds = traffic.nanos() / 1e9;
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        took.incrementAndGet(bucket);
        if (status == 401) {
            unauthorized.increment();
        }
    }

    void malformed() {
        malformed.increment();
    }

    void lost() {
        lost.increment();
    }

    ServerResponse show(Gauges gauges) {
        StringBuilder text = new StringBuilder(4096);
        family(text, "hexr_registry_requests_total", "counter", "Answers by method and status.");
        Map<String, Long> sorted = new TreeMap<>();
        answers.forEach((a, n) -> sorted.put("{method=\"" + a.method() + "\",status=\"" + a.status() + "\"}", n.sum()));
        sorted.forEach((labels, n) -> line(text, "hexr_registry_requests_total" + labels, n));
        histogram(text);
        counter(text, "received_bytes_total", "Bytes of request bodies.", received.sum());
        counter(text, "sent_bytes_total", "Bytes of response bodies.", sent.sum());
        counter(text, "unauthorized_total", "Requests without good credentials.", unauthorized.sum());
        counter(text, "malformed_total", "Requests that were not HTTP as spoken here.", malformed.sum());
        counter(text, "lost_total", "Connections that ended within a request or its answer.", lost.sum());
        gauge(text, "connections", "Open connections.", gauges.connections());
        gauge(text, "uploads", "Uploads under way.", gauges.uploads());
        gauge(text, "contents", "Contents in the store.", gauges.contents());
        gauge(text, "content_bytes", "Bytes of the contents in the store.", gauges.contentBytes());
        gauge(text, "repositories", "Repositories that hold something.", gauges.repositories());
        return ServerResponse.bytes(
                200, "text/plain; version=0.0.4; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void histogram(StringBuilder text) {
        String name = "hexr_registry_answer_seconds";
        family(text, name, "histogram", "Time from a request's first byte to its answer's last.");
        long count = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            count += took.get(i);
            line(text, name + "_bucket{le=\"" + BOUNDS[i] + "\"}", count);
        }
        count += took.get(BOUNDS.length);
        line(text, name + "_bucket{le=\"+Inf\"}", count);
        text.append(name).append("_sum ").append(tookNanos.sum() / 1e9).append('\n');
        line(text, name + "_count", count);
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        family(text, "hexr_registry_" + name, "counter", help);
        line(text, "hexr_registry_" + name, value);
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        family(text, "hexr_registry_" + name, "gauge", help);
        line(text, "hexr_registry_" + name, value);
    }

    private static void family(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help);
        text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, long value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
