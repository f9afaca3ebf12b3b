package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file operations that durability rests on. A name is durable once its folder was synced, bytes once they were forced; between the two a power loss may
 * keep or lose either. Tests record these calls and replay every state a power loss could leave.
 */
interface StoreFiles {
    /** A new file, to write and read. */
    FileChannel create(Path file) throws IOException;

    void force(FileChannel channel, Path file) throws IOException;

    /** Replaces the target at once. */
    void rename(Path from, Path to) throws IOException;

    /** Makes the folder's present names durable. */
    void sync(Path folder) throws IOException;

    /** A name that is not there is no failure. */
    void remove(Path file) throws IOException;

    void makeFolder(Path folder) throws IOException;

    /** A new file of these bytes, forced. Where that fails, nothing is left of it. */
    default void write(Path file, byte[] bytes) throws IOException {
        boolean whole = false;
        try (FileChannel channel = create(file)) {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                channel.write(all);
            }
            force(channel, file);
            whole = true;
        } finally {
            if (!whole) {
                remove(file);
            }
        }
    }

    /** Makes a folder and those above it, each durable before the next. */
    default void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            makeFolders(parent);
        }
        makeFolder(folder);
        if (parent != null) {
            sync(parent);
        }
    }

    /** The real ones. */
    class Disk implements StoreFiles {
        @Override
        public FileChannel create(Path file) throws IOException {
            return FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        }

        @Override
        public void force(FileChannel channel, Path file) throws IOException {
            channel.force(true);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void sync(Path folder) throws IOException {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }

        @Override
        public void remove(Path file) throws IOException {
            Files.deleteIfExists(file);
        }

        @Override
        public void makeFolder(Path folder) throws IOException {
            try {
                Files.createDirectory(folder);
            } catch (java.nio.file.FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        }
    }
}
