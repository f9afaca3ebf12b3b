package io.hexr.assembly;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hexr.oci.Digest;

/**
 * The C compiler that Go programs with C in them are built by. It is pinned like the JDK: its version for people, and one checksum over the files of the
 * compiler, the binary tools and the C library that take part in what comes out.
 */
final class CCompiler {
    private static final String NEED = "building a Go program that holds C";
    private static final List<String> PROGRAMS = List.of("cc1", "as", "ld");
    private static final List<String> FILES = List.of(
            "Scrt1.o",
            "crt1.o",
            "crti.o",
            "crtn.o",
            "crtbegin.o",
            "crtbeginS.o",
            "crtend.o",
            "crtendS.o",
            "libgcc.a",
            "libc.so.6",
            "libc_nonshared.a");

    private CCompiler() {}

    /** Version and checksum of the gcc at hand. @throws AssemblyException.ToolMissing naming the part that is not there */
    static List<String> identity(Path work, Workbench bench) {
        Tool gcc = new Tool(work, NEED, bench.pulse());
        String version = ask(gcc, work, "-dumpfullversion");
        StringBuilder all = new StringBuilder();
        for (String program : PROGRAMS) {
            all.append(line(program, found(gcc, work, ask(gcc, work, "-print-prog-name=" + program))));
        }
        for (String file : FILES) {
            all.append(line(file, Path.of(ask(gcc, work, "-print-file-name=" + file))));
        }
        return List.of(
                version,
                Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)).toString());
    }

    private static String ask(Tool gcc, Path work, String question) {
        return gcc.run(work, Map.of(), List.of("gcc", question)).strip();
    }

    private static String line(String name, Path file) {
        if (!file.isAbsolute() || !Files.isRegularFile(file)) {
            throw new AssemblyException.ToolMissing(name + " of gcc", NEED);
        }
        return name + " " + SourceStore.digest(file) + "\n";
    }

    /** A name without a folder is one that gcc itself looks up on the path. */
    private static Path found(Tool gcc, Path work, String program) {
        return Path.of(
                program.startsWith("/")
                        ? program
                        : gcc.run(work, Map.of(), List.of("sh", "-c", "command -v " + program + " || true"))
                                .strip());
    }
}
