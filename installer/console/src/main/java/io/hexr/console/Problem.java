package io.hexr.console;

import org.jspecify.annotations.Nullable;

/**
 * A failure as the user meets it: what failed (fact and resource), the likely cause, the next command.
 *
 * @param said a server's own words; always shown as a quotation, never as ours
 */
public record Problem(
        ProblemCode code,
        String summary,
        @Nullable String resource,
        String cause,
        String remedy,
        @Nullable String said) {
    /** A problem with the cause and remedy of its code. */
    public static Problem of(ProblemCode code, String summary) {
        return new Problem(code, summary, null, code.cause(), code.remedy(), null);
    }

    /** The file, URL or digest it is about, for scripts; the summary names it for people. */
    public Problem about(String what) {
        return new Problem(code, summary, what, cause, remedy, said);
    }

    public Problem because(String why) {
        return new Problem(code, summary, resource, why, remedy, said);
    }

    /** A next move more exact than the code's own. */
    public Problem next(String move) {
        return new Problem(code, summary, resource, cause, move, said);
    }

    public Problem saying(String words) {
        return new Problem(code, summary, resource, cause, remedy, words);
    }

    public ExitStatus status() {
        return code.status();
    }
}
