package io.hexr.registry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections on which nothing moves. One thread looks at all of them, because a blocking write, or a file the kernel is sending, has no time limit
 * of its own.
 */
final class Watchdog implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private final Set<Wire> watched = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    Watchdog() {
        thread = Thread.ofPlatform().daemon().name("registry-watchdog").start(this::look);
    }

    void watch(Wire wire) {
        watched.add(wire);
    }

    void forget(Wire wire) {
        watched.remove(wire);
    }

    private void look() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                watched.forEach(wire -> wire.endIfLate(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread and every connection. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        watched.forEach(Wire::close);
    }
}
