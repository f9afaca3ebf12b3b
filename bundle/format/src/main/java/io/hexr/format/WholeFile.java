package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that has its name only once it is whole and on the disk: written as {@code NAME.partial}, forced, renamed, the folder forced. */
final class PartOutput implements AutoCloseable {
    private final Path target;
    private final Path partial;
    private final FileChannel channel;
    private boolean committed;

    private PartOutput(Path target, Path partial, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.channel = channel;
    }

    static PartOutput to(Path target) {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            return new PartOutput(target, partial, channel);
        } catch (IOException e) {
            throw new BundleException.Unwritable(partial.toString(), e);
        }
    }

    Path target() {
        return target;
    }

    void write(long position, ByteBuffer bytes) {
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(partial.toString(), e);
        }
    }

    /** What was written, to read again; fewer bytes only at the end. */
    int read(long position, ByteBuffer into) {
        try {
            int before = into.position();
            while (into.hasRemaining()) {
                if (channel.read(into, position + into.position() - before) < 0) {
                    break;
                }
            }
            return into.position() - before;
        } catch (IOException e) {
            throw new BundleException.Unreadable(partial.toString(), e);
        }
    }

    void commit() {
        try {
            channel.force(true);
            channel.close();
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            committed = true;
            force(folderOf(target));
        } catch (IOException e) {
            throw new BundleException.Unwritable(target.toString(), e);
        }
    }

    static Path folderOf(Path file) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder;
    }

    /** Makes names in a folder survive power loss. */
    static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** @throws BundleException.DiskFull before anything is written */
    static void requireSpace(Path folder, long needed) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                throw new BundleException.DiskFull(folder.toString(), needed, free);
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(folder.toString(), e);
        }
    }

    /** Removes what was not committed. */
    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw new BundleException.Unwritable(partial.toString(), e);
        }
    }
}
