package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hexr.oci.Digest;

/**
 * The C compiler that Go programs with C in them are built by. It is pinned like the JDK: its version for people, and one checksum over the files that take part
 * in what comes out: the compiler, the binary tools, the libraries of theirs that compute, the C library, and the headers that programs with C ask for.
 */
final class CCompiler {
    private static final String NEED = "building a Go program that holds C";
    private static final List<String> PROGRAMS = List.of("cc1", "collect2", "as", "ld");

    /** Of what these programs load: what reads and writes objects, and what computes constants. What packs or prints is left out. */
    private static final Pattern LIBRARY =
            Pattern.compile("\\s(/\\S*/lib(bfd|ctf|sframe|opcodes|isl|mpc|mpfr|gmp)[^/\\s]*)\\s");

    /** The C and POSIX headers that SQLite and Go's own bridge to C include; whatever these include counts as well. */
    private static final String HEADERS =
            "assert ctype dlfcn errno fcntl float inttypes limits locale malloc math netdb"
                    + " netinet/in arpa/inet pthread pwd grp sched semaphore setjmp signal stdarg stdbool stddef stdint stdio stdlib"
                    + " string strings sys/file sys/ioctl sys/mman sys/param sys/resource sys/socket sys/stat sys/statfs sys/syscall"
                    + " sys/time sys/types sys/uio sys/utsname sys/wait termios time unistd utime wchar";

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
        List<Path> programs = new ArrayList<>(List.of(found(gcc, work, "gcc")));
        all.append(line("gcc", programs.getFirst()));
        for (String name : PROGRAMS) {
            Path program = found(gcc, work, ask(gcc, work, "-print-prog-name=" + name));
            programs.add(program);
            all.append(line(name, program));
        }
        for (String file : FILES) {
            all.append(line(file, Path.of(ask(gcc, work, "-print-file-name=" + file))));
        }
        libraries(gcc, work, programs).forEach(file -> all.append(line(file, Path.of(file))));
        headers(gcc, work).forEach(file -> all.append(line(file, Path.of(file))));
        return List.of(
                version,
                Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)).toString());
    }

    private static SortedSet<String> libraries(Tool gcc, Path work, List<Path> programs) {
        SortedSet<String> files = new TreeSet<>();
        for (Path program : programs) {
            LIBRARY.matcher(gcc.run(work, Map.of(), List.of("ldd", program.toString())))
                    .results()
                    .forEach(found -> files.add(found.group(1)));
        }
        return files;
    }

    /** As the compiler finds them, those of headers included. */
    private static SortedSet<String> headers(Tool gcc, Path work) {
        Path probe = work.resolve("headers.c");
        String text = Stream.of(HEADERS.split(" "))
                .map(header -> "#include <" + header + ".h>\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(probe, text);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(probe, e);
        }
        String said = gcc.run(work, Map.of(), List.of("gcc", "-M", "-D_GNU_SOURCE", probe.toString()));
        return Stream.of(said.replace("\\\n", " ").split("\\s+"))
                .filter(word -> word.startsWith("/") && word.endsWith(".h"))
                .collect(Collectors.toCollection(TreeSet::new));
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
