package io.hexr.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * A small file that has its name only when all of it is on the disk: whoever opens the name reads the old content or the new, after a kill and after a loss
 * of power, too. Several may write the same file at once; one of them wins. A kill leaves at most a file {@code .NAME.<anything>.partial}, which
 * nobody reads.
 */
public final class DurableFile {
    private DurableFile() {}

    /**
     * Makes the file or replaces it; durable when this returns.
     *
     * @param attributes of a file that is new by this, such as who may read it
     */
    public static void write(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
        Path partial = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".partial");
        boolean named = false;
        try {
            try (FileChannel out = FileChannel.open(
                    partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            named = true;
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } finally {
            if (!named) {
                Files.deleteIfExists(partial);
            }
        }
    }
}
