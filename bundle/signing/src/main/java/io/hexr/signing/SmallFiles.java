package io.hexr.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

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

    private SmallFiles() {}

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
        Path temp = temp(file, bytes, access);
        try {
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(file);
        } catch (IOException e) {
            discard(temp);
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
