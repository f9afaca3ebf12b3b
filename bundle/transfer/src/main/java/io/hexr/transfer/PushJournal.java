package io.hexr.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.registry.UploadJournal;
import org.jspecify.annotations.Nullable;

/**
 * Uploads of large blobs that were under way, in a folder of the user's own, found again by destination and release. Each entry is on the disk before the
 * next chunk is sent. It is a hint: where it cannot be kept, or another push of the same kind holds it, the push goes on without, and a kill costs more.
 */
public final class PushJournal implements AutoCloseable {
    /** Smaller blobs are sent again in less time than it takes to remember them. */
    private static final long WORTHWHILE = 8L << 20;

    private static final int LONGEST = 16 << 10;
    private static final String LOCK = "lock";

    private final @Nullable Path folder;
    private final @Nullable FileChannel lock;
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private volatile @Nullable IOException failure;

    private PushJournal(@Nullable Path folder, @Nullable FileChannel lock, @Nullable IOException failure) {
        this.folder = folder;
        this.lock = lock;
        this.failure = failure;
    }

    /** Remembers nothing. */
    public static PushJournal none() {
        return new PushJournal(null, null, null);
    }

    /** The journal of one release's pushes to one destination, below a folder for all of them. */
    public static PushJournal below(Path all, Destination destination, Digest release) {
        String key = Digest.of((destination + "\n" + release).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 32);
        Path folder = all.resolve(key);
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel lock = FileChannel.open(
                    folder.resolve(LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    owned());
            if (!locked(lock)) {
                lock.close();
                return none();
            }
            PushJournal journal = new PushJournal(folder, lock, null);
            journal.find();
            return journal;
        } catch (IOException e) {
            return new PushJournal(null, null, e);
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> owned() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void find() throws IOException {
        if (folder == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.upload")) {
            files.forEach(file -> kept.add(String.valueOf(file.getFileName())));
        }
    }

    /** Uploads an earlier push left under way. */
    public int left() {
        return kept.size();
    }

    /** Why nothing is remembered, where that is so although it should be. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    UploadJournal of(String repository) {
        return folder == null ? UploadJournal.NONE : new OfRepository(folder, repository);
    }

    /** Everything arrived: nothing is left to remember. */
    void finished() {
        if (folder == null) {
            return;
        }
        try {
            // what a kill left half-written, too
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.upload*")) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder.resolve(LOCK));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            failure = e;
        } catch (DirectoryIteratorException e) {
            failure = e.getCause();
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /** One file for each blob and repository. */
    private final class OfRepository implements UploadJournal {
        private final Path folder;
        private final String repository;

        OfRepository(Path folder, String repository) {
            this.folder = folder;
            this.repository = repository;
        }

        private String name(Descriptor blob) {
            return Digest.of((repository + "@" + blob.digest()).getBytes(StandardCharsets.UTF_8))
                            .hex() + ".upload";
        }

        @Override
        public Optional<String> begun(Descriptor blob) {
            String name = name(blob);
            if (!kept.contains(name)) {
                return Optional.empty();
            }
            try {
                Path file = folder.resolve(name);
                return Files.size(file) > LONGEST ? Optional.empty() : Optional.of(Files.readString(file));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                failure = e;
                return Optional.empty();
            }
        }

        @Override
        public void moved(Descriptor blob, String uploadUrl, long offset) {
            if (blob.size() < WORTHWHILE || failure != null) {
                return;
            }
            String name = name(blob);
            try {
                write(folder.resolve(name), uploadUrl);
                kept.add(name);
            } catch (IOException e) {
                failure = e;
            }
        }

        private void write(Path file, String text) throws IOException {
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            try (FileChannel out = FileChannel.open(
                    partial,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    owned())) {
                ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }

        @Override
        public void ended(Descriptor blob) {
            String name = name(blob);
            if (!kept.remove(name)) {
                return;
            }
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException e) {
                failure = e;
            }
        }
    }
}
