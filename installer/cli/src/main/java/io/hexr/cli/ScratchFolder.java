package io.hexr.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.hexr.console.Environment;

/**
 * A folder of this user alone that lasts as long as the command: in memory where the session has such a place, since Helm reads credentials from a file. What
 * a command that was killed left behind is removed by the next one.
 */
record ScratchFolder(Path path) implements AutoCloseable {
    private static final String PREFIX = "hexr-install-";

    static ScratchFolder make(Environment environment) {
        Path below = environment
                .folder("XDG_RUNTIME_DIR")
                .filter(Files::isWritable)
                .orElse(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
        try {
            sweep(below);
            return new ScratchFolder(Files.createTempDirectory(
                    below, PREFIX + ProcessHandle.current().pid() + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made below " + below, e);
        }
    }

    /** Ours are named for their process; others' cannot be removed and are passed over. */
    private static void sweep(Path below) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(below, PREFIX + "*")) {
            for (Path one : found) {
                String pid = String.valueOf(one.getFileName())
                        .substring(PREFIX.length())
                        .replaceFirst("-.*", "");
                boolean gone = pid.matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
                if (gone && Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(one)) {
                    new ScratchFolder(one).close();
                }
            }
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be removed", e);
        }
    }
}
