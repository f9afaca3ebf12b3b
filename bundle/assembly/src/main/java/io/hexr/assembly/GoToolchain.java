package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import io.hexr.oci.Digest;

/**
 * The Go that programs are built by, pinned like the C compiler: its version for people, and one checksum over what takes part in what comes out: compiler,
 * assembler, linker, and the source of the standard library, which is compiled into every program.
 */
final class GoToolchain {
    private static final List<String> PROGRAMS = List.of("asm", "cgo", "compile", "link");

    /** By what a Go says of itself: no toolchain is replaced while a release is built, and it has ten thousand files. */
    private static final ConcurrentMap<List<String>, List<String>> KNOWN = new ConcurrentHashMap<>();

    private GoToolchain() {}

    /** Version and checksum of the Go at hand. @throws AssemblyException.ToolMissing where there is none */
    static List<String> identity(Path work, Workbench bench, String need) {
        Tool go = new Tool(work, need, bench.pulse());
        List<String> said = go.run(
                        work,
                        Map.of("GOTOOLCHAIN", "local", "GOENV", "off", "GOWORK", "off"),
                        List.of("go", "env", "GOVERSION", "GOROOT", "GOTOOLDIR"))
                .lines()
                .toList();
        return KNOWN.computeIfAbsent(said, words -> List.of(words.getFirst(), sum(words, bench)));
    }

    private static String sum(List<String> said, Workbench bench) {
        StringBuilder all = new StringBuilder();
        for (String program : PROGRAMS) {
            all.append(line(program, Path.of(said.get(2), program)));
        }
        Path source = Path.of(said.get(1), "src");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(GoToolchain::isCompiled).sorted().toList()) {
                bench.pulse().run();
                all.append(line(source.relativize(file).toString(), file));
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("the Go toolchain", source, e);
        }
        return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static boolean isCompiled(Path file) {
        return Files.isRegularFile(file)
                && !file.toString().contains("/testdata/")
                && !file.toString().endsWith("_test.go");
    }

    private static String line(String name, Path file) {
        return name + " " + SourceStore.digest(file) + "\n";
    }
}
