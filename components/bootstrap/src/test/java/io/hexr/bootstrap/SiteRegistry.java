package io.hexr.bootstrap;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A registry with one model, on loopback, that can be told to misbehave. A stand-in: it knows just the reads that a model needs. */
final class SiteRegistry implements AutoCloseable {
    /** What it does to a request instead of answering it well. */
    interface Fault {
        /** Says whether the request was dealt with. */
        boolean strike(HttpExchange exchange, byte[] content) throws IOException;
    }

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private String manifest = "";

    SiteRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request for content meets this. */
    void next(Fault fault) {
        faults.add(fault);
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String put(byte[] bytes) {
        String digest = digest(bytes);
        blobs.put(digest, bytes);
        return digest;
    }

    /** Something else under a digest. */
    void damage(String digest, byte[] bytes) {
        blobs.put(digest, bytes);
    }

    /** A model of these files, in chunks of so many bytes. @return its reference */
    String model(Map<String, byte[]> files, int chunk) {
        Map<String, Integer> layers = new TreeMap<>();
        List<String> entries = new ArrayList<>();
        files.forEach((name, bytes) -> {
            List<String> chunks = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += chunk) {
                byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk));
                layers.put(put(part), part.length);
                chunks.add("\"" + digest(part) + "\"");
            }
            entries.add("{\"name\":\"" + name + "\",\"size\":" + bytes.length + ",\"digest\":\"" + digest(bytes)
                    + "\",\"chunks\":[" + String.join(",", chunks) + "]}");
        });
        return artifact("{\"files\":[" + String.join(",", entries) + "]}", layers, Model.CONFIG);
    }

    String artifact(String config, Map<String, Integer> layers, String configType) {
        byte[] said = config.getBytes(StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>();
        layers.forEach((digest, size) -> all.add("{\"digest\":\"" + digest + "\",\"size\":" + size + "}"));
        byte[] text = ("{\"config\":{\"mediaType\":\"" + configType + "\",\"digest\":\"" + put(said) + "\",\"size\":"
                        + said.length + "},\"layers\":[" + String.join(",", all) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        manifest = put(text);
        return address() + "/hexr/models/small:1.0@" + manifest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path + " "
                    + exchange.getRequestHeaders()
                            .getOrDefault("Range", List.of("whole"))
                            .getFirst());
            byte[] content = blobs.get(path.substring(path.lastIndexOf('/') + 1));
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (!faults.isEmpty() && faults.removeFirst().strike(exchange, content)) {
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(content, from, content.length - from);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
