package io.hexr.install;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the value of a name stands: behind a colon or an equals sign, as the next argument, or in the next field, in quotes of whatever depth, or in none. */
final class SecretValue {
    private static final int WINDOW = 1 << 16;
    private static final int LOOKAHEAD = 512;

    /** A quote, inside strings inside strings, and in HTML. */
    private static final String QUOTE = "(?:\\\\{0,31}[\"']|&quot;|&#34;|&#39;)";

    private static final Pattern ASSIGNED =
            Pattern.compile(QUOTE + "?(?:>|\\s{0,80}(?:=>|:=|[:=])\\s{0,80}(?:-\\s{1,8})?)");

    /** As a pod has it: the name in one field, the value in the next. */
    private static final Pattern PAIRED = Pattern.compile(
            "[^\"'\\\\\\s,]{0,40}" + QUOTE + "?\\s{0,80}(?:,\\s{0,80})?" + QUOTE + "?value" + QUOTE
                    + "?\\s{0,4}[:=]\\s{0,4}",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ARGUMENT = Pattern.compile(QUOTE + "?(?:\\s{0,80},\\s{0,80}|\\s{1,80})(?!-)");
    private static final Pattern OPENING = Pattern.compile(QUOTE);
    private static final Pattern BRACKETS_ONLY = Pattern.compile("[\\[{][\\[{ \\t\\r]*+(?=\\n)");
    private static final Pattern BARE = Pattern.compile("(?!(?:true|false|null)\\b)[^\\s,;&})\\]\"'<\\\\]++");

    private SecretValue() {}

    /** From here to there; empty where there is none. */
    record Span(int start, int end) {
        boolean isEmpty() {
            return start >= end;
        }
    }

    private static final Span NONE = new Span(0, 0);

    /** The value of the name that stands there. */
    static Span after(String text, int nameStart, int nameEnd, boolean toLineEnd) {
        Matcher assigned = at(ASSIGNED, text, nameEnd);
        if (assigned.lookingAt()) {
            return value(text, assigned.end(), toLineEnd);
        }
        Matcher paired = at(PAIRED, text, nameEnd);
        if (paired.lookingAt()) {
            return value(text, paired.end(), toLineEnd);
        }
        Matcher argument = at(ARGUMENT, text, nameEnd);
        if (nameStart > 0 && text.charAt(nameStart - 1) == '-' && argument.lookingAt()) {
            int from = argument.end();
            Matcher quote = at(OPENING, text, from);
            boolean option = quote.lookingAt() && text.startsWith("-", quote.end());
            return option ? NONE : value(text, from, false);
        }
        return NONE;
    }

    private static Matcher at(Pattern pattern, String text, int from) {
        return pattern.matcher(text)
                .region(from, Math.min(text.length(), from + LOOKAHEAD))
                .useTransparentBounds(true);
    }

    private static Span value(String text, int from, boolean toLineEnd) {
        if (from >= text.length() || text.startsWith(Redaction.MARK, from)) {
            return NONE;
        }
        Matcher quote = at(OPENING, text, from);
        if (quote.lookingAt()) {
            return new Span(quote.end(), closing(text, quote.group(), quote.end()));
        }
        if (text.charAt(from) == '[' || text.charAt(from) == '{') {
            return block(text, from);
        }
        if (toLineEnd) {
            return new Span(from, lineEnd(text, from));
        }
        Matcher bare = BARE.matcher(text).region(from, text.length());
        return bare.lookingAt() ? new Span(from, bare.end()) : NONE;
    }

    /** Where a string ends: at a quote of its own depth or of one further out; one that was cut off, with its line. */
    private static int closing(String text, String opening, int from) {
        if (opening.startsWith("&")) {
            int entity = text.indexOf(opening, from, lineEnd(text, from));
            return entity < 0 ? lineEnd(text, from) : entity;
        }
        char quote = opening.charAt(opening.length() - 1);
        int depth = opening.length() - 1;
        int slashes = 0;
        int i = from;
        for (; i < text.length() && text.charAt(i) != '\n'; i++) {
            char one = text.charAt(i);
            if (one == quote && (slashes < depth || slashes % (2 * (depth + 1)) == depth)) {
                return i - Math.min(slashes, depth);
            }
            slashes = one == '\\' ? slashes + 1 : 0;
        }
        return i;
    }

    /** A list or an object, to its end; over several lines only where it is laid out in lines. A volume that names a Secret shows none. */
    private static Span block(String text, int from) {
        Matcher alone = BRACKETS_ONLY.matcher(text).region(from, text.length()).useTransparentBounds(true);
        int limit = alone.lookingAt() ? Math.min(text.length(), from + WINDOW) : lineEnd(text, from);
        int open = 0;
        int i = from;
        while (i < limit) {
            char one = text.charAt(i++);
            if (one == '[' || one == '{') {
                open++;
            } else if ((one == ']' || one == '}') && --open == 0) {
                break;
            } else if (one == '"' || one == '\'') {
                int slashes = 0;
                while (text.charAt(i - 2 - slashes) == '\\') {
                    slashes++;
                }
                String opening = "\\".repeat(slashes) + one;
                int end = closing(text, opening, i);
                i = Math.min(limit, end + opening.length());
            }
        }
        boolean isReference = text.substring(from, i).contains("secretName");
        return isReference ? NONE : new Span(from, i);
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }
}
