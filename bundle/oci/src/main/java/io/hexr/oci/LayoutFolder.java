package io.hexr.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * The files of a layout. Reads only regular files in real folders below the root: a symbolic link, device or pipe anywhere on the way is refused. Writes
 * become visible whole or not at all, and last: temporary file, flush, rename, flush of the folder. Temporary files of writers that died are removed by
 * the next writer; those of living ones are known by the lock they hold.
 */
final class LayoutFolder {
    static final String OWN = ".hexr";
    private static final int CHUNK = 1 << 17;
    /** Closing any channel of a file gives up the process's lock on it, so a process never opens the temporary files it is writing itself. */
    private static final Set<Path> BEING_WRITTEN = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final Disk disk;
    private final AtomicBoolean tidied = new AtomicBoolean();

    LayoutFolder(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    Path root() {
        return root;
    }

    /** Size of a file, where it is there. */
    Optional<Long> size(String name) {
        return Optional.ofNullable(regular(name)).map(BasicFileAttributes::size);
    }

    InputStream open(String name) {
        if (regular(name) == null) {
            throw new OciException.NotFound(root.resolve(name).toString());
        }
        try {
            return Channels.newInputStream(
                    Files.newByteChannel(root.resolve(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    byte[] read(String name, int limit) {
        long size = size(name)
                .orElseThrow(() -> new OciException.NotFound(root.resolve(name).toString()));
        if (size > limit) {
            throw new OciException.TooLarge(root.resolve(name).toString(), size, limit);
        }
        try (InputStream in = open(name)) {
            return in.readNBytes(limit);
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    /** Writes or replaces a file with the whole stream. What reading the stream throws passes through unchanged but for IOException. */
    void write(String name, InputStream content, long size) {
        makeFolders(Path.of(name).getParent());
        makeFolders(Path.of(OWN, "incoming"));
        if (tidied.compareAndSet(false, true)) {
            removeAbandoned();
        }
        requireRoom(name, size);
        Path temporary =
                root.resolve(OWN).resolve("incoming").resolve(UUID.randomUUID().toString());
        BEING_WRITTEN.add(temporary);
        try {
            fill(name, temporary, content, size);
            Path target = root.resolve(name);
            disk.rename(temporary, target);
            disk.syncFolderOf(target);
        } catch (IOException e) {
            throw failedToWrite(name, size, e);
        } finally {
            discard(temporary);
            BEING_WRITTEN.remove(temporary);
        }
    }

    private void fill(String name, Path temporary, InputStream content, long size) throws IOException {
        try (FileChannel file = disk.createFile(temporary)) {
            // held until the channel closes: says "still being written" to other processes
            FileLock living = file.tryLock();
            if (living == null || !Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(temporary.toString(), null, "was taken for abandoned by another process");
            }
            byte[] chunk = new byte[Math.clamp(size, 1, CHUNK)];
            for (int read = next(name, content, chunk); read >= 0; read = next(name, content, chunk)) {
                disk.write(file, ByteBuffer.wrap(chunk, 0, read));
            }
            disk.sync(file);
        }
    }

    private static int next(String name, InputStream content, byte[] chunk) {
        try {
            return content.read(chunk);
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading the content of " + name, e);
        }
    }

    private void requireRoom(String name, long size) {
        long free = free();
        if (size > free) {
            throw new OciException.NotEnoughSpace(root.resolve(name).toString(), size, free);
        }
    }

    private long free() {
        try {
            return disk.free(root);
        } catch (IOException e) {
            throw new OciException.StoreFailed("asking for free space at " + root, e);
        }
    }

    private OciException failedToWrite(String name, long size, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return new OciException.NotEnoughSpace(root.resolve(name).toString(), size, free(), e);
        }
        return failed(name, e);
    }

    private OciException failed(String name, IOException e) {
        return new OciException.StoreFailed(root.resolve(name).toString(), e);
    }

    /** Runs one at a time among all threads and processes that use this folder. */
    void exclusively(Runnable change) {
        makeFolders(Path.of(OWN));
        String name = OWN + "/index.lock";
        synchronized (monitor()) {
            regular(name);
            try (FileChannel file = FileChannel.open(
                            root.resolve(name),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = file.lock()) {
                if (!lock.isValid()) {
                    throw new OciException.StoreFailed(root.resolve(name).toString(), new IOException("lock lost"));
                }
                change.run();
            } catch (IOException e) {
                throw failed(name, e);
            }
        }
    }

    /** One object per folder in this process: the text of its real path, interned. */
    private Object monitor() {
        return MONITORS.computeIfAbsent(root, path -> new Object());
    }

    private static final ConcurrentHashMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private void makeFolders(@Nullable Path relative) {
        if (relative == null) {
            return;
        }
        Path folder = root;
        for (Path part : relative) {
            folder = folder.resolve(part);
            try {
                disk.createFolder(folder);
            } catch (IOException e) {
                throw new OciException.StoreFailed(folder.toString(), e);
            }
            requireFolder(folder);
        }
    }

    /** Attributes of a regular file reached through real folders only; null where any part is absent. */
    private @Nullable BasicFileAttributes regular(String name) {
        Path path = root;
        Path relative = Path.of(name);
        for (Path part : relative) {
            BasicFileAttributes found = attributes(path.resolve(part));
            path = path.resolve(part);
            if (found == null) {
                return null;
            }
            boolean last = path.equals(root.resolve(relative));
            if (last ? !found.isRegularFile() : !found.isDirectory()) {
                throw refused(path, last ? "regular file" : "folder");
            }
            if (last) {
                return found;
            }
        }
        return null;
    }

    private void requireFolder(Path folder) {
        BasicFileAttributes found = attributes(folder);
        if (found == null || !found.isDirectory()) {
            throw refused(folder, "folder");
        }
    }

    private static OciException refused(Path path, String kind) {
        return new OciException.StoreFailed(
                path.toString(),
                new FileSystemException(path.toString(), null, "is not a " + kind + "; links and devices are refused"));
    }

    private static @Nullable BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new OciException.StoreFailed(path.toString(), e);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // the next writer removes it; the failure that led here is the one to report
            return;
        }
    }

    private void removeAbandoned() {
        Path incoming = root.resolve(OWN).resolve("incoming");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
            for (Path file : files) {
                if (!BEING_WRITTEN.contains(file)) {
                    removeIfAbandoned(file);
                }
            }
        } catch (DirectoryIteratorException | IOException e) {
            throw new OciException.StoreFailed(incoming.toString(), e);
        }
    }

    private static void removeIfAbandoned(Path file) throws IOException {
        try (FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = opened.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            // finished, or being written, by someone else meanwhile
            return;
        }
    }
}
