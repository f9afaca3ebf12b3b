package io.hexr.registry;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server killed with SIGKILL while eight clients push, again and again over one store. A few times here; 300 times with {@code -Dhexr.full}. Prints how
 * often, and the seed of the moments.
 */
final class StoreKillIT {
    private static final int CLIENTS = 8;

    @TempDir
    Path folder;

    /** What a client was told is stored: a tag and its manifest. */
    private record Told(String repository, String tag, Digest manifest) {}

    @Test
    void whatWasAcknowledgedOutlivesEveryKillAndNothingHalfIsServed() throws Exception {
        int kills = System.getProperty("hexr.full") == null ? 6 : 300;
        long seed = Long.getLong("hexr.test.seed", 20261121L);
        Random random = new Random(seed);
        Path store = folder.resolve("store");
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        for (int kill = 0; kill < kills; kill++) {
            pushUntilKilled(store, kill, random, told);
            StoreAudit.of(
                    store,
                    told.stream()
                            .map(t -> t.repository() + ":" + t.tag() + "@" + t.manifest())
                            .toList());
        }
        System.out.println("killed " + kills + " times during " + CLIENTS + " parallel pushes, seed " + seed + ": "
                + told.size() + " images acknowledged, all there");
        assertThat(told).isNotEmpty();
    }

    private void pushUntilKilled(Path store, int round, Random random, Queue<Told> told) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreProcess.class.getName(),
                        store.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        AtomicBoolean dead = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int port = Integer.parseInt(output.readLine());
            for (int i = 0; i < CLIENTS; i++) {
                Random own = new Random(random.nextLong());
                String repository = "kill/c" + i % 3;
                String prefix = "r" + round + "c" + i;
                clients.add(Thread.ofVirtual().start(new Pusher(port, repository, prefix, own, told, dead)));
            }
            int enough = told.size() + random.nextInt(12);
            long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(150));
            while (told.size() < enough || System.nanoTime() < moment) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly().waitFor();
            dead.set(true);
        }
        for (Thread client : clients) {
            client.join();
        }
    }

    /** One client: pushes images until the server is gone. */
    private record Pusher(
            int port, String repository, String prefix, Random random, Queue<Told> told, AtomicBoolean dead)
            implements Runnable {
        @Override
        public void run() {
            SpecClient client = new SpecClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            try {
                for (int i = 0; !dead.get(); i++) {
                    byte[] layer = new byte[random.nextInt(400_000) + 1];
                    random.nextBytes(layer);
                    byte[] config = (prefix + i).getBytes(StandardCharsets.US_ASCII);
                    client.pushBlob(repository, layer);
                    client.pushBlob(repository, config);
                    byte[] manifest = Manifests.image(config, layer);
                    String tag = random.nextBoolean() ? "moving" + prefix : prefix + "i" + i;
                    if (client.pushManifest(repository, tag, manifest).status() == 201 && !tag.startsWith("moving")) {
                        told.add(new Told(repository, tag, Digest.of(manifest)));
                    }
                }
            } catch (UncheckedIOException | AssertionError e) {
                // killed under it
            }
        }
    }
}
