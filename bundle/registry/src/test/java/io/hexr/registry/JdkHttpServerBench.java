package io.hexr.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;

/**
 * The JDK's own HTTP server with the least code that could serve a registry: the floor that ADR 0045 compares ours with. Takes a port, serves
 * {@code /manifest} (1,500 bytes) and {@code /blob} (64 MiB from a file) until it is stopped; {@code registry-bench.sh} drives it.
 */
final class JdkHttpServerBench {
    private JdkHttpServerBench() {}

    public static void main(String[] arguments) throws IOException {
        byte[] manifest = new byte[1500];
        Path file = Files.createTempFile("hexr-bench", ".blob");
        file.toFile().deleteOnExit();
        try (FileChannel sized = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                sized.write(ByteBuffer.wrap(piece));
            }
        }
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/manifest", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.sendResponseHeaders(200, manifest.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(manifest);
            }
        });
        server.createContext("/blob", exchange -> {
            exchange.sendResponseHeaders(200, 64L << 20);
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                    OutputStream body = exchange.getResponseBody()) {
                Channels.newInputStream(from).transferTo(body);
            }
        });
        server.start();
    }
}
