package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Documents that are read into memory. */
final class SmallFile {
    private SmallFile() {}

    /** The whole file; never more than the limit, whatever the file says of its size. */
    static byte[] read(String of, Path file, int limit) {
        if (!Files.exists(file)) {
            throw new AssemblyException.SourceMissing(of, file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new AssemblyException.SourceUnreadable(of, file, "is not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new AssemblyException.SourceUnreadable(of, file, "has more than " + limit + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(of, file, e);
        }
    }
}
