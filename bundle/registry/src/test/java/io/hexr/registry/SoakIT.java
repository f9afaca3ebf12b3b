package io.hexr.registry;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * R11: pushes, pulls, questions, moved and deleted tags and abandoned uploads over one server, by four clients at once. Some hundred cycles here; with
 * {@code -Dhexr.full} at least ten minutes and ten thousand cycles. Between the end of the first third and the end nothing may grow by more than a
 * twentieth: open files of server and client, temporary files; memory, too, in the full run, where a third is long enough to have settled. Prints the
 * figures.
 */
final class SoakIT {
    private static final boolean FULL = System.getProperty("hexr.full") != null;
    private static final int CYCLES = FULL ? 10_000 : 240;
    private static final Duration TIME = FULL ? Duration.ofMinutes(10) : Duration.ZERO;
    private static final int CLIENTS = 4;
    private static final int POOL = 32;
    private static final double GROWTH = 1.05;

    @TempDir
    private Path folder = Path.of("");

    private final long seed = Long.getLong("junit.jupiter.execution.order.random.seed", 1);
    private final AtomicInteger cycles = new AtomicInteger();

    /** What may grow. */
    private record Figures(long residentKilobytes, int serverFiles, int ownFiles, int temporaries) {}

    @Test
    void nothingGrows() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "NOT RUN: /proc: figures of processes are read there");
        Path store = folder.resolve("store");
        Process server = server(store);
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))) {
            HostPort at = new HostPort("127.0.0.1", Integer.parseInt(output.readLine()));
            try (RegistryClient client = Clients.open(Clients.plain(at))) {
                load(client, at, CYCLES / 3, TIME.dividedBy(3));
                Figures settled = figures(server, store);
                load(client, at, CYCLES, TIME.dividedBy(3).multipliedBy(2));
                Figures end = figures(server, store);
                System.out.println("soak: " + cycles + " cycles, seed " + seed + ": " + settled + " then " + end);
                assertThat(end.temporaries()).isLessThanOrEqualTo(settled.temporaries());
                assertThat(end.serverFiles()).isLessThanOrEqualTo(most(settled.serverFiles()));
                assertThat(end.ownFiles()).isLessThanOrEqualTo(most(settled.ownFiles()));
                if (FULL) {
                    assertThat((double) end.residentKilobytes()).isLessThan(settled.residentKilobytes() * GROWTH);
                }
            }
        } finally {
            server.destroy();
            server.waitFor();
        }
        StoreAudit.of(store, List.of());
    }

    /** A twentieth, and one connection for each client that is open at one moment and not at another. */
    private static int most(int settled) {
        return (int) (settled * GROWTH) + 2 * CLIENTS;
    }

    /** The heap is taken whole at the start, so that what grows is not the heap on its way to its size. */
    private static Process server(Path store) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreProcess.class.getName(),
                        store.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void load(RegistryClient client, HostPort at, int until, Duration atLeast) throws Exception {
        long end = System.nanoTime() + atLeast.toNanos();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                RegistryStore store = client.store(new RegistryAddress(at, false, "soak"), "c" + i % 2);
                Random random = new Random(seed + 31L * i + cycles.get());
                String tag = "tag" + i;
                all.add(threads.submit(() -> {
                    while (cycles.get() < until || System.nanoTime() < end) {
                        cycle(store, tag, random);
                        cycles.incrementAndGet();
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    /** Of a pool of contents, so that a store of bounded size sees any number of cycles. */
    private static void cycle(RegistryStore store, String tag, Random random) {
        byte[] layer = content("layer", random.nextInt(POOL));
        byte[] config = content("config", random.nextInt(POOL));
        put(store, layer);
        put(store, config);
        Manifest manifest = Manifest.parse(MediaTypes.OCI_MANIFEST, Manifests.image(config, layer));
        store.tag(tag, manifest);
        Manifest read = store.manifest(tag).orElseThrow();
        read.children().forEach(child -> store.bytes(child, 1 << 20));
        store.referrers(manifest.descriptor().digest());
        store.tags();
        abandon(store);
        if (random.nextInt(4) == 0) {
            store.untag(tag);
        }
    }

    private static byte[] content(String kind, int number) {
        byte[] bytes = new byte[1000 + 3000 * number];
        new Random(kind.hashCode() + number).nextBytes(bytes);
        return bytes;
    }

    private static void put(RegistryStore store, byte[] bytes) {
        store.put(Descriptor.of(MediaTypes.OCTET_STREAM, bytes), new ByteArrayInputStream(bytes));
    }

    /** An upload whose content turns out to be another: it must leave nothing. */
    private static void abandon(RegistryStore store) {
        byte[] bytes = content("wrong", 1);
        Descriptor other = Descriptor.of(MediaTypes.OCTET_STREAM, new byte[bytes.length]);
        try {
            store.upload(other, Body.of(bytes), UploadJournal.NONE, java.util.Optional.empty());
            throw new AssertionError("content with another digest was taken");
        } catch (RegistryException e) {
            // as it must
        }
    }

    private static Figures figures(Process server, Path store) throws IOException {
        int temporaries;
        try (var scratch = Files.walk(store)) {
            temporaries = (int) scratch.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("upload")
                            || file.toString().endsWith(".tmp"))
                    .count();
        }
        return new Figures(resident(server.pid()), files("" + server.pid()), files("self"), temporaries);
    }

    private static int files(String process) throws IOException {
        try (var all = Files.list(Path.of("/proc", process, "fd"))) {
            return (int) all.count();
        }
    }

    private static long resident(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc", "" + process, "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
