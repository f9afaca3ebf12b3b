package io.hexr.console;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * How far the work is. On a terminal one line that is rewritten in place, with bytes, rate and time left; elsewhere one line per finished step, and while a
 * step lasts a heartbeat at least every ten seconds even if nothing moves, so that silence always means trouble.
 */
public final class Progress {
    static final long HEARTBEAT = TimeUnit.SECONDS.toNanos(10);
    static final long FRAME = TimeUnit.MILLISECONDS.toNanos(100);

    private final Narration narration;
    private final Terminal terminal;
    private final LongSupplier nanoClock;
    private final Pulse pulse;
    private final Object lock = new Object();
    private @Nullable Step current;

    /** Ticks by itself while a step lasts. */
    public static Progress of(Narration narration, Terminal terminal) {
        return new Progress(narration, terminal, System::nanoTime, new Pulse.Ticking());
    }

    Progress(Narration narration, Terminal terminal, LongSupplier nanoClock, Pulse pulse) {
        this.narration = narration;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.pulse = pulse;
    }

    /** Begins a step whose size is known. Steps follow one another; beginning one while another lasts is a bug. */
    public Step step(String name, long totalBytes) {
        return begin(new Step(name, totalBytes));
    }

    /** Begins a step whose size is not known. */
    public Step step(String name) {
        return begin(new Step(name, Step.UNKNOWN));
    }

    private Step begin(Step step) {
        synchronized (lock) {
            if (current != null) {
                throw new IllegalStateException("step " + step.name + " begins while " + current.name + " lasts");
            }
            current = step;
        }
        if (!narration.isQuiet()) {
            pulse.start(this::tick, rewrites() ? FRAME : HEARTBEAT / 4);
        }
        return step;
    }

    private boolean rewrites() {
        return terminal.motion() == Terminal.Motion.REWRITES;
    }

    /** Shows what is due now. */
    void tick() {
        synchronized (lock) {
            if (current == null || narration.isQuiet()) {
                return;
            }
            long now = nanoClock.getAsLong();
            current.meter.sample(now);
            if (rewrites()) {
                narration.live(current.meter.bar(current.name, current.columns, narration.glyphs()));
            } else if (now - current.lastSaid >= HEARTBEAT - HEARTBEAT / 4) {
                current.lastSaid = now;
                narration.say(current.name + ": " + current.meter.heartbeat(now));
            }
        }
    }

    private void end(Step step, @Nullable String outcome) {
        synchronized (lock) {
            if (current != step) {
                return;
            }
            current = null;
            pulse.stop();
            narration.clear();
            narration.say(step.name + ": " + (outcome == null ? step.meter.stopped() : outcome));
        }
    }

    /** One step. Closing it without {@link #done} says that it stopped. */
    public final class Step implements AutoCloseable {
        static final long UNKNOWN = -1;

        private final String name;
        private final Meter meter;
        private final int columns;
        private long lastSaid;

        private Step(String name, long totalBytes) {
            this.name = narration.glyphs().line(name);
            long now = nanoClock.getAsLong();
            this.meter = new Meter(totalBytes, now);
            this.lastSaid = now;
            this.columns = rewrites() ? terminal.width().columns() : Terminal.USUAL_COLUMNS;
        }

        /** Counts bytes; any thread may. */
        public void advance(long bytes) {
            meter.add(bytes);
        }

        /** Ends the step well. */
        public void done() {
            end(this, meter.done(nanoClock.getAsLong()));
        }

        /** Ends the step well, saying what came of it. */
        public void done(String outcome) {
            end(this, outcome);
        }

        @Override
        public void close() {
            end(this, null);
        }
    }
}
