package io.hexr.assembly;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A folder for one build, gone when it is closed. What a killed build left is removed by the next one: a folder that nobody has locked is nobody's. */
final class WorkFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    /** Those of this process: closing a second channel on a file would give up the lock that the first one holds. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private WorkFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static synchronized WorkFolder in(Path cache) {
        Path all = cache.resolve("work");
        try {
            Files.createDirectories(all);
            sweep(all);
            Path own = Files.createTempDirectory(all, "build-");
            OWN.add(own);
            FileChannel channel =
                    FileChannel.open(own.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileLock _ = channel.lock();
            return new WorkFolder(own, channel);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(all, e);
        }
    }

    Path path() {
        return path;
    }

    private static void sweep(Path all) throws IOException {
        try (Stream<Path> folders = Files.list(all)) {
            for (Path folder : folders.toList()) {
                Path lock = folder.resolve(LOCK);
                if (OWN.contains(folder) || !Files.exists(lock)) {
                    continue; // in use, or being made
                }
                try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                        FileLock free = channel.tryLock()) {
                    if (free != null) {
                        remove(folder);
                    }
                } catch (NoSuchFileException _) {
                    // its build has just ended
                }
            }
        }
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        try {
            remove(path);
            channel.close();
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(path, e);
        } finally {
            OWN.remove(path);
        }
    }
}
