package io.hexr.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/** A foreign program as an independent judge; where it is not to be had the test says NOT RUN and why. */
final class Tool {
    /** What it said and how it ended. */
    record Answer(int exit, String output) {}

    private Tool() {}

    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(":", -1))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static void require(String name) {
        Assumptions.assumeTrue(find(name).isPresent(), "NOT RUN: " + name + ": not on the path");
    }

    static Answer run(Path folder, Duration limit, List<String> command) throws IOException, InterruptedException {
        return run(folder, limit, Map.of(), command);
    }

    static Answer run(Path folder, Duration limit, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end within " + limit);
        }
        return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** The files of one statement and its signatures, laid out for a tool to read. */
    static void lay(Path folder, byte[] statement, List<SignatureFile> files) throws IOException {
        Files.write(folder.resolve("SHA256SUMS"), statement);
        for (SignatureFile file : files) {
            Files.write(folder.resolve(file.name()), file.bytes());
        }
    }
}
