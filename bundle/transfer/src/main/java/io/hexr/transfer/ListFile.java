package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads lists that people keep in files, up to a cap. */
final class ListFile {
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
}
