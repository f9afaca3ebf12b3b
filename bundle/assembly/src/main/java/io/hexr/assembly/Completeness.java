package io.hexr.assembly;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * That nothing in a tree asks for what is neither there nor in the base: no library, no loader, no target of a link. A package that was split or renamed
 * shows when the image is built, not when it is started behind the gap.
 */
final class Completeness {
    private static final int LINKS = 16;

    private final FileTree tree;
    private final Map<String, Optional<String>> paths;

    Completeness(FileTree tree, LayerPaths base) {
        this.tree = tree;
        this.paths = new TreeMap<>(base.all());
        tree.nodes()
                .forEach((path, node) -> paths.put(
                        path, node instanceof FileTree.LinkNode link ? Optional.of(link.target()) : Optional.empty()));
    }

    void require() {
        Set<String> names = new HashSet<>();
        paths.keySet().forEach(path -> names.add(path.substring(path.lastIndexOf('/') + 1)));
        Set<String> missing = new TreeSet<>();
        tree.nodes().forEach((path, node) -> {
            switch (node) {
                case FileTree.FileNode file ->
                    ElfNeeds.of(file.content()).stream()
                            .filter(need -> need.startsWith("/") ? !exists(need) : !names.contains(need))
                            .forEach(need -> missing.add(need + " (for " + path + ")"));
                case FileTree.LinkNode _ -> {
                    if (!exists(path)) {
                        missing.add("the target of " + path);
                    }
                }
                case FileTree.FolderNode _ -> {}
            }
        });
        if (!missing.isEmpty()) {
            throw new AssemblyException.ContentRefused("image " + tree.image(), "lacks " + String.join(", ", missing));
        }
    }

    private boolean exists(String path) {
        return exists(path, LINKS);
    }

    /** Follows links as the kernel does, folder by folder. */
    private boolean exists(String path, int links) {
        String resolved = "";
        String[] names = path.substring(1).split("/");
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals("..")) {
                resolved = resolved.isEmpty() ? "" : resolved.substring(0, resolved.lastIndexOf('/'));
                continue;
            }
            if (names[i].isEmpty() || names[i].equals(".")) {
                continue;
            }
            String at = resolved + "/" + names[i];
            Optional<String> target = paths.get(at);
            if (target == null) {
                return false;
            }
            if (target.isPresent()) {
                if (links == 0) {
                    return false;
                }
                String rest = String.join("/", java.util.Arrays.asList(names).subList(i + 1, names.length));
                String start = target.get().startsWith("/") ? target.get() : resolved + "/" + target.get();
                return exists(start + (rest.isEmpty() ? "" : "/" + rest), links - 1);
            }
            resolved = at;
        }
        return true;
    }
}
