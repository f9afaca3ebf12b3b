package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One writer at a time, across processes: a lock file that is gone afterwards; after a kill it lies there unlocked and the next writer takes it. The system
 * drops the lock when this process closes any descriptor of the file, so within the process a set of names decides and the file is never opened twice.
 */
final class WriterLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LARGEST_MARK = 1 << 16;
    private static final int MARKS = 3;

    private final Path path;
    private final Path held;
    private final FileChannel channel;

    private WriterLock(Path path, Path held, FileChannel channel) {
        this.path = path;
        this.held = held;
        this.channel = channel;
    }

    /** @throws BundleException.Locked at once when another writer holds it */
    static WriterLock take(Path path) {
        Path absolute = path.toAbsolutePath();
        try {
            Path folder = absolute.getParent();
            Path held = folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
            if (!HELD.add(held)) {
                throw new BundleException.Locked(path.toString());
            }
            FileChannel channel = null;
            try {
                channel = open(path);
                return new WriterLock(path, held, channel);
            } finally {
                if (channel == null) {
                    HELD.remove(held);
                }
            }
        } catch (IOException e) {
            throw WholeFile.failed(path, LARGEST_MARK, e);
        }
    }

    /** Java throws where the same process holds the lock by other means than this class. */
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            boolean ours = false;
            try {
                if (!locked(channel)) {
                    throw new BundleException.Locked(path.toString());
                }
                ours = stillThere(channel, path);
                if (ours) {
                    return channel;
                }
            } finally {
                if (!ours) {
                    channel.close();
                }
            }
        }
    }

    /**
     * The former holder may have deleted the file between our open and our lock: then ours has no name and locks nothing. The file under the name is ours
     * when it grows and shrinks as ours does; it is only looked at, as opening it again would drop the lock.
     */
    private static boolean stillThere(FileChannel channel, Path path) throws IOException {
        try {
            for (int i = 0; i < MARKS; i++) {
                int size = RANDOM.nextInt(1, LARGEST_MARK);
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(new byte[1]), size - 1L);
                long found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size();
                if (found != size) {
                    return false;
                }
            }
            channel.truncate(0);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new BundleException.Unwritable(path.toString(), e);
        } finally {
            HELD.remove(held);
        }
    }
}
