package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An archive that is one file. */
public final class ArchiveFile implements ArchiveBytes {
    private final String name;
    private final FileChannel channel;
    private final long size;

    private ArchiveFile(String name, FileChannel channel, long size) {
        this.name = name;
        this.channel = channel;
        this.size = size;
    }

    /** Opens the file. @throws BundleException.Unreadable where there is no such file */
    public static ArchiveFile open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new ArchiveFile(file.toString(), channel, channel.size());
        } catch (IOException e) {
            throw new BundleException.Unreadable(file.toString(), e);
        }
    }

    /** Over a channel that somebody else closes. */
    static ArchiveBytes over(String name, FileChannel channel, long size) {
        return new ArchiveFile(name, channel, size);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        try {
            int total = 0;
            while (into.hasRemaining()) {
                int read = channel.read(into, position + total);
                if (read < 0) {
                    break;
                }
                total += read;
            }
            return total;
        } catch (IOException e) {
            throw new BundleException.Unreadable(name, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new BundleException.Unreadable(name, e);
        }
    }
}
