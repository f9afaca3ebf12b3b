package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs a foreign program to its end, in a plain locale, with what it says kept in files of the working folder. */
final class Tool {
    private static final int WORDS = 2000;
    private static final int OUTPUT = 64 << 20;

    /** Where a C compiler would look for files and parts of itself that nobody pinned. */
    private static final Set<String> SEARCHED_BY_GCC =
            Set.of("COMPILER_PATH", "CPATH", "C_INCLUDE_PATH", "GCC_EXEC_PREFIX", "LIBRARY_PATH");

    private final Path work;
    private final String need;
    private final Runnable pulse;

    /** @param need what the program is run for; said where it is missing */
    Tool(Path work, String need, Runnable pulse) {
        this.work = work;
        this.need = need;
        this.pulse = pulse;
    }

    /** What the program wrote to its standard output. */
    String run(Path in, Map<String, String> environment, List<String> command) {
        String name = command.getFirst();
        Path out = work.resolve("stdout");
        Path err = work.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(SEARCHED_BY_GCC);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssemblyException.ToolMissing(name, need);
        }
        int status = await(process);
        if (status != 0) {
            throw new AssemblyException.ToolFailed(
                    name, "ended with " + status + " for " + need, tail(err) + tail(out));
        }
        return new String(SmallFile.read(need, out, OUTPUT), StandardCharsets.UTF_8);
    }

    private int await(Process process) {
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                pulse.run();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new io.hexr.oci.OciException.Interrupted(need);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String tail(Path file) {
        try {
            String all = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return all.length() <= WORDS ? all : "..." + all.substring(all.length() - WORDS);
        } catch (IOException e) {
            return "";
        }
    }
}
