package io.hexr.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks before something that cannot be taken back. Answering yes in advance skips the question, never a check. */
public final class Prompt {
    /** Who answers. */
    public enum Answers {
        /** The person at the terminal. */
        ASKED,
        /** {@code --yes} has. */
        YES,
        /** Nobody: {@code --no-input}, or standard input is not a terminal. */
        NOBODY
    }

    private static final int LONGEST_ANSWER = 1000;

    private final InputStream in;
    private final Charset charset;
    private final Narration narration;
    private final Answers answers;

    public Prompt(InputStream in, Charset charset, Narration narration, Answers answers) {
        this.in = in;
        this.charset = charset;
        this.narration = narration;
        this.answers = answers;
    }

    /** For a command that was given {@code --yes}. */
    public Prompt answeringYes() {
        return new Prompt(in, charset, narration, Answers.YES);
    }

    /**
     * True only for a clear yes; an empty answer or the end of input is a no.
     *
     * @throws ConsoleException.AnswerNeeded where nobody can answer
     */
    public boolean confirms(String question) {
        return switch (answers) {
            case YES -> true;
            case NOBODY -> throw new ConsoleException.AnswerNeeded(question);
            case ASKED -> {
                narration.ask(question + " [y/N]");
                String answer = line().strip().toLowerCase(Locale.ROOT);
                yield answer.equals("y") || answer.equals("yes");
            }
        };
    }

    private String line() {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0 && b != '\n' && line.size() < LONGEST_ANSWER; b = in.read()) {
                line.write(b);
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString(charset);
    }
}
