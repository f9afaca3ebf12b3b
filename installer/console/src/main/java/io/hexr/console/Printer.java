package io.hexr.console;

/** Writes the one result or the one problem of a command. */
public sealed interface Printer permits TextPrinter, JsonPrinter {
    /** The formats of {@code --output}. */
    enum Format {
        TEXT,
        JSON
    }

    /** Writes the result to standard output. @throws ConsoleException.OutputClosed when the reader has gone */
    void result(Report report);

    /** Writes the problem where the format wants it. */
    void problem(Problem problem);
}
