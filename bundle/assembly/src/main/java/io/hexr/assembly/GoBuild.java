package io.hexr.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Builds the main package of a foreign module through a wrapper module of ours. Versions and sums stand in the wrapper's go.mod and go.sum, which the
 * compiler may not change; with them the licence texts of every module that is really in the program go into the image.
 */
final class GoBuild {
    private static final int TEXT = 1 << 20;

    private final Recipe.GoProgram wanted;
    private final String version;
    private final SourcesLock lock;
    private final Workbench bench;
    private final Path work;

    GoBuild(Recipe.GoProgram wanted, String version, SourcesLock lock, Workbench bench, Path work) {
        this.wanted = wanted;
        this.version = version;
        this.lock = lock;
        this.bench = bench;
        this.work = work;
    }

    /** What the inputs are, for the key of the cache: all of the wrapper, for any file may be compiled or embedded by one that is. */
    static String inputs(Recipe.GoProgram wanted) {
        try (Stream<Path> files = Files.walk(wanted.module(), FileVisitOption.FOLLOW_LINKS)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(wanted.module().relativize(file))
                        .append(' ')
                        .append(SourceStore.digest(file))
                        .append('\n');
            }
            return all.toString();
        } catch (IOException | UncheckedIOException e) {
            throw new AssemblyException.SourceUnreadable("the wrapper", wanted.module(), e);
        }
    }

    Bill build(FileTree to) {
        Tool go = new Tool(work, "building " + wanted.target(), bench.pulse());
        requireToolchains();
        requirePinned();
        requireNotReplaced(go);
        // what lies unpacked in the module cache is compared with its sum; the compiler itself compares only what it
        // fetches
        go.run(wanted.module(), environment(), List.of("go", "mod", "verify"));
        Path program = work.resolve("program");
        List<String> command = new ArrayList<>(List.of("go", "build", "-trimpath", "-buildvcs=false"));
        command.addAll(List.of("-mod=readonly", "-ldflags=-s -w -buildid=", "-o", program.toString()));
        if (!wanted.tags().isEmpty()) {
            command.add("-tags=" + String.join(",", wanted.tags()));
        }
        command.add(wanted.target());
        go.run(wanted.module(), environment(), command);
        to.file(wanted.to(), program, true);
        return bill(go, program, to);
    }

    /** All that changes what comes out, whatever the caller's environment or Go settings say; where modules come from is theirs. */
    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("CGO_ENABLED", wanted.cgo() ? "1" : "0"),
                Map.entry("GOTOOLCHAIN", "local"),
                Map.entry("GOENV", "off"),
                Map.entry("GOFLAGS", ""),
                Map.entry("GOEXPERIMENT", ""),
                Map.entry("GOFIPS140", "off"),
                Map.entry("GOOS", "linux"),
                Map.entry("GOARCH", "amd64"),
                Map.entry("GOAMD64", "v1"),
                Map.entry("GOWORK", "off"),
                Map.entry("CC", "gcc"),
                Map.entry("CGO_CFLAGS", "-O2 -g"),
                Map.entry("CGO_CPPFLAGS", ""),
                Map.entry("CGO_LDFLAGS", ""));
    }

    private void requireToolchains() {
        bench.requireToolchain(
                "the Go toolchain",
                lock.toolchain("go"),
                GoToolchain.identity(work, bench, "building " + wanted.target()));
        if (wanted.cgo()) {
            bench.requireToolchain("the C compiler", lock.toolchain("gcc"), CCompiler.identity(work, bench));
        }
    }

    /** The wrapper's own pin, the recipe's version and the lock must speak of the same module. */
    private void requirePinned() {
        Path file = wanted.module().resolve("go.mod");
        String modules = new String(SmallFile.read("the wrapper", file, TEXT), StandardCharsets.UTF_8);
        String sums = new String(
                SmallFile.read("the wrapper", wanted.module().resolve("go.sum"), 8 * TEXT), StandardCharsets.UTF_8);
        String module = module(wanted);
        List<String> pin = lock.go(module);
        if (modules.lines()
                .noneMatch(line -> line.matches("(require)?\\s*\\Q" + module + " " + pin.get(0) + "\\E(\\s.*)?"))) {
            throw new AssemblyException.SourceChanged("module " + module, pin.get(0), "another version in " + file);
        }
        if (sums.lines().noneMatch((module + " " + pin.get(0) + " " + pin.get(1))::equals)) {
            throw new AssemblyException.SourceChanged("module " + module, pin.get(1), "another sum beside " + file);
        }
        if (!pin.get(0).equals("v" + version)) {
            throw new AssemblyException.SourceChanged("module " + module, pin.get(0), "v" + version + " in the recipe");
        }
    }

    /** A replacement of the pinned module, or a folder in place of any, would be compiled under the name of what is pinned. */
    private void requireNotReplaced(Tool go) {
        Path file = wanted.module().resolve("go.mod");
        String module = module(wanted);
        byte[] read = go.run(wanted.module(), environment(), List.of("go", "mod", "edit", "-json"))
                .getBytes(StandardCharsets.UTF_8);
        for (JsonNode replace :
                StrictJson.parse(read, 8 * TEXT, file.toString()).path("Replace")) {
            String old = replace.path("Old").path("Path").asText();
            String by = replace.path("New").path("Path").asText();
            if (old.equals(module) || !replace.path("New").has("Version")) {
                throw new AssemblyException.SourceUnpinned("module " + old, file, "is replaced by " + by);
            }
        }
    }

    /** The module that gives the recipe its version: the one it names, or the longest of go.mod that the package lies in. */
    static String module(Recipe.GoProgram wanted) {
        if (wanted.pin().isPresent()) {
            return wanted.pin().get();
        }
        Path file = wanted.module().resolve("go.mod");
        String modules = new String(SmallFile.read("the wrapper", file, TEXT), StandardCharsets.UTF_8);
        return modules.lines()
                .map(line -> line.strip().replaceFirst("^require ", "").split(" ", -1))
                .filter(words -> words.length > 1 && words[1].startsWith("v"))
                .map(words -> words[0])
                .filter(name -> wanted.target().equals(name) || wanted.target().startsWith(name + "/"))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow(() ->
                        new AssemblyException.SourceUnpinned("Go package " + wanted.target(), file, "is in no module"));
    }

    /** What the program itself says it is made of. */
    private Bill bill(Tool go, Path program, FileTree to) {
        Map<String, Path> folders = moduleFolders(go);
        List<Bill.Part> parts = new ArrayList<>();
        String[] last = {"", ""};
        for (String line : go.run(work, Map.of(), List.of("go", "version", "-m", program.toString()))
                .lines()
                .toList()) {
            String[] words = line.strip().split("\t", -1);
            if (line.startsWith(program + ": go")) {
                String toolchain = line.substring((program + ": go").length());
                parts.add(new Bill.Part(
                        "pkg:golang/stdlib@" + toolchain,
                        "stdlib",
                        toolchain,
                        Bill.Kind.LIBRARY,
                        List.of("BSD-3-Clause"),
                        Optional.empty()));
            } else if (words.length >= 3 && isModule(words)) {
                if (words[0].equals("=>")) {
                    parts.removeLast(); // the line before names what was replaced
                }
                last = new String[] {words[1], words[2]};
                List<String> licences = licences(last[0], folders.get(last[0] + "@" + last[1]), to);
                parts.add(new Bill.Part(
                        "pkg:golang/" + last[0] + "@" + last[1],
                        last[0],
                        last[1],
                        Bill.Kind.LIBRARY,
                        licences,
                        Optional.empty()));
            }
        }
        return new Bill(parts);
    }

    /** The module of the main package counts like those it uses, unless it is the wrapper, which is nothing of its own. */
    private static boolean isModule(String[] words) {
        return List.of("dep", "=>").contains(words[0]) || (words[0].equals("mod") && words[2].startsWith("v"));
    }

    private Map<String, Path> moduleFolders(Tool go) {
        String format =
                "{{with .Replace}}{{.Path}}@{{.Version}}\t{{.Dir}}{{else}}{{.Path}}@{{.Version}}\t{{.Dir}}{{end}}";
        Map<String, Path> folders = new HashMap<>();
        go.run(wanted.module(), environment(), List.of("go", "list", "-m", "-mod=readonly", "-f", format, "all"))
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(words -> words.length == 2 && !words[1].isEmpty())
                .forEach(words -> folders.put(words[0], Path.of(words[1])));
        return folders;
    }

    private static List<String> licences(String module, @Nullable Path folder, FileTree to) {
        if (folder == null) {
            return List.of();
        }
        TreeSet<String> names = new TreeSet<>();
        TreeMap<String, Path> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.getFileName().toString().matches("(?i)(licen[cs]e|copying|notice|patents)([-.].*)?"))
                    .forEach(file -> texts.put(file.getFileName().toString(), file));
            for (Map.Entry<String, Path> text : texts.entrySet()) {
                String place = "/usr/share/doc/go/" + module + "/" + text.getKey();
                if (!to.nodes().containsKey(place)) {
                    to.file(place, text.getValue(), false);
                }
                if (!text.getKey().matches("(?i)(notice|patents).*")) {
                    byte[] words = Files.readAllBytes(text.getValue());
                    names.addAll(LicenceText.names(new String(words, StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("module " + module, folder, e);
        }
        return List.copyOf(names);
    }
}
