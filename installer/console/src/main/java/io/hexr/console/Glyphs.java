package io.hexr.console;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What characters the other end can show, and text made fit for it. */
enum Glyphs {
    UNICODE("█", "░", "…", "\uFFFD"),
    ASCII("#", "-", "...", "?");

    private final String full;
    private final String empty;
    private final String ellipsis;
    private final String barred;

    Glyphs(String full, String empty, String ellipsis, String barred) {
        this.full = full;
        this.empty = empty;
        this.ellipsis = ellipsis;
        this.barred = barred;
    }

    static Glyphs of(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? UNICODE : ASCII;
    }

    String bar(int filled, int width) {
        return full.repeat(filled) + empty.repeat(width - filled);
    }

    /** Shortens to at most {@code width} columns, with an ellipsis where something was cut. */
    String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        return width <= ellipsis.length()
                ? text.substring(0, width)
                : text.substring(0, width - ellipsis.length()) + ellipsis;
    }

    /**
     * One line that can do no harm to a terminal or a log: control characters, line breaks and direction overrides are replaced, and in ASCII whatever else
     * the other end cannot show.
     */
    String line(String text) {
        return clean(text, false);
    }

    /** Like {@link #line}, but line breaks and tabs stay: for documents of ours. */
    String document(String text) {
        return clean(text, true);
    }

    private String clean(String text, boolean keepBreaks) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (keepBreaks && (c == '\n' || c == '\t')) {
                safe.append((char) c);
            } else if (harmful(c)) {
                safe.append(barred);
            } else if (c < 0x80 || this == UNICODE) {
                safe.appendCodePoint(c);
            } else {
                safe.append(ascii(c));
            }
        });
        return safe.toString();
    }

    private static boolean harmful(int c) {
        boolean direction = c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
        boolean lineBreak = c == 0x2028 || c == 0x2029;
        boolean halfPair = c >= 0xD800 && c <= 0xDFFF;
        return Character.isISOControl(c) || direction || lineBreak || halfPair;
    }

    private String ascii(int c) {
        return switch (c) {
            case '…' -> ellipsis;
            case '–', '—' -> "-";
            case '‘', '’' -> "'";
            case '“', '”' -> "\"";
            default -> barred;
        };
    }
}
