package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

import io.hexr.console.Environment;

/** The details of an unexpected failure, kept for the report. Only the last one, no arguments and no environment: those may hold what is nobody's business. */
final class BugNote {
    private BugNote() {}

    /** Empty where there is no home or it cannot be written: the note is a convenience and never a second failure. */
    static Optional<Path> write(Environment environment, String trace) {
        Optional<Path> folder = environment.stateHome();
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Release release = Release.ofThisBuild();
        String text = "hexr " + release.release() + ", commit " + release.commit() + ", JDK " + release.jdk() + "\n"
                + Instant.now() + "\n\n" + trace;
        Path note = folder.get().resolve("last-bug.txt");
        try {
            Files.createDirectories(folder.get());
            Path temporary = Files.createTempFile(folder.get(), "last-bug", ".partial");
            Files.writeString(temporary, text);
            Files.move(temporary, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(note);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
