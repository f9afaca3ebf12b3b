package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hexr.registry.HostPort;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;

/** The registry we ship, seen through something that answers some requests with a recorded refusal of another registry. */
final class RefusingProxy implements AutoCloseable {
    private static final Set<String> HOP = Set.of("connection", "content-length", "host", "transfer-encoding", "date");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient onwards = HttpClient.newHttpClient();
    private final HostPort behind;
    private final Recorded recorded;
    private final RegistryClient client;
    private final RegistryAddress address;

    /** An answer as another registry gave it, and what to give it to. */
    record Recorded(String when, int status, String type, String body) {
        static Recorded read(String name) {
            try (InputStream in = RefusingProxy.class.getResourceAsStream("/refusals/" + name + ".http")) {
                String text = new String(in == null ? new byte[0] : in.readAllBytes(), StandardCharsets.UTF_8);
                int blank = text.indexOf("\n\n");
                List<String> head =
                        new ArrayList<>(List.of(text.substring(0, blank).split("\n", -1)));
                String when = head.get(1).substring("# when: ".length());
                head.removeIf(line -> line.startsWith("#"));
                return new Recorded(
                        when,
                        Integer.parseInt(head.get(0)),
                        head.get(1).substring("Content-Type: ".length()),
                        text.substring(blank + 2));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    RefusingProxy(Destination site, Recorded recorded) throws IOException {
        this.recorded = recorded;
        behind = site.address().at();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        HostPort at = new HostPort("127.0.0.1", server.getAddress().getPort());
        client = Site.client(at);
        address = new RegistryAddress(at, false, site.address().path());
    }

    Destination registry() {
        return new Destination(client, address);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (request.matches(recorded.when())) {
                exchange.getResponseHeaders().set("Content-Type", recorded.type());
                send(exchange, recorded.status(), recorded.body().getBytes(StandardCharsets.UTF_8));
                return;
            }
            forward(exchange, body);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + behind + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            HttpResponse<byte[]> answer = onwards.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                boolean hop = HOP.contains(name.toLowerCase(java.util.Locale.ROOT));
                boolean head = exchange.getRequestMethod().equals("HEAD") && name.equalsIgnoreCase("content-length");
                if (!hop || head) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            send(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
        threads.close();
        onwards.close();
    }
}
