package io.hexr.console;

import java.nio.charset.Charset;

/** Standard error: what is going on, for people. One line at a time; a live line (the progress bar) is taken away before another is written. */
public final class Narration {
    /** How much is told. Warnings and errors are told always. */
    public enum Loudness {
        QUIET,
        NORMAL,
        VERBOSE
    }

    /** Whether words are coloured. */
    public enum Paint {
        PLAIN,
        COLOURED
    }

    private static final String ERASE = "\r\u001b[K";

    private final Outlet outlet;
    private final Charset charset;
    private final Glyphs glyphs;
    private final Loudness loudness;
    private final Paint paint;
    private String live = "";
    private boolean settled;

    public Narration(Outlet outlet, Charset charset, Loudness loudness, Paint paint) {
        this.outlet = outlet;
        this.charset = charset;
        this.glyphs = Glyphs.of(charset);
        this.loudness = loudness;
        this.paint = paint;
    }

    /** What is being done. */
    public void say(String sentence) {
        if (loudness != Loudness.QUIET) {
            line("hexr: " + glyphs.line(sentence));
        }
    }

    /** What only matters to someone who asked for more. */
    public void detail(String sentence) {
        if (loudness == Loudness.VERBOSE) {
            line("hexr: " + glyphs.line(sentence));
        }
    }

    public void warn(String sentence) {
        line("hexr: " + painted("warning:", "33") + " " + glyphs.line(sentence));
    }

    /** Several lines of ours, such as a stack trace, for someone who asked for more. */
    public void details(String document) {
        if (loudness == Loudness.VERBOSE) {
            line(glyphs.document(document).stripTrailing());
        }
    }

    boolean isQuiet() {
        return loudness == Loudness.QUIET;
    }

    Glyphs glyphs() {
        return glyphs;
    }

    /** The whole problem; told however quiet the command is. */
    void problem(Problem problem) {
        StringBuilder text = new StringBuilder("hexr: ")
                .append(painted("error:", "1;31"))
                .append(' ')
                .append(glyphs.line(problem.summary()));
        if (problem.said() != null) {
            text.append("\n  the server said: \"")
                    .append(glyphs.line(problem.said()))
                    .append('"');
        }
        text.append("\n  likely cause: ").append(glyphs.line(problem.cause()));
        text.append("\n  next: ").append(glyphs.line(problem.remedy()));
        text.append("\n  code: ").append(problem.code().id()).append(" (exit ");
        text.append(problem.status().code()).append(')');
        settle();
        line(text.toString());
    }

    /** Where documents are on standard output, one line here is enough. */
    void problemInShort(Problem problem) {
        settle();
        if (loudness != Loudness.QUIET) {
            line("hexr: " + painted("error:", "1;31") + " " + glyphs.line(problem.summary()));
        }
    }

    /** A question: no line break, so that the answer stands beside it. */
    synchronized void ask(String question) {
        clear();
        put("hexr: " + glyphs.line(question) + " ");
    }

    /** Shows or replaces the line that is rewritten in place. Only for a terminal that can. */
    synchronized void live(String line) {
        if (!settled && !line.equals(live)) {
            put(ERASE + line);
            live = line;
        }
    }

    /** From here on nothing is rewritten in place: what follows is the end of the command, even if a step still lasts. */
    synchronized void settle() {
        clear();
        settled = true;
    }

    synchronized void clear() {
        if (!live.isEmpty()) {
            put(ERASE);
            live = "";
        }
    }

    private synchronized void line(String text) {
        String kept = live;
        clear();
        put(text + "\n");
        if (!kept.isEmpty()) {
            live(kept);
        }
    }

    private void put(String text) {
        outlet.writeIfPossible(text.getBytes(charset));
    }

    private String painted(String word, String colour) {
        return paint == Paint.COLOURED ? "\u001b[" + colour + "m" + word + "\u001b[0m" : word;
    }
}
