package io.hexr.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The same specification against the CNCF's registry: a test that it fails would be a test of our habits, not of the specification. */
final class DistributionSpecificationIT extends RegistrySpecification {
    private static @Nullable Process process;
    private static @Nullable SpecClient client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Process build = new ProcessBuilder(
                        "sh",
                        Path.of("..", "..", "build", "peers", "distribution.sh").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String program = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(
                build.waitFor(10, TimeUnit.MINUTES) && build.exitValue() == 0,
                "NOT RUN: build/peers/distribution.sh could not build the registry (needs Go and a module proxy or cache)");
        int port = freePort();
        Path configuration =
                Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(folder.resolve("data"), port));
        ProcessBuilder server = new ProcessBuilder(program, "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        server.environment().put("OTEL_TRACES_EXPORTER", "none");
        process = server.start();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        awaitListening(address);
        client = new SpecClient(address);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void awaitListening(InetSocketAddress address) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < until) {
            try (Socket probe = new Socket()) {
                probe.connect(address, 1000);
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("the CNCF's registry did not start to listen");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    @Override
    SpecClient client() {
        return requireNonNull(client);
    }
}
