package io.hexr.assembly;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one layer holds, by path. Every owner is root, no time is kept, and modes are reduced to "may everyone execute it": what an image needs, and nothing
 * that differs from one build host to the next.
 */
final class FileTree {
    private final String image;
    private final SortedMap<String, Node> nodes = new TreeMap<>();

    /** One entry of a layer. */
    sealed interface Node permits FileNode, FolderNode, LinkNode {}

    record FileNode(Path content, int mode) implements Node {}

    record FolderNode(int mode) implements Node {}

    record LinkNode(String target) implements Node {}

    FileTree(String image) {
        this.image = image;
    }

    String image() {
        return image;
    }

    void file(String path, Path content, boolean executable) {
        add(path, new FileNode(content, executable ? 0755 : 0644));
    }

    void folder(String path, int mode) {
        add(path, new FolderNode(mode));
    }

    void link(String path, String target) {
        add(path, new LinkNode(target));
    }

    SortedMap<String, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    /** Absolute, without dots or doubled slashes: the same file is never there twice under two names. */
    private void add(String path, Node node) {
        if (!path.matches("(/[^/\\x00-\\x1f]+)+") || path.matches(".*/\\.\\.?(/.*)?")) {
            throw new AssemblyException.ContentRefused("image " + image, path + " is no plain absolute path");
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            Node above = nodes.putIfAbsent(path.substring(0, slash), new FolderNode(0755));
            if (above != null && !(above instanceof FolderNode)) {
                throw new AssemblyException.ContentRefused(
                        "image " + image, path + " lies below " + path.substring(0, slash) + ", which is no folder");
            }
        }
        Node other = nodes.put(path, node);
        if (other != null && !(other instanceof FolderNode && node instanceof FolderNode)) {
            throw new AssemblyException.ContentRefused("image " + image, "two ingredients bring " + path);
        }
    }
}
