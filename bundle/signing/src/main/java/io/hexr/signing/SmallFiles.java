package io.hexr.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.hexr.oci.DurableFile;

/** Small files, read within a cap and written whole: temp file beside it, fsync, one step into place, fsync of the folder. */
final class SmallFiles {
    /** Who may read what is written. */
    enum Access {
        OWNER_ONLY("rw-------"),
        EVERYONE_READS("rw-r--r--");

        private final String posix;

        Access(String posix) {
            this.posix = posix;
        }
    }

    /** Locks of the operating system are held per process: within one, this orders the changes. */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private SmallFiles() {}

    /** Whether nothing bears this name, not even a link that leads nowhere. What cannot be looked at is not taken for absent. */
    static boolean isAbsent(Path file) {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return false;
        } catch (NoSuchFileException _) {
            return true;
        } catch (IOException e) {
            throw new TrustException.FileFailed("looking for " + file, e);
        }
    }

    /** The file itself, so that replacing it does not replace a link to it. */
    static Path behindLinks(Path file) {
        if (isAbsent(file)) {
            return file;
        }
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new TrustException.FileFailed("looking for " + file, e);
        }
    }

    /** Runs one change of this file at a time, among all threads and processes. The lock lies beside it, since the file itself is replaced. */
    static <T> T exclusively(Path file, Supplier<T> change) {
        Path beside = file.resolveSibling("." + file.getFileName() + ".lock");
        IN_PROCESS.lock();
        try (FileChannel channel = FileChannel.open(
                        beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock was lost");
            }
            return change.get();
        } catch (IOException e) {
            throw new TrustException.FileFailed("locking " + beside, e);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    static byte[] read(Path file, int limit) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new TrustException.TooLarge(file.toString(), limit);
            }
            return bytes;
        } catch (IOException e) {
            throw new TrustException.FileFailed("reading " + file, e);
        }
    }

    /** Makes the file; refuses when anything bears its name already, also when another process makes it at the same moment. */
    static void create(Path file, byte[] bytes, Access access) {
        requireFree(file);
        Path temp = temp(file, bytes, access);
        try {
            place(temp, file);
            Files.deleteIfExists(temp);
            syncFolder(file);
        } catch (FileAlreadyExistsException _) {
            discard(temp);
            throw new TrustException.AlreadyThere(file);
        } catch (IOException e) {
            discard(temp);
            throw new TrustException.FileFailed("writing " + file, e);
        }
    }

    /** Refuses a taken name before the work is done; {@link #create} is what makes sure. */
    static void requireFree(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new TrustException.AlreadyThere(file);
        }
    }

    /** Makes or replaces the file in one step. */
    static void replace(Path file, byte[] bytes, Access access) {
        try {
            DurableFile.write(file, bytes, attributes(file, access));
        } catch (IOException e) {
            throw new TrustException.FileFailed("writing " + file, e);
        }
    }

    static void syncFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** A hard link fails when the name is taken, where a rename would replace it. FAT has no links: there the name is claimed first. */
    private static void place(Path temp, Path file) throws IOException {
        try {
            Files.createLink(file, temp);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.createFile(file);
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path temp(Path file, byte[] bytes, Access access) {
        Path temp = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    temp,
                    java.util.Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    attributes(temp, access))) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            return temp;
        } catch (IOException e) {
            discard(temp);
            throw new TrustException.FileFailed("writing " + file, e);
        }
    }

    private static FileAttribute<?>[] attributes(Path file, Access access) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(access.posix))
                }
                : new FileAttribute<?>[0];
    }

    private static void discard(Path temp) {
        try {
            Files.deleteIfExists(temp);
        } catch (IOException _) {
            // the failure that led here is the one to report; a stray .partial is never read
        }
    }
}
