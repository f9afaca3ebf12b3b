package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file operations that durability rests on. A name is durable once its folder was synced, bytes once they were forced; between the two a power loss may
 * keep or lose either. Tests record these calls and replay every state a power loss could leave.
 */
interface StoreFiles {
    /** A new file, to write and read. */
    FileChannel create(Path file) throws IOException;

    /** A file that is there, to go on with. */
    FileChannel reopen(Path file) throws IOException;

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

    /** The folders this process knows to be durable. One that is merely there may be another push's, or a dead process's, not yet synced. */
    Set<Path> durable();

    /** Makes a store's own folder and those above it. What is there already is taken as durable: its parents need not be ours to read. */
    default void makeStore(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(folder)) {
            makeStore(parent);
            makeFolder(folder);
            sync(parent);
        }
        durable().add(folder);
    }

    /** Makes a folder below the store's and those above it, each durable before the next. */
    default void makeFolders(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null || durable().contains(folder)) {
            return;
        }
        makeFolders(parent);
        makeFolder(folder);
        sync(parent);
        durable().add(folder);
    }

    /** The real ones. */
    class Disk implements StoreFiles {
        private final Set<Path> durable = ConcurrentHashMap.newKeySet();

        @Override
        public Set<Path> durable() {
            return durable;
        }

        @Override
        public FileChannel create(Path file) throws IOException {
            return FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        }

        @Override
        public FileChannel reopen(Path file) throws IOException {
            return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
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
