package io.hexr.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.hexr.oci.Digest;

/**
 * What this host has for a recipe where another than the pinned may be taken. It is asked before anything is fetched or built, so that an image is found again
 * only by what it was really made of, and says so itself.
 *
 * @param tools that leave their mark in an image and are no part of it
 * @param drift a sentence for each input that is not the pinned one, with what it is instead; those of the base included
 */
record Offered(Bill tools, List<String> drift) {
    Offered {
        drift = List.copyOf(new TreeSet<>(drift));
    }

    /** Where no drift is taken, nothing is asked: what is not the pinned one is refused when it is used. */
    static Offered of(Recipe recipe, SourcesLock lock, Workbench bench) {
        if (bench.drift() == Workbench.Drift.REFUSED) {
            return new Offered(pinned(recipe, lock), List.of());
        }
        try (WorkFolder work = WorkFolder.in(bench.cache())) {
            return asked(recipe, lock, bench, work.path());
        }
    }

    private static Bill pinned(Recipe recipe, SourcesLock lock) {
        Bill tools = new Bill(List.of());
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            if (ingredient instanceof Recipe.GoProgram program) {
                tools = tools.with(tool("go", lock.toolchain("go")));
                if (program.cgo()) {
                    tools = tools.with(tool("gcc", lock.toolchain("gcc")));
                }
            }
        }
        return tools;
    }

    private static Offered asked(Recipe recipe, SourcesLock lock, Workbench bench, Path work) {
        Bill tools = new Bill(List.of());
        List<String> drift = new ArrayList<>();
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            switch (ingredient) {
                case Recipe.GoProgram program -> {
                    List<String> go = unlessMissing(
                            bench,
                            lock.toolchain("go"),
                            () -> GoToolchain.identity(work, bench, "building " + program.target()));
                    tools = tools.with(tool("go", go));
                    Workbench.drift("the Go toolchain", lock.toolchain("go"), go)
                            .ifPresent(drift::add);
                    if (program.cgo()) {
                        List<String> found =
                                unlessMissing(bench, lock.toolchain("gcc"), () -> CCompiler.identity(work, bench));
                        tools = tools.with(tool("gcc", found));
                        Workbench.drift("the C compiler", lock.toolchain("gcc"), found)
                                .ifPresent(drift::add);
                    }
                }
                case Recipe.JavaRuntime _ ->
                    Workbench.drift("the JDK", lock.toolchain("jdk"), JavaLink.identity(bench.jdk()))
                            .ifPresent(drift::add);
                case Recipe.DebianPackage wanted -> {
                    SourcesLock.Debian pinned = lock.debian(wanted.name());
                    SourcesLock.Debian found = new SourceStore(bench).revision(pinned, work);
                    Workbench.drift(
                                    "Debian package " + wanted.name(),
                                    List.of(pinned.version(), pinned.digest().toString()),
                                    List.of(found.version(), found.digest().toString()))
                            .ifPresent(drift::add);
                }
                case Recipe.MavenArchive _, Recipe.PythonWheel _, Recipe.Files _, Recipe.JavaService _ -> {}
            }
        }
        return new Offered(tools, drift);
    }

    /** Where nothing is compiled, a compiler that is not here is no obstacle: what the pinned one made may be kept. */
    private static List<String> unlessMissing(Workbench bench, List<String> pinned, Supplier<List<String>> identity) {
        try {
            return identity.get();
        } catch (AssemblyException.ToolMissing e) {
            if (bench.reuse() == Workbench.Reuse.WITHOUT_COMPILING) {
                return pinned;
            }
            throw e;
        }
    }

    private static Bill tool(String name, List<String> identity) {
        return new Bill(List.of(new Bill.Part(
                "pkg:generic/" + name + "@" + identity.getFirst(),
                name,
                identity.getFirst(),
                Bill.Kind.APPLICATION,
                List.of(),
                Optional.of(Digest.parse(identity.get(1))))));
    }

    Offered on(Offered base) {
        List<String> all = new ArrayList<>(drift);
        all.addAll(base.drift);
        return new Offered(tools.with(base.tools), all);
    }
}
