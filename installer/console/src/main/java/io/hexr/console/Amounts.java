package io.hexr.console;

import java.util.Locale;

/** Amounts as people read them. Decimal units, as on the label of a disk. */
public final class Amounts {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Amounts() {}

    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        // 999.95 would be written as 1000
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[unit]);
    }

    public static String seconds(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    /** As on a clock: 0:19, 12:03, 1:02:03. */
    static String clock(long seconds) {
        String tail = two(seconds % 60);
        return seconds < 3600 ? seconds / 60 + ":" + tail : seconds / 3600 + ":" + two(seconds / 60 % 60) + ":" + tail;
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
