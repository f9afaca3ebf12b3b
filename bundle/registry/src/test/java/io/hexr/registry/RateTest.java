package io.hexr.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class RateTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<Duration> waits = new ArrayList<>();
    private final Pause pause = wait -> {
        waits.add(wait);
        clock.addAndGet(wait.toNanos());
    };

    @Test
    void neverWaitsWithoutALimit() {
        Rate rate = new Rate(OptionalLong.empty(), clock::get, pause);
        rate.take(Long.MAX_VALUE);
        assertThat(rate.slice(512)).isEqualTo(512);
        assertThat(waits).isEmpty();
    }

    @Test
    void sharesTheBytesOfASecond() {
        Rate rate = new Rate(OptionalLong.of(1000), clock::get, pause);
        for (int i = 0; i < 40; i++) {
            rate.take(rate.slice(1 << 20));
        }
        assertThat(rate.slice(1 << 20)).isEqualTo(250);
        assertThat(Duration.ofNanos(clock.get())).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void savesNothingForLater() {
        Rate rate = new Rate(OptionalLong.of(1000), clock::get, pause);
        clock.addAndGet(Duration.ofHours(1).toNanos());
        rate.take(1100);
        assertThat(waits).containsExactly(Duration.ofSeconds(1));
    }
}
