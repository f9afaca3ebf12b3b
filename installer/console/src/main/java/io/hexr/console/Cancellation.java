package io.hexr.console;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A request to stop, made once by a signal and seen by the command. The thread that runs the command is interrupted, so that blocking reads and waits end;
 * long loops call {@link #check}, best from the progress they report.
 */
public final class Cancellation {
    private final Thread command;
    private volatile boolean requested;
    private volatile @Nullable String continuation;
    private volatile Duration patience = Duration.ofMillis(500);

    private Cancellation(Thread command) {
        this.command = command;
    }

    /** For a command that runs on the calling thread. */
    public static Cancellation ofThisThread() {
        return new Cancellation(Thread.currentThread());
    }

    /** Asks the command to stop; returns at once. */
    public void request() {
        requested = true;
        command.interrupt();
    }

    public boolean requested() {
        return requested;
    }

    /** What to tell the user after a stop, or a failure part-way: the exact command that continues. */
    public void continueWith(String command) {
        continuation = command;
    }

    /** The command that continues this one, where it said so. */
    public Optional<String> continuation() {
        return Optional.ofNullable(continuation);
    }

    public String howToContinue() {
        return continuation().orElse(GeneralCode.INTERRUPTED.remedy());
    }

    /** How long the command may take to end by itself once asked; more than the usual half second only where others depend on it, as a server's clients do. */
    public void endsWithin(Duration time) {
        patience = time;
    }

    public Duration patience() {
        return patience;
    }

    /** Ends the command here if it should stop. @throws ConsoleException.Interrupted once a stop was requested */
    public void check() {
        if (requested) {
            throw new ConsoleException.Interrupted(howToContinue());
        }
    }
}
