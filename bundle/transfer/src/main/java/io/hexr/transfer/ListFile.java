package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Lists for people, kept in files: read up to a cap, written whole or not at all. */
public final class ListFile {
    private ListFile() {}

    /** The first byte, or -1 where there is none. */
    static int begin(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read();
        } catch (IOException e) {
            throw new TransferException.ListUnreadable(file, e);
        }
    }

    static byte[] read(Path file, int cap) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(cap + 1);
            if (bytes.length > cap) {
                throw new TransferException.ListRefused(file.toString(), "has more than " + cap + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new TransferException.ListUnreadable(file, e);
        }
    }

    /** The file has its name only when it is on the disk; what was there before is replaced. */
    public static void write(Path file, byte[] bytes) {
        Path absolute = file.toAbsolutePath();
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Path folder = absolute.getParent();
            if (folder != null) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        } catch (IOException e) {
            throw new TransferException.Unwritable(file, e);
        }
    }
}
