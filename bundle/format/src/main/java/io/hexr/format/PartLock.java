package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/** One writer at a time, across processes: a lock file that is gone afterwards; after a kill it lies there unlocked and the next writer takes it. */
final class PartLock implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private PartLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws BundleException.Locked at once when another writer holds it */
    static PartLock take(Path path) {
        try {
            while (true) {
                FileChannel channel = FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                if (locked(channel, path) && stillThere(channel, path)) {
                    return new PartLock(path, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(path.toString(), e);
        }
    }

    private static boolean locked(FileChannel channel, Path path) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return true;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new BundleException.Locked(path.toString());
        }
        channel.close();
        throw new BundleException.Locked(path.toString());
    }

    /** The former holder may have deleted the file between our open and our lock: then ours has no name and locks nothing. */
    private static boolean stillThere(FileChannel channel, Path path) throws IOException {
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(mark), 0);
        try {
            return Arrays.equals(mark, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            channel.close();
        } catch (IOException e) {
            throw new BundleException.Unwritable(path.toString(), e);
        }
    }
}
