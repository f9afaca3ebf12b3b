package io.hexr.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/** A registry that others wrote, run as a process on a loopback port: distribution v3 from its module, or Debian's docker-registry 2.8. */
public final class ForeignRegistry implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final int port;
    private final Path folder;

    private ForeignRegistry(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** Distribution v3, or the test reports that it did not run. */
    public static ForeignRegistry distribution(Path folder, String... settings) {
        return start(program("distribution.sh"), folder, settings);
    }

    /** Debian's package, or the test reports that it did not run. */
    static ForeignRegistry debian(Path folder, String... settings) {
        return start(program("docker-registry.sh"), folder, settings);
    }

    /** What a script of build/peers makes or fetches. */
    private static Path program(String peer) {
        Path script = Path.of("..", "..", "build", "peers", peer);
        try {
            Process build = new ProcessBuilder("sh", script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean built = build.waitFor(10, TimeUnit.MINUTES) && build.exitValue() == 0;
            Assumptions.assumeTrue(built, "NOT RUN: peer registry: build/peers/" + peer + " gave none");
            return Path.of(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings are lines of the configuration file, in place of the storage's usual ones where they begin with {@code storage:}. */
    private static ForeignRegistry start(Path program, Path folder, String... settings) {
        try {
            int port = freePort();
            String more = String.join("\n", settings);
            String storage = more.contains("storage:")
                    ? ""
                    : "storage:\n  filesystem:\n    rootdirectory: " + folder.resolve("registry-content")
                            + "\n  delete:\n    enabled: true\n";
            String http = "http:\n  addr: 127.0.0.1:" + port + "\n  secret: a-secret-of-this-test\n";
            Path configuration = folder.resolve("registry-" + port + ".yml");
            Files.writeString(
                    configuration,
                    "version: 0.1\nlog:\n  level: warn\n" + storage
                            + (more.contains("http:") ? more.replace("@PORT@", String.valueOf(port)) : http + more)
                            + "\n");
            ProcessBuilder builder = new ProcessBuilder(program.toString(), "serve", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("registry-" + port + ".log").toFile());
            builder.environment().put("OTEL_TRACES_EXPORTER", "none");
            ForeignRegistry registry = new ForeignRegistry(builder.start(), port, folder);
            registry.await();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                Thread.onSpinWait();
            }
        }
        throw new IllegalStateException(
                "the registry did not start: " + Files.readString(folder.resolve("registry-" + port + ".log")));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public HostPort at() {
        return new HostPort("127.0.0.1", port);
    }

    public RegistryAddress address() {
        return new RegistryAddress(at(), false, "");
    }

    /** What it wrote about itself. */
    String log() {
        try {
            return Files.readString(folder.resolve("registry-" + port + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ProcessHandle> process() {
        return Optional.of(process.toHandle());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
