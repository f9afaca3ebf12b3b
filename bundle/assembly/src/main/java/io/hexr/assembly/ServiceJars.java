package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.hexr.oci.Digest;

/**
 * A service of ours: its own jar in the upper layer, the libraries in one below it, which stays the same while only our code changes. The jars are those that
 * the build of this repository left; each library is one that the sources lock pins, by coordinates and bytes.
 */
final class ServiceJars {
    private static final String FOLDER = "/app";

    private final Recipe recipe;
    private final Recipe.JavaService service;

    ServiceJars(Recipe recipe, Recipe.JavaService service) {
        this.recipe = recipe;
        this.service = service;
    }

    /** The layer below the service's own; empty for a recipe without one. */
    static FileTree lowerLayer(Recipe recipe) {
        FileTree tree = new FileTree(recipe.name());
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            if (ingredient instanceof Recipe.JavaService service) {
                new ServiceJars(recipe, service)
                        .libraries()
                        .values()
                        .forEach(jar -> tree.file(FOLDER + "/libraries/" + jar.getFileName(), jar, false));
            }
        }
        return tree;
    }

    /** Puts the service's own jar into the tree. @return everything that runs, libraries included */
    Bill add(FileTree tree, SourcesLock lock) {
        tree.file(FOLDER + "/" + recipe.name() + ".jar", own(), false);
        List<Bill.Part> parts = new ArrayList<>();
        parts.add(new Bill.Part(
                "pkg:maven/io.hexr/" + recipe.name() + "@" + recipe.version(),
                recipe.name(),
                recipe.version(),
                Bill.Kind.APPLICATION,
                List.of(recipe.about().licence()),
                Optional.of(SourceStore.digest(own()))));
        libraries().forEach((artifact, jar) -> {
            Digest found = SourceStore.digest(jar);
            if (!found.equals(lock.maven(artifact))) {
                throw new AssemblyException.SourceChanged(
                        "maven " + artifact, lock.maven(artifact).toString(), found.toString());
            }
            String[] names = artifact.split(":", -1);
            String licence = Optional.ofNullable(service.licences().get(names[0]))
                    .orElseThrow(() -> new AssemblyException.ContentRefused(
                            "image " + recipe.name(), "its recipe states no licence for " + names[0]));
            parts.add(new Bill.Part(
                    "pkg:maven/" + names[0] + "/" + names[1] + "@" + names[2],
                    names[1],
                    names[2],
                    Bill.Kind.LIBRARY,
                    List.of(licence),
                    Optional.of(found)));
        });
        return new Bill(parts);
    }

    /** Coordinates of the libraries, which a sources lock pins. */
    List<String> artifacts() {
        return List.copyOf(libraries().keySet());
    }

    /** What the image is made of, for the key it is kept under. */
    String inputs() {
        StringBuilder all = new StringBuilder(SourceStore.digest(own()).toString());
        libraries()
                .forEach((artifact, jar) ->
                        all.append(' ').append(artifact).append(' ').append(SourceStore.digest(jar)));
        return all.toString();
    }

    private Path own() {
        if (!Files.isRegularFile(service.jar())) {
            throw missing(service.jar());
        }
        return service.jar();
    }

    /** By coordinates, which the folders of a Maven repository spell: group, artifact, version. */
    private Map<String, Path> libraries() {
        if (!Files.isDirectory(service.libraries())) {
            throw missing(service.libraries());
        }
        Map<String, Path> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(service.libraries())) {
            for (Path jar : (Iterable<Path>)
                    walk.filter(file -> file.toString().endsWith(".jar")).sorted()::iterator) {
                Path place = service.libraries().relativize(jar);
                int names = place.getNameCount();
                if (names < 4) {
                    throw new AssemblyException.SourceUnreadable(
                            "image " + recipe.name(), jar, "lies in no folders of group, artifact and version");
                }
                String group = place.subpath(0, names - 3).toString().replace('/', '.');
                all.put(group + ":" + place.getName(names - 3) + ":" + place.getName(names - 2), jar);
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("image " + recipe.name(), service.libraries(), e);
        }
        return all;
    }

    private AssemblyException missing(Path place) {
        return new AssemblyException.SourceMissing(
                "image " + recipe.name(),
                place + " (made by: mvn -Dquick -DskipTests -pl components/"
                        + recipe.folder().getFileName() + " -am package)");
    }
}
