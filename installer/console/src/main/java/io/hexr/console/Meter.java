package io.hexr.console;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Bytes done, how fast, how long yet. The rate is smoothed over a few seconds, so that one slow layer does not make the time left jump. */
final class Meter {
    private static final double SMOOTHING_SECONDS = 3;
    private static final long SHORTEST_SAMPLE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int SMALLEST_BAR = 8;
    private static final int LARGEST_BAR = 40;
    private static final int NARROWEST_NAME = 12;

    private final long total;
    private final long started;
    private final LongAdder moved = new LongAdder();
    private long sampledAt;
    private long sampledBytes;
    private double rate = -1;

    Meter(long total, long now) {
        this.total = total;
        this.started = now;
        this.sampledAt = now;
    }

    void add(long bytes) {
        moved.add(bytes);
    }

    void sample(long now) {
        long elapsed = now - sampledAt;
        if (elapsed < SHORTEST_SAMPLE) {
            return;
        }
        long bytes = moved.sum();
        double seconds = elapsed / 1e9;
        double latest = (bytes - sampledBytes) / seconds;
        double weight = 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
        rate = rate < 0 ? latest : rate + weight * (latest - rate);
        sampledAt = now;
        sampledBytes = bytes;
    }

    private boolean knowsTotal() {
        return total >= 0;
    }

    private long percent() {
        // a total of nothing is done at once; more bytes than promised never read as more than all
        return total == 0 ? 100 : Math.min(100, (long) (100.0 * moved.sum() / total));
    }

    private String amount() {
        String done = Amounts.bytes(moved.sum());
        return knowsTotal() ? done + "/" + Amounts.bytes(total) : done;
    }

    private String speed() {
        return rate < 0 ? "" : Amounts.bytes((long) rate) + "/s";
    }

    private String left() {
        if (!knowsTotal() || rate < 1) {
            return "";
        }
        return Amounts.clock((long) Math.ceil(Math.max(0, total - moved.sum()) / rate));
    }

    /** What a person sees who watches a log. */
    String heartbeat(long now) {
        String lasted = Amounts.seconds(TimeUnit.NANOSECONDS.toSeconds(now - started));
        if (!knowsTotal() && moved.sum() == 0) {
            return "still at it, " + lasted + " so far";
        }
        String text = (knowsTotal() ? percent() + "% " : "") + amount();
        text += rate < 0 ? "" : ", " + speed();
        String left = left();
        return text + (left.isEmpty() ? ", " + lasted + " so far" : ", " + left + " left");
    }

    String done(long now) {
        long nanos = now - started;
        String lasted = Amounts.seconds(TimeUnit.NANOSECONDS.toSeconds(nanos));
        long bytes = moved.sum();
        if (bytes == 0) {
            return "done in " + lasted;
        }
        String speed = nanos < SHORTEST_SAMPLE ? "" : ", " + Amounts.bytes((long) (bytes / (nanos / 1e9))) + "/s";
        return "done, " + Amounts.bytes(bytes) + " in " + lasted + speed;
    }

    String stopped() {
        return moved.sum() == 0 && !knowsTotal() ? "stopped" : "stopped at " + amount();
    }

    /**
     * One line of at most {@code columns - 1}: the last column stays free, since writing there wraps on some terminals. What does not fit is dropped in the
     * order speed, bar, time left, bytes; the name is cut before anything is dropped.
     */
    String bar(String name, int columns, Glyphs glyphs) {
        int room = columns - 1;
        String head = glyphs.cut(name, Math.max(NARROWEST_NAME, room / 3));
        String percent = knowsTotal() ? " ".repeat(percent() < 10 ? 2 : percent() < 100 ? 1 : 0) + percent() + "%" : "";
        int beside = room - head.length() - 1;
        for (String tail :
                new String[] {joined(percent, amount(), speed(), left()), joined(percent, amount(), left())}) {
            int free = Math.min(beside - tail.length() - 1, LARGEST_BAR);
            if (knowsTotal() && free >= SMALLEST_BAR) {
                return head + " " + glyphs.bar((int) (percent() * free / 100), free) + " " + tail;
            }
        }
        for (String tail : new String[] {joined(percent, amount(), left()), joined(percent, amount())}) {
            if (tail.length() <= beside) {
                return head + " " + tail;
            }
        }
        return glyphs.cut(percent.isEmpty() ? name : percent.strip() + " " + name, room);
    }

    private static String joined(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            if (!part.isEmpty()) {
                text.append(text.isEmpty() ? "" : " ").append(part);
            }
        }
        return text.toString();
    }
}
