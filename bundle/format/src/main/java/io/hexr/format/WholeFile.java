package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A file that has its name only once it is whole and on the disk: written as {@code NAME.partial}, forced, renamed, the folder forced. */
final class WholeFile implements AutoCloseable {
    static final String PARTIAL = ".partial";

    /** What becomes of a file that is closed before it is whole. */
    private enum Unfinished {
        REMOVED,
        KEPT
    }

    private final Path target;
    private final Path partial;
    private final FileChannel channel;
    private final Unfinished unfinished;
    private final long size;
    private final AtomicLong written = new AtomicLong();
    private boolean committed;

    private WholeFile(Path target, long size, Unfinished unfinished) {
        this.target = target;
        this.partial = sibling(target, PARTIAL);
        this.size = size;
        this.unfinished = unfinished;
        Set<OpenOption> options = new HashSet<>(Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
        if (unfinished == Unfinished.REMOVED) {
            options.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        try {
            this.channel = FileChannel.open(partial, options);
        } catch (IOException e) {
            throw failed(partial, size, e);
        }
    }

    /** Begun anew, and gone where it is not committed. The size of the whole is for those who run out of space. */
    static WholeFile anew(Path target, long size) {
        return new WholeFile(target, size, Unfinished.REMOVED);
    }

    /** Goes on with what is there, and keeps it where it is not committed. */
    static WholeFile continuing(Path target, long size) {
        return new WholeFile(target, size, Unfinished.KEPT);
    }

    static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
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
            written.addAndGet(at - position);
        } catch (IOException e) {
            throw failed(partial, size - written.get(), e);
        }
    }

    /** What was written, to read again; fewer bytes only at the end. */
    int read(long position, ByteBuffer into) {
        return asArchive(size).read(position, into);
    }

    ArchiveBytes asArchive(long length) {
        return ArchiveFile.over(partial.toString(), channel, length);
    }

    /** Puts the file in place, durably: a reader sees no file of this name, or all of it. */
    void commit() {
        try {
            channel.force(true);
            channel.close();
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
            force(folderOf(target));
        } catch (IOException e) {
            throw failed(target, size - written.get(), e);
        }
    }

    /** Cuts off what an earlier run left behind the end. */
    void end() {
        try {
            channel.truncate(size);
        } catch (IOException e) {
            throw failed(partial, 0, e);
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
    static void requireSpace(Path file, Path folder, long needed) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                throw new BundleException.DiskFull(file.toString(), needed, free);
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(folder.toString(), e);
        }
    }

    /** Java tells a full disk or quota apart only by the system's words. Needed are bytes still to be written, as far as known. */
    static BundleException failed(Path file, long needed, IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (!message.contains("no space left") && !message.contains("quota")) {
            return new BundleException.Unwritable(file.toString(), e);
        }
        long free;
        try {
            free = Files.getFileStore(folderOf(file)).getUsableSpace();
        } catch (IOException unknown) {
            free = 0;
        }
        return new BundleException.DiskFull(file.toString(), Math.max(1, needed), free);
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            channel.close();
            if (unfinished == Unfinished.REMOVED) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(partial.toString(), e);
        }
    }
}
