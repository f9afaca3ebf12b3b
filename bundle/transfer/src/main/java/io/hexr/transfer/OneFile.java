package io.hexr.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.hexr.oci.DurableFile;

/** A result of this module that people keep in a file. */
public final class OneFile {
    private OneFile() {}

    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the file or replaces it. @throws TransferException.Unwritable with nothing left behind */
    public static void write(Path file, byte[] bytes) {
        try {
            DurableFile.write(file, bytes);
        } catch (IOException e) {
            throw new TransferException.Unwritable(file, e);
        }
    }
}
