package io.hexr.transfer;

import java.io.IOException;
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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.DurableFile;
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
    private static final String ENTRY = ".upload";

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
        return in(all.resolve(key), PushJournal::uploads);
    }

    /** What of uploads lies in a folder. */
    @FunctionalInterface
    interface Listing {
        List<Path> of(Path folder) throws IOException;
    }

    /** The journal in that folder, and nothing held where it cannot be read. */
    static PushJournal in(Path folder, Listing listing) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel lock = FileChannel.open(
                    folder.resolve(LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    owned());
            boolean handedOn = false;
            try {
                if (!locked(lock)) {
                    return none();
                }
                PushJournal journal = new PushJournal(folder, lock, null);
                listing.of(folder).stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(ENTRY))
                        .forEach(journal.kept::add);
                handedOn = true;
                return journal;
            } finally {
                if (!handedOn) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            return new PushJournal(null, null, e);
        }
    }

    /** Entries, and what a kill left of one half-written. */
    private static List<Path> uploads(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENTRY + "*")) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static FileAttribute<?> owned() {
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
            for (Path file : uploads(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder.resolve(LOCK));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            failure = e;
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
                            .hex()
                    + ENTRY;
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
                DurableFile.write(folder.resolve(name), uploadUrl.getBytes(StandardCharsets.UTF_8), owned());
                kept.add(name);
            } catch (IOException e) {
                failure = e;
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
