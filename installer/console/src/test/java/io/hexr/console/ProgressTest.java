package io.hexr.console;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ProgressTest {
    private long now = 1_000;

    /** Beats only when the test moves the clock. */
    private static final class Still implements Pulse {
        long period;
        boolean running;

        @Override
        public void start(Runnable beat, long periodNanos) {
            period = periodNanos;
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }
    }

    private Progress progress(Captured captured, Pulse pulse) {
        return new Progress(captured.narration, captured.terminal, () -> now, pulse);
    }

    private void pass(Progress progress, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        progress.tick();
    }

    private String drawn(int columns, java.nio.charset.Charset charset) {
        Captured captured = new Captured(Captured.terminal(columns, charset), Narration.Loudness.NORMAL);
        Progress progress = progress(captured, new Still());
        try (Progress.Step step = progress.step("pushing 16 images to registry.internal", 1_304_000_000L)) {
            pass(progress, 0);
            for (int i = 0; i < 4; i++) {
                step.advance(100_000_000L);
                pass(progress, 1000);
            }
            captured.narration.warn("opa: retrying");
            step.advance(904_000_000L);
            pass(progress, 1000);
            step.done();
        }
        // one frame per line, so that the file can be read
        return captured.err.toString(charset).replace("\r\u001b[K", "\n<erase>").replaceFirst("^\n", "");
    }

    /** The lines that were rewritten in place, without those that were written and stay. */
    private static List<String> frames(String drawn) {
        return Arrays.stream(drawn.split("\n", -1))
                .filter(line -> line.startsWith("<erase>") && !line.startsWith("<erase>hexr:"))
                .map(line -> line.substring("<erase>".length()))
                .toList();
    }

    @Test
    void drawsBytesRateAndTimeLeftOnATerminal() {
        Golden.check("progress-80-columns.txt", drawn(80, StandardCharsets.UTF_8));
    }

    @Test
    void drawsWithAsciiAtFortyColumnsAndNeverReachesTheLastColumn() {
        String drawn = drawn(40, StandardCharsets.US_ASCII);

        Golden.check("progress-40-columns.txt", drawn);
        assertThat(frames(drawn))
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame).hasSizeLessThan(40));
    }

    @Test
    void fitsEveryWidth() {
        for (int columns = 20; columns <= 200; columns++) {
            int width = columns;
            assertThat(frames(drawn(columns, StandardCharsets.UTF_8)))
                    .isNotEmpty()
                    .allSatisfy(frame -> assertThat(frame).hasSizeLessThan(width));
        }
    }

    @Test
    void writesOneLinePerStepAndAHeartbeatWhereNoTerminalIs() {
        Captured captured = new Captured(Captured.noTerminal(), Narration.Loudness.NORMAL);
        Still pulse = new Still();
        Progress progress = progress(captured, pulse);
        try (Progress.Step step = progress.step("verifying", 2_000)) {
            step.advance(2_000);
            step.done("16 images, 2 signatures");
        }
        Progress.Step pushing = progress.step("pushing", 1_304_000_000L);
        for (long passed = 0; passed < TimeUnit.SECONDS.toNanos(21); passed += pulse.period) {
            pushing.advance(10_000_000);
            pass(progress, TimeUnit.NANOSECONDS.toMillis(pulse.period));
        }
        pushing.done();
        Progress.Step waiting = progress.step("waiting for the registry");
        for (long passed = 0; passed < TimeUnit.SECONDS.toNanos(11); passed += pulse.period) {
            pass(progress, TimeUnit.NANOSECONDS.toMillis(pulse.period));
        }
        waiting.close();

        Golden.check("progress-lines.txt", captured.narrated());
    }

    @Test
    void isNeverSilentForMoreThanTenSecondsEvenIfNothingMoves() {
        Captured captured = new Captured(Captured.noTerminal(), Narration.Loudness.NORMAL);
        Still pulse = new Still();
        Progress progress = progress(captured, pulse);
        Progress.Step step = progress.step("stalled", 100);
        long told = now;
        for (int i = 0; i < 200; i++) {
            int before = captured.err.size();
            pass(progress, TimeUnit.NANOSECONDS.toMillis(pulse.period));
            if (captured.err.size() > before) {
                assertThat(now - told).isLessThanOrEqualTo(Progress.HEARTBEAT);
                told = now;
            }
        }
        assertThat(now - told).isLessThanOrEqualTo(Progress.HEARTBEAT);
        step.done();
        assertThat(pulse.running).isFalse();
    }

    @Test
    void saysWhereAStepStoppedThatWasNotDone() {
        Captured captured = new Captured(Captured.noTerminal(), Narration.Loudness.NORMAL);
        try (Progress.Step step = progress(captured, new Still()).step("pushing", 1000)) {
            step.advance(400);
        }

        assertThat(captured.narrated()).isEqualTo("hexr: pushing: stopped at 400 B/1.00 kB\n");
    }

    @Test
    void drawsNothingMoreOnceTheProblemIsTold() {
        Captured captured = new Captured(Captured.terminal(80, StandardCharsets.UTF_8), Narration.Loudness.NORMAL);
        Progress progress = progress(captured, new Still());
        Progress.Step step = progress.step("pushing", 1000);
        pass(progress, 1000);
        step.advance(10);
        captured.text().problem(Problem.of(GeneralCode.INTERRUPTED, "interrupted"));
        pass(progress, 1000);

        assertThat(captured.narrated()).endsWith("code: interrupted (exit 130)\n");
    }

    @Test
    void staysSilentWhenQuiet() {
        Captured captured = new Captured(Captured.terminal(80, StandardCharsets.UTF_8), Narration.Loudness.QUIET);
        Still pulse = new Still();
        Progress progress = progress(captured, pulse);
        Progress.Step step = progress.step("pushing", 1000);
        pass(progress, 60_000);
        step.done();

        assertThat(captured.narrated()).isEmpty();
        assertThat(pulse.running).isFalse();
    }

    @Test
    void neverShowsMoreThanAllWhenMoreArrivesThanPromised() {
        Captured captured = new Captured(Captured.terminal(80, StandardCharsets.UTF_8), Narration.Loudness.NORMAL);
        Progress progress = progress(captured, new Still());
        Progress.Step step = progress.step("pushing", 1000);
        step.advance(5000);
        pass(progress, 1000);
        step.done();

        assertThat(captured.narrated()).contains("100%").doesNotContain("500%").doesNotContain("-");
    }

    @Test
    void ticksByItselfWhileAStepLasts() throws InterruptedException {
        java.util.concurrent.CountDownLatch beats = new java.util.concurrent.CountDownLatch(3);
        Pulse.Ticking pulse = new Pulse.Ticking();
        pulse.start(beats::countDown, TimeUnit.MILLISECONDS.toNanos(1));

        assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
        pulse.stop();
    }

    @Test
    void refusesTwoStepsAtOnce() {
        Progress progress = progress(Captured.plain(), new Still());
        progress.step("one");

        assertThatThrownBy(() -> progress.step("two")).isInstanceOf(IllegalStateException.class);
    }
}
