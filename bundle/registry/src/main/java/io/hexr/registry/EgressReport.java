package io.hexr.registry;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/** What was contacted, and what was refused, since the client was opened. May be read at any time. */
public final class EgressReport {
    /**
     * One host that was contacted. Addresses are those connected to; a host behind a proxy has none, the proxy has a line of its own. Bytes are those of
     * HTTP, without TLS.
     */
    public record Contact(
            HostPort host, Set<String> addresses, long connections, long requests, long bytesSent, long bytesReceived) {
        public Contact {
            addresses = Set.copyOf(addresses);
        }
    }

    private final ConcurrentMap<HostPort, Line> lines = new ConcurrentHashMap<>();
    private final Set<HostPort> refused = new ConcurrentSkipListSet<>();

    EgressReport() {}

    /** Sorted by host. */
    public List<Contact> contacts() {
        return lines.entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().contact(entry.getKey()))
                .toList();
    }

    /** Hosts a server tried to send us to, or a caller asked for, that nobody named. */
    public Set<HostPort> refused() {
        return Set.copyOf(refused);
    }

    Line line(HostPort host) {
        return lines.computeIfAbsent(host, h -> new Line());
    }

    void refuse(HostPort host) {
        refused.add(host);
    }

    /** The running counts of one host. */
    static final class Line {
        private final Set<String> addresses = ConcurrentHashMap.newKeySet();
        private final LongAdder connections = new LongAdder();
        private final LongAdder requests = new LongAdder();
        private final LongAdder sent = new LongAdder();
        private final LongAdder received = new LongAdder();

        void connected() {
            connections.increment();
        }

        void address(String address) {
            addresses.add(address);
        }

        void asked() {
            requests.increment();
        }

        void sent(long bytes) {
            sent.add(bytes);
        }

        void received(long bytes) {
            received.add(bytes);
        }

        Contact contact(HostPort host) {
            return new Contact(
                    host, new TreeSet<>(addresses), connections.sum(), requests.sum(), sent.sum(), received.sum());
        }
    }
}
