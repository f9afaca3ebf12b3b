package io.hexr.registry;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Bytes per second, shared by all connections to a host: whoever takes bytes waits until their time has come. */
final class Rate {
    private static final long SECOND = 1_000_000_000L;
    private final OptionalLong bytesPerSecond;
    private final LongSupplier clock;
    private final Pause pause;
    private long free;

    Rate(OptionalLong bytesPerSecond, LongSupplier nanoClock, Pause pause) {
        this.bytesPerSecond = bytesPerSecond;
        this.clock = nanoClock;
        this.pause = pause;
        this.free = nanoClock.getAsLong();
    }

    boolean isLimited() {
        return bytesPerSecond.isPresent();
    }

    /** No slice is worth more than a quarter of a second, so that sharing stays fair and smooth. */
    long slice(long usual) {
        return bytesPerSecond.isEmpty() ? usual : Math.clamp(bytesPerSecond.getAsLong() / 4, 1, usual);
    }

    void take(long bytes) {
        if (bytesPerSecond.isEmpty()) {
            return;
        }
        long wait = reserve(bytes, bytesPerSecond.getAsLong());
        if (wait > 0) {
            try {
                pause.of(Duration.ofNanos(wait));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException.Interrupted("keeping to the rate");
            }
        }
    }

    private synchronized long reserve(long bytes, long rate) {
        long now = clock.getAsLong();
        // a pause earns at most a tenth of a second of credit
        free = Math.max(free, now - SECOND / 10) + bytes * SECOND / rate;
        return free - now;
    }
}
