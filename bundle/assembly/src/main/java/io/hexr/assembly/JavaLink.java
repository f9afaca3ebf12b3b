package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Links a Java runtime of chosen modules from the JDK at hand, which must be the pinned one. Headers, manual pages and jlink itself stay behind. */
final class JavaLink {
    private final Workbench bench;
    private final Path work;

    JavaLink(Workbench bench, Path work) {
        this.bench = bench;
        this.work = work;
    }

    /** Version and checksum of the JDK at hand: its modules are one file, from which everything is linked. */
    static List<String> identity(Path jdk) {
        Path release = jdk.resolve("release");
        Path modules = jdk.resolve("lib").resolve("modules");
        if (!Files.isRegularFile(release) || !Files.isRegularFile(modules) || !Files.exists(jdk.resolve("bin/jlink"))) {
            throw new AssemblyException.ToolMissing("jlink in " + jdk, "linking a Java runtime from a whole JDK 25");
        }
        try (Stream<String> lines = Files.lines(release)) {
            String version = lines.filter(line -> line.startsWith("JAVA_RUNTIME_VERSION="))
                    .map(line -> line.replaceAll("^[^\"]*\"|\"$", ""))
                    .findFirst()
                    .orElse("unknown");
            return List.of(version, SourceStore.digest(modules).toString());
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("the JDK", release, e);
        }
    }

    Bill link(Recipe.JavaRuntime wanted, List<String> pinned, FileTree to) {
        List<String> found = identity(bench.jdk());
        bench.requireToolchain("the JDK", pinned, found);
        Path runtime = work.resolve("runtime");
        new Tool(work, "linking a Java runtime", bench.pulse())
                .run(
                        work,
                        Map.of(),
                        List.of(
                                bench.jdk().resolve("bin/jlink").toString(),
                                "--add-modules",
                                String.join(",", wanted.modules()),
                                "--no-header-files",
                                "--no-man-pages",
                                // the JDK's own line numbers are 3 MB; our jars keep theirs
                                "--strip-java-debug-attributes",
                                "--compress=zip-0",
                                "--output",
                                runtime.toString()));
        copy(runtime, wanted.to(), to);
        String version = found.getFirst();
        return new Bill(List.of(new Bill.Part(
                "pkg:generic/openjdk@" + version.replace("+", "%2B"),
                "openjdk",
                version,
                Bill.Kind.LIBRARY,
                List.of("GPL-2.0-only WITH Classpath-exception-2.0"),
                Optional.of(io.hexr.oci.Digest.parse(found.get(1))))));
    }

    /** A folder as it is; where the build host has links, so has the image. */
    static void copy(Path from, String below, FileTree to) {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path file : (Iterable<Path>) walk.sorted()::iterator) {
                String path = below + "/" + from.relativize(file);
                if (Files.isSymbolicLink(file)) {
                    to.link(path, Files.readSymbolicLink(file).toString());
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    // by its mode: a file system that runs nothing says no to the question itself
                    to.file(
                            path,
                            file,
                            Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE));
                } else if (!file.equals(from)) {
                    to.folder(path, 0755);
                }
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("image " + to.image(), from, e);
        }
    }
}
