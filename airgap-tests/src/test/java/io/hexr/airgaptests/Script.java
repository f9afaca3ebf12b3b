package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/** Runs the scripts of this folder as a person would, and tells "this host cannot" from "this is broken". */
final class Script {
    /** The folder of the module, which is the working folder of its tests. */
    static final Path FOLDER = Path.of("").toAbsolutePath();

    private static final int NOT_RUN = 77;

    private Script() {}

    /** What the script printed on stdout; the test is NOT RUN when the script says so, and fails on any other failure. */
    static String run(Duration limit, String... command) {
        Outcome outcome = attempt(limit, command);
        if (outcome.status() == NOT_RUN) {
            Assumptions.abort(outcome.reason());
        }
        if (outcome.status() != 0) {
            throw new AssertionError("%s ended with %d:%n%s%s"
                    .formatted(String.join(" ", command), outcome.status(), outcome.output(), outcome.narration()));
        }
        return outcome.output();
    }

    static Outcome attempt(Duration limit, String... command) {
        return attempt(limit, Map.of(), command);
    }

    static Outcome attempt(Duration limit, Map<String, String> environment, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, FOLDER.resolve(command[0]).toString());
        try {
            Path output = Files.createTempFile("script", ".out");
            Path narration = Files.createTempFile("script", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .redirectOutput(output.toFile())
                        .redirectError(narration.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroy();
                    throw new AssertionError(
                            String.join(" ", command) + " has not ended within " + limit + ":\n" + text(narration));
                }
                return new Outcome(process.exitValue(), text(output), text(narration));
            } finally {
                Files.delete(output);
                Files.delete(narration);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("running " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + words, e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    record Outcome(int status, String output, String narration) {
        /** All it said, for a message. */
        String text() {
            return "ended with " + status + "\n" + output + narration;
        }

        /** The script's own line "NOT RUN: what: why". */
        String reason() {
            return narration
                    .lines()
                    .filter(line -> line.toUpperCase(Locale.ROOT).startsWith("NOT RUN:"))
                    .findFirst()
                    .orElse("NOT RUN: script: it gave no reason");
        }
    }
}
