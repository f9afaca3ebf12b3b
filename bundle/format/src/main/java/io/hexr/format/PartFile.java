package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/** The file of one part, opened when first read and never through a symbolic link. */
final class PartFile implements AutoCloseable {
    private final Path path;
    private final PartEntry entry;
    private volatile @Nullable String fault;
    private @Nullable FileChannel channel;
    private boolean closed;

    private PartFile(Path path, PartEntry entry, @Nullable String fault) {
        this.path = path;
        this.entry = entry;
        this.fault = fault;
    }

    /**
     * Looks at the file, reads nothing. A wrong size is a fault, which parity may make good.
     *
     * @throws BundleException.PartDamaged for anything but a plain file: a link or device under a part's name is no accident
     */
    static PartFile of(Path path, PartEntry entry) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile()) {
                throw new BundleException.PartDamaged(
                        path.toString(),
                        found.isSymbolicLink() ? "is a symbolic link, parts must be plain files" : "is no plain file");
            }
            String fault = found.size() == entry.size()
                    ? null
                    : "has " + found.size() + " bytes, the parts index says " + entry.size();
            return new PartFile(path, entry, fault);
        } catch (IOException e) {
            throw new BundleException.Unreadable(path.toString(), e);
        }
    }

    Path path() {
        return path;
    }

    PartEntry entry() {
        return entry;
    }

    boolean usable() {
        return fault == null;
    }

    /** Why its bytes are not used; null while they are. */
    @Nullable
    String fault() {
        return fault;
    }

    /** From now on a lost part. */
    void condemn(String reason) {
        fault = reason;
    }

    /** Fills the buffer from the offset on, fewer bytes only at the part's end. @throws IOException naming nothing: the caller knows the part */
    int read(long offset, ByteBuffer into) throws IOException {
        FileChannel open = open();
        int wanted = (int) Math.min(into.remaining(), entry.size() - offset);
        if (wanted <= 0) {
            return 0;
        }
        ByteBuffer window = into.slice(into.position(), wanted);
        while (window.hasRemaining()) {
            if (open.read(window, offset + window.position()) < 0) {
                throw new IOException("ended at byte " + (offset + window.position()) + " of " + entry.size());
            }
        }
        into.position(into.position() + wanted);
        return wanted;
    }

    private synchronized FileChannel open() throws IOException {
        if (closed) {
            throw new IOException("was closed");
        }
        if (channel == null) {
            channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new BundleException.Unreadable(path.toString(), e);
            }
        }
    }
}
