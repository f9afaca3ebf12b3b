package io.hexr.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Every effect a layout has on a disk, one method each, so that tests can let any of them fail. */
class Disk {
    private final Set<Path> lasting = ConcurrentHashMap.newKeySet();

    /** Makes the folder where it is absent. Whoever made a folder that is there may not have flushed it yet, so the first to meet it does. */
    void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (lasting.contains(folder)) {
                return;
            }
        }
        syncFolderOf(folder);
        lasting.add(folder);
    }

    FileChannel createFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    void sync(FileChannel file) throws IOException {
        file.force(true);
    }

    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was renamed or created in a folder survives a loss of power only after this. */
    void syncFolderOf(Path entry) throws IOException {
        Path folder = Objects.requireNonNull(entry.toAbsolutePath().getParent(), "an entry lies in a folder");
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
