package io.hexr.format;

import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Two digests over the same bytes at the same time: one on a core of its own, the other, with whatever else there is to do, on the caller's. */
final class PartHasher implements AutoCloseable {
    static final int CHUNK = 1 << 20;

    private final ExecutorService aside =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    /** Returns when both are done with the bytes. */
    void update(MessageDigest asideDigest, byte[] bytes, int length, Runnable meanwhile) {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> asideDigest.update(bytes, 0, length), aside);
        try {
            meanwhile.run();
        } finally {
            other.join();
        }
    }

    @Override
    public void close() {
        aside.shutdownNow();
    }
}
