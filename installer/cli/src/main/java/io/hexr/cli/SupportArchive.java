package io.hexr.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.oci.DurableFile;

/** One archive that any desk can open: the page first, everything else in one folder beside it. */
final class SupportArchive {
    private static final String ROOT = "hexr-support/";

    private SupportArchive() {}

    static void write(Path file, byte[] page, SortedMap<String, byte[]> files) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                add(zip, "index.html", page);
                for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                    add(zip, entry.getKey(), entry.getValue());
                }
            }
            DurableFile.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.FILE_UNWRITABLE, file + " cannot be written: " + e.getMessage())
                            .about(file.toString()));
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(ROOT + name));
        zip.write(content);
        zip.closeEntry();
    }
}
