package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The collector runs again and again over a store that is being pushed to, and has just become old in every part. */
final class GcWhilePushIT {
    private static final GcPolicy POLICY = new GcPolicy(GcPolicy.Untagged.REMOVE, Duration.ofHours(1));
    private static final int PUSHERS = 4;
    private static final int IMAGES = 25;

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));

    @Test
    void everyPushedImageIsWholeAndOldGarbageIsGone() throws Exception {
        InstantSource clock = now::get;
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"), new StoreFiles.Disk(), clock);
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            HostPort at = new HostPort("127.0.0.1", server.address().getPort());
            try (RegistryClient client = Clients.open(Clients.plain(at))) {
                RegistryAddress address = new RegistryAddress(at, false, "");
                Digest garbage = blob(client.store(address, "app"), "nobody needs this");
                // what pushers will share is garbage, too, until one of them asks for it
                for (int i = 0; i < IMAGES; i++) {
                    blob(client.store(address, "app"), shared(i));
                }
                now.updateAndGet(time -> time.plus(Duration.ofHours(2)));

                int collections = pushWhileCollecting(store, client.store(address, "app"));

                assertThat(collections).isPositive();
                assertThat(store.backend().blob("app", garbage)).isEmpty();
                for (int pusher = 0; pusher < PUSHERS; pusher++) {
                    for (int i = 0; i < IMAGES; i++) {
                        isWhole(client.store(address, "app"), tag(pusher, i));
                    }
                }
            }
        }
    }

    private static int pushWhileCollecting(StoreFolder store, RegistryStore repository) throws Exception {
        AtomicBoolean pushing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> collector = threads.submit(() -> {
                int collections = 0;
                do {
                    store.collect(store.plan(POLICY));
                    collections++;
                } while (pushing.get());
                return collections;
            });
            List<Future<?>> pushers = new ArrayList<>();
            for (int pusher = 0; pusher < PUSHERS; pusher++) {
                int number = pusher;
                pushers.add(threads.submit(() -> {
                    for (int i = 0; i < IMAGES; i++) {
                        push(repository, number, i);
                    }
                }));
            }
            try {
                for (Future<?> pusher : pushers) {
                    pusher.get();
                }
            } finally {
                pushing.set(false);
            }
            return collector.get();
        }
    }

    private static String shared(int number) {
        return "shared layer " + number;
    }

    private static String tag(int pusher, int number) {
        return "v" + pusher + "." + number;
    }

    /** As every client does: ask, send what is not there, then the manifest. */
    private static void push(RegistryStore repository, int pusher, int number) {
        String own = "own layer of " + tag(pusher, number);
        blob(repository, shared(number));
        blob(repository, own);
        byte[] manifest = Manifests.image(bytes(own), bytes(shared(number)));
        repository.tag(tag(pusher, number), Manifest.parse(MediaTypes.OCI_MANIFEST, manifest));
    }

    private static Digest blob(RegistryStore repository, String text) {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes(text));
        repository.put(blob, new ByteArrayInputStream(bytes(text)));
        return blob.digest();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void isWhole(RegistryStore repository, String tag) {
        Manifest manifest = repository.manifest(tag).orElseThrow(() -> new AssertionError(tag + " is gone"));
        for (Descriptor child : manifest.children()) {
            assertThat(repository.has(child))
                    .as(tag + " needs " + child.digest())
                    .isTrue();
        }
    }
}
