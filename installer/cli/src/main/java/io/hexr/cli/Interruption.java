package io.hexr.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.hexr.console.Cancellation;
import io.hexr.console.ExitStatus;
import io.hexr.console.Outlet;
import io.hexr.console.Problem;
import io.hexr.console.Problems;
import io.hexr.console.Voice;
import org.jspecify.annotations.Nullable;

/**
 * What happens on SIGINT, SIGTERM and SIGHUP: the command is asked to stop and gets most of a second to say how to continue, a server the
 * time it asked for; then the process ends with 130, whatever still hangs. A command that finished all the same ends with its own status.
 */
final class Interruption {
    private static final long MORE_PATIENCE_MILLIS = 450;
    // words take a few milliseconds; on a machine that is busy they may take longer to come, but none are owed to a
    // pipe that nobody empties
    private static final long LAST_WORDS_MILLIS = 3000;
    private static final long GLANCE_MILLIS = 50;
    private static final Duration NOBODY_READS = Duration.ofMillis(350);

    private final Cancellation cancellation = Cancellation.ofThisThread();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Thread> speaker = new AtomicReference<>();
    private volatile ExitStatus status = ExitStatus.INTERRUPTED;
    private volatile @Nullable Voice voice;
    private volatile List<Outlet> outlets = List.of();

    private Interruption() {}

    /** For the command on the calling thread. */
    static Interruption armed() {
        Interruption interruption = new Interruption();
        // the JDK begins its shutdown on these signals and on exit; its hook is the one portable way to hear of them
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::shutdown, "interruption"));
        return interruption;
    }

    /** For tests inside one process: nothing is hooked. */
    static Interruption unarmed() {
        return new Interruption();
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** From here on there is a way to say something. */
    void speaksWith(Voice command, Outlet... through) {
        outlets = List.of(through);
        voice = command;
    }

    /** The command is over and has said what it had to say. */
    void ended(ExitStatus with) {
        status = with;
        over.countDown();
    }

    /** Ends the process. Where the hook speaks in place of the command, the hook ends it, with its last word. */
    void end(ExitStatus with) {
        ended(with);
        if (mayHaveLastWords()) {
            // nothing is left to run: exit would look for a logger to write that it was called, through every jar of
            // the class path
            Runtime.getRuntime().halt(with.code());
        }
        System.exit(with.code());
    }

    /** Whether the calling thread may say how the command ends. Only the first one may: the command's, or in its place the hook's. */
    boolean mayHaveLastWords() {
        return speaker.compareAndSet(null, Thread.currentThread())
                || Thread.currentThread().equals(speaker.get());
    }

    private void shutdown() {
        if (over.getCount() == 0) {
            return;
        }
        cancellation.request();
        try {
            if (!over.await(cancellation.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                if (mayHaveLastWords()) {
                    speakInPlaceOfTheCommand();
                } else {
                    over.await(MORE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status.code());
    }

    /** In a thread of its own, since a full pipe can block even the last words. */
    private void speakInPlaceOfTheCommand() throws InterruptedException {
        Voice said = voice;
        if (said != null) {
            Problem problem = Problems.interrupted(cancellation);
            Thread words =
                    Thread.ofPlatform().daemon().start(() -> said.printer().problem(problem));
            for (long waited = 0; words.isAlive() && waited < LAST_WORDS_MILLIS && !stuck(); waited += GLANCE_MILLIS) {
                words.join(GLANCE_MILLIS);
            }
        }
    }

    private boolean stuck() {
        return outlets.stream().anyMatch(outlet -> outlet.writing().compareTo(NOBODY_READS) > 0);
    }
}
