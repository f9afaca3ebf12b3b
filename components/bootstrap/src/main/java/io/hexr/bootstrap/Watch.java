package io.hexr.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Closes a stream from which nothing has come for too long, so that reading it fails instead of waiting for ever. */
final class Watch implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final long limit;
    private final ScheduledFuture<?> looking;
    private volatile long last = System.nanoTime();

    Watch(InputStream stream, Duration limit) {
        this.limit = limit.toNanos();
        long often = Math.max(1, limit.toMillis() / 4);
        looking = CLOCK.scheduleWithFixedDelay(() -> look(stream), often, often, TimeUnit.MILLISECONDS);
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock =
                new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private void look(InputStream stream) {
        if (System.nanoTime() - last > limit) {
            try {
                stream.close();
            } catch (IOException _) {
                // whoever reads it hears of it
            }
        }
    }

    void moved() {
        last = System.nanoTime();
    }

    @Override
    public void close() {
        looking.cancel(false);
    }
}
