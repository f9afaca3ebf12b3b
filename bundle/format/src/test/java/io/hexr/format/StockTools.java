package io.hexr.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/** Runs foreign programs on bundles; a program that is not installed makes the test NOT RUN, with the name of what is missing. */
final class StockTools {
    /** How a program ended, with everything it said. */
    record Result(int status, String output) {}

    private static final List<Path> PLACES = Stream.of("/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin")
            .map(Path::of)
            .toList();

    private StockTools() {}

    static void require(String... programs) {
        for (String program : programs) {
            Assumptions.assumeTrue(find(program) != null, "NOT RUN: " + program + " is not installed");
        }
    }

    static @org.jspecify.annotations.Nullable Path find(String program) {
        return PLACES.stream()
                .map(place -> place.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** The documentation's folder, wherever the module is built from. */
    static Path docs() {
        return Path.of("..", "..", "docs", "format").toAbsolutePath().normalize();
    }

    static Result run(Path folder, String... command) {
        return run(folder, Map.of(), command);
    }

    static Result run(Path folder, Map<String, String> environment, String... command) {
        try {
            Path output = Files.createTempFile("stock", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + Arrays.toString(command));
            }
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            Files.delete(output);
            return new Result(process.exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The second reader's verdict: 0 good, 4 refused, 5 not trusted. */
    static Result python(Path key, Path bundle) {
        require("python3");
        return run(
                java.util.Objects.requireNonNull(bundle.toAbsolutePath().getParent()),
                Map.of("PYTHONDONTWRITEBYTECODE", "1"),
                "python3",
                docs().resolve("hexr_verify.py").toString(),
                key.toString(),
                bundle.toString());
    }
}
