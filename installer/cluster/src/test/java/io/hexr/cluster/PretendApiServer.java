package io.hexr.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Something on loopback that answers what a test wants an API server to answer: for faults that a real one cannot be made to show. */
final class PretendApiServer implements AutoCloseable {
    /** A status and a body. */
    record Answer(int code, String body) {
        /** As an API server refuses. */
        static Answer status(int code, String reason, String message) {
            return new Answer(code, """
                    {"kind":"Status","apiVersion":"v1","status":"Failure","message":"%s","reason":"%s","code":%d}
                    """.formatted(message.replace("\"", "\\\""), reason, code));
        }
    }

    final List<String> requests = new CopyOnWriteArrayList<>();

    /** What came with them; empty where nothing did. */
    final List<String> bodies = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    PretendApiServer(Function<String, Answer> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<String, Answer> answers) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(request);
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer answer = answers.apply(request);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (answer.code() / 100 == 3) {
                exchange.getResponseHeaders().set("Location", answer.body());
            }
            exchange.sendResponseHeaders(answer.code(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A kubeconfig that leads here. */
    Kubeconfig kubeconfig(Path folder) throws IOException {
        return Kubeconfig.read(write(folder, address(), "token: abc"), null);
    }

    static Path write(Path folder, String server, String user) throws IOException {
        Path file = folder.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts:
                  - {name: here, context: {cluster: c, user: u}}
                  - {name: nowhere, context: {cluster: gone, user: u}}
                clusters:
                  - {name: c, cluster: {server: "%s"}}
                users:
                  - name: u
                    user:
                      %s
                """.formatted(server, user));
        return file;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
