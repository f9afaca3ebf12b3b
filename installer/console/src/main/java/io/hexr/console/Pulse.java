package io.hexr.console;

import org.jspecify.annotations.Nullable;

/** What makes {@link Progress} look at the clock. */
interface Pulse {
    void start(Runnable beat, long periodNanos);

    void stop();

    /** A daemon thread that lives as long as a step. */
    final class Ticking implements Pulse {
        private @Nullable Thread thread;

        @Override
        public synchronized void start(Runnable beat, long periodNanos) {
            stop();
            thread = Thread.ofPlatform().daemon().name("progress").start(() -> {
                long due = System.nanoTime() + periodNanos;
                while (!Thread.currentThread().isInterrupted()) {
                    long wait = due - System.nanoTime();
                    if (wait > 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(wait);
                        continue;
                    }
                    beat.run();
                    due = System.nanoTime() + periodNanos;
                }
            });
        }

        @Override
        public synchronized void stop() {
            if (thread != null) {
                thread.interrupt();
                thread = null;
            }
        }
    }
}
