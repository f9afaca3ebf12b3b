package io.hexr.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that an artifact is made of: one file, or everything below a folder in the order of the names. Links and devices are refused, since what they
 * lead to is not in the folder.
 */
record SourceFiles(String artifact, Path root, List<Path> files) {
    /** The most files of one folder; each becomes a layer of one manifest, or more than one. */
    static final int MOST = 1000;

    SourceFiles {
        files = List.copyOf(files);
    }

    static SourceFiles of(String artifact, Path root) {
        if (Files.isRegularFile(root, LinkOption.NOFOLLOW_LINKS)) {
            return new SourceFiles(artifact, root, List.of(root));
        }
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new AssemblyException.SourceMissing(artifact, root.toString());
        }
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new AssemblyException.SourceUnreadable(artifact, root, "is neither a file nor a folder");
        }
        return new SourceFiles(artifact, root, below(artifact, root));
    }

    private static List<Path> below(String artifact, Path root) {
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> found = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .limit(MOST + 1L)
                    .sorted(Comparator.comparing(path -> root.relativize(path).toString()))
                    .toList();
            if (found.isEmpty() || found.size() > MOST) {
                throw new AssemblyException.SourceUnreadable(artifact, root, "holds no file, or more than " + MOST);
            }
            for (Path file : found) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new AssemblyException.SourceUnreadable(artifact, file, "is a link or a device");
                }
            }
            return found;
        } catch (UncheckedIOException | IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, root, e);
        }
    }

    /** The name a receiver restores the file by: one that every file system and every tool reads as the same name. */
    String title(Path file) {
        String title = root.equals(file)
                ? String.valueOf(root.getFileName())
                : root.relativize(file).toString();
        if (title.isEmpty() || title.length() > 255 || !title.matches("[\\x20-\\x39\\x3b-\\x5b\\x5d-\\x7e]*")) {
            throw new AssemblyException.SourceUnreadable(
                    artifact, root, "has a file whose name is not 1 to 255 plain ASCII characters without : and \\");
        }
        return title;
    }

    long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, file, e);
        }
    }
}
