package io.hexr.assembly;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.OciException;

/** The recipes a release needs, bases included, and the images made of them. A base is made before what stands on it. */
final class RecipeBook {
    private static final int STOREYS = 4;

    /** By folder; a base stands before what stands on it. */
    private final Map<Path, Recipe> recipes = new LinkedHashMap<>();

    private RecipeBook() {}

    /** Reads every recipe the spec names. */
    static RecipeBook read(ReleaseSpec spec, Path specFolder) {
        RecipeBook book = new RecipeBook();
        for (ReleaseSpec.Image image : spec.images()) {
            if (image.place() instanceof ReleaseSpec.Recipe place) {
                Recipe recipe = book.add(specFolder.resolve(place.folder()).normalize(), 0);
                if (!image.names().tags().contains(recipe.tag())) {
                    throw new AssemblyException.ContentRefused(
                            "image " + image.names().name(),
                            "its tags " + image.names().tags() + " lack the version of its recipe, " + recipe.tag());
                }
            }
        }
        return book;
    }

    private Recipe add(Path folder, int storey) {
        Recipe known = recipes.get(folder);
        if (known != null) {
            return known;
        }
        Recipe recipe = Recipe.read(folder);
        if (storey == STOREYS) {
            throw new AssemblyException.ContentRefused(
                    "image " + recipe.name(), "stands on more than " + STOREYS + " bases, or on itself");
        }
        recipe.base().ifPresent(base -> add(base, storey + 1));
        recipes.put(folder, recipe);
        return recipe;
    }

    List<Recipe> all() {
        return List.copyOf(recipes.values());
    }

    Recipe at(Path folder) {
        return Optional.ofNullable(recipes.get(folder.normalize())).orElseThrow();
    }

    /** Makes what is wanted, several at a time, but for what would have to be compiled where it is not. The first failure ends all, once those at work are done. */
    Map<Path, ImageBuilder.Built> build(Workbench bench, SourcesLock lock) {
        requireKnown(bench);
        ImageBuilder builder = new ImageBuilder(bench, lock);
        Map<Path, ImageBuilder.Built> built = new LinkedHashMap<>();
        Map<Path, Recipe> left = needed(bench);
        Map<Path, ImageBuilder.Inputs> inputs = new HashMap<>();
        left.forEach((folder, recipe) -> inputs.put(
                folder, builder.inputs(recipe, recipe.base().map(inputs::get).orElse(null))));
        if (bench.reuse() == Workbench.Reuse.WITHOUT_COMPILING) {
            leaveUncompiled(
                    bench,
                    left,
                    recipe -> builder.compiles(recipe, Objects.requireNonNull(inputs.get(recipe.folder()))));
        }
        // not a pool of the platform's size: each image is a compiler of its own
        try (ExecutorService crew = Executors.newFixedThreadPool(bench.jobs())) {
            while (!left.isEmpty()) {
                Map<Path, Future<ImageBuilder.Built>> storey = new LinkedHashMap<>();
                left.forEach((folder, recipe) -> {
                    if (recipe.base().map(built::containsKey).orElse(true)) {
                        ImageBuilder.Built base = recipe.base().map(built::get).orElse(null);
                        storey.put(
                                folder,
                                crew.submit(
                                        () -> builder.build(recipe, Objects.requireNonNull(inputs.get(folder)), base)));
                    }
                });
                for (Map.Entry<Path, Future<ImageBuilder.Built>> image : storey.entrySet()) {
                    built.put(image.getKey(), outcome(image.getValue(), storey));
                    left.remove(image.getKey());
                }
            }
        }
        return built;
    }

    /** What stands on an image that is left out is left out, too. */
    private static void leaveUncompiled(Workbench bench, Map<Path, Recipe> left, Predicate<Recipe> compiles) {
        Set<Path> out = new HashSet<>();
        left.forEach((folder, recipe) -> {
            Optional<Path> missing = recipe.base().filter(out::contains);
            if (missing.isPresent()) {
                out.add(folder);
                String base = Objects.requireNonNull(left.get(missing.get())).name();
                bench.say(recipe.name() + " is left out: it stands on " + base);
            } else if (compiles.test(recipe)) {
                out.add(folder);
                bench.say(recipe.name() + " is left out: it would have to be compiled, and is not kept");
            }
        });
        left.keySet().removeAll(out);
    }

    private static ImageBuilder.Built outcome(
            Future<ImageBuilder.Built> image, Map<Path, Future<ImageBuilder.Built>> storey) {
        try {
            return image.get();
        } catch (ExecutionException e) {
            storey.values().forEach(other -> other.cancel(true));
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            storey.values().forEach(other -> other.cancel(true));
            Thread.currentThread().interrupt();
            throw new OciException.Interrupted("building images");
        }
    }

    private Map<Path, Recipe> needed(Workbench bench) {
        TreeSet<Path> folders = new TreeSet<>();
        recipes.forEach((folder, recipe) -> {
            if (bench.wants(recipe)) {
                for (Optional<Path> at = Optional.of(folder);
                        at.isPresent();
                        at = Objects.requireNonNull(recipes.get(at.get())).base()) {
                    folders.add(at.get());
                }
            }
        });
        Map<Path, Recipe> needed = new LinkedHashMap<>(recipes);
        needed.keySet().retainAll(folders);
        return needed;
    }

    private void requireKnown(Workbench bench) {
        TreeSet<String> unknown = new TreeSet<>(bench.only());
        recipes.values().forEach(recipe -> unknown.remove(recipe.name()));
        if (!unknown.isEmpty()) {
            throw new AssemblyException.SourceMissing(
                    "the release",
                    "the recipe " + unknown.first() + " among "
                            + recipes.values().stream()
                                    .map(Recipe::name)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
    }
}
