package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Digest;
import io.hexr.oci.DurableFile;

/** Writes {@code sources.lock} anew: what the package lists, the wrapper modules and the toolchains of this host say now, for everything recipes name. */
public final class SourcesRefresh {
    private static final int SPEC_BYTES = 4 << 20;
    private static final int SUMS_BYTES = 16 << 20;

    /** The lock as written, and its changes: lines gone (with a minus) and come (with a plus). */
    public record Refreshed(Path lock, List<String> changes) {
        public Refreshed {
            changes = List.copyOf(changes);
        }
    }

    private final Workbench bench;
    private final SourcesLock fresh;
    private final Optional<SourcesLock> before;
    private final Path file;

    private SourcesRefresh(Workbench bench, Path file) {
        this.bench = bench;
        this.file = file;
        this.fresh = SourcesLock.empty(file);
        this.before = Files.exists(file) ? Optional.of(SourcesLock.read(file)) : Optional.empty();
    }

    /** Refreshes the lock beside a spec. A Maven artifact or Go module whose bytes changed under the same version is refused. */
    public static Refreshed refresh(Path spec, Workbench bench) {
        ReleaseSpec read = ReleaseSpec.parse(spec.toString(), SmallFile.read("release", spec, SPEC_BYTES));
        Path folder = Optional.ofNullable(spec.toAbsolutePath().getParent()).orElse(Path.of("."));
        SourcesRefresh refresh = new SourcesRefresh(bench, folder.resolve(SourcesLock.FILE));
        try (WorkFolder work = WorkFolder.in(bench.cache())) {
            RecipeBook.read(read, folder).all().forEach(recipe -> refresh.add(recipe, work.path()));
        }
        return refresh.write();
    }

    private void add(Recipe recipe, Path work) {
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            switch (ingredient) {
                case Recipe.DebianPackage wanted ->
                    fresh.put(new SourceStore(bench)
                            .candidate(wanted.name(), work)
                            .line());
                case Recipe.MavenArchive wanted -> maven(wanted.artifact(), work);
                case Recipe.PythonWheel wanted -> pypi(wanted.artifact(), work);
                case Recipe.GoProgram program -> go(program, work);
                case Recipe.JavaRuntime _ ->
                    fresh.put("toolchain jdk " + String.join(" ", JavaLink.identity(bench.jdk())));
                case Recipe.Files _ -> {}
                case Recipe.JavaService service ->
                    new ServiceJars(recipe, service).artifacts().forEach(artifact -> maven(artifact, work));
            }
        }
    }

    private void maven(String artifact, Path work) {
        Digest digest = SourceStore.digest(new SourceStore(bench).fetchMaven(artifact, work));
        keepsItsBytes("maven " + artifact + " ", digest.toString());
    }

    private void pypi(String artifact, Path work) {
        Path file = new SourceStore(bench).fetchPypi(artifact, work);
        keepsItsBytes("pypi " + artifact + " ", file.getFileName() + " " + SourceStore.digest(file));
    }

    private void go(Recipe.GoProgram program, Path work) {
        if (program.cgo()) {
            fresh.put("toolchain gcc " + String.join(" ", CCompiler.identity(work, bench)));
        }
        List<String> toolchain = GoToolchain.identity(work, bench, "building " + program.target());
        fresh.put("toolchain go " + String.join(" ", toolchain));
        Path sums = program.module().resolve("go.sum");
        String text = new String(SmallFile.read("the wrapper", sums, SUMS_BYTES), StandardCharsets.UTF_8);
        String module = GoBuild.module(program);
        text.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 3 && words[0].equals(module) && !words[1].endsWith("/go.mod"))
                .reduce((first, second) -> second)
                .ifPresentOrElse(words -> keepsItsBytes("go " + module + " " + words[1] + " ", words[2]), () -> {
                    throw new AssemblyException.SourceUnpinned("module " + module, sums, "has no sum");
                });
    }

    /** What is published under a version does not change; where it did, a person must look. */
    private void keepsItsBytes(String source, String sum) {
        before.stream()
                .flatMap(lock -> lock.lines().stream())
                .filter(line -> line.startsWith(source) && !line.equals(source + sum))
                .findFirst()
                .ifPresent(line -> {
                    throw new AssemblyException.SourceChanged(source.strip(), line.substring(source.length()), sum);
                });
        fresh.put(source + sum);
    }

    private Refreshed write() {
        List<String> old = before.map(SourcesLock::lines).orElse(List.of());
        List<String> changes = new ArrayList<>();
        TreeSet<String> gone = new TreeSet<>(old);
        fresh.lines().forEach(gone::remove);
        TreeSet<String> come = new TreeSet<>(fresh.lines());
        old.forEach(come::remove);
        gone.forEach(line -> changes.add("- " + line));
        come.forEach(line -> changes.add("+ " + line));
        try {
            DurableFile.write(file, fresh.bytes());
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(file, e);
        }
        return new Refreshed(file, changes);
    }
}
