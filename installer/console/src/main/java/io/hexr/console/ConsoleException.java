package io.hexr.console;

import org.jspecify.annotations.Nullable;

/** What this module refuses or cannot do. */
public abstract sealed class ConsoleException extends RuntimeException {
    private ConsoleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whoever reads standard output has gone: nothing is wrong, and nobody is left to tell. */
    public static final class OutputClosed extends ConsoleException {
        OutputClosed(Throwable cause) {
            super("standard output: its reader has gone", cause);
        }
    }

    /** Standard output cannot be written. */
    public static final class OutputFailed extends ConsoleException {
        OutputFailed(Throwable cause) {
            super("standard output cannot be written: " + cause.getMessage(), cause);
        }
    }

    /** A question was to be asked, but input is off or nobody sits at a terminal. */
    public static final class AnswerNeeded extends ConsoleException {
        AnswerNeeded(String question) {
            super("this needs an answer, and nobody can be asked: " + question, null);
        }
    }

    /** The command was asked to stop. */
    public static final class Interrupted extends ConsoleException {
        private final String howToContinue;

        Interrupted(String howToContinue) {
            super("interrupted", null);
            this.howToContinue = howToContinue;
        }

        String howToContinue() {
            return howToContinue;
        }
    }

    /** The command line or a setting is wrong, as found outside the parser; the problem says all. */
    public static final class Refused extends ConsoleException {
        private final transient Problem problem;

        public Refused(Problem problem) {
            super(problem.summary(), null);
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }
}
