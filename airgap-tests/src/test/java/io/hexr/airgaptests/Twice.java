package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

import org.opentest4j.TestAbortedException;

/** Infrastructure that does not boot is tried once more, and the report of the verify says so. What a scenario does with it is tried once. */
final class Twice {
    private static final Path NOTES = Path.of("target", "second-attempts.txt");

    private Twice() {}

    static <T> T boot(String what, Supplier<T> attempt) {
        return boot(what, attempt, NOTES);
    }

    static <T> T boot(String what, Supplier<T> attempt, Path notes) {
        try {
            return attempt.get();
        } catch (TestAbortedException e) {
            // this host cannot, and will not at the second attempt
            throw e;
        } catch (RuntimeException | AssertionError e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            try {
                Files.writeString(
                        notes, what + ": " + why + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException unwritten) {
                throw new UncheckedIOException("writing to " + notes, unwritten);
            }
            return attempt.get();
        }
    }
}
