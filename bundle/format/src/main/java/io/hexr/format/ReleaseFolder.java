package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

import io.hexr.oci.DurableFile;

/** A release as a folder: an OCI layout with the release's files below {@code hexr/}. A bundle that was unpacked is one. */
public final class ReleaseFolder {
    private ReleaseFolder() {}

    /** Reads the release's files of a folder; nothing of them is believed yet. */
    public static ReleaseFiles read(Path folder) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Path control = folder.resolve("hexr");
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(control)) {
            for (Path file : listed) {
                String name = ControlName.FOLDER + file.getFileName();
                if (!name.equals(Presence.PATH) && !isPartial(file)) {
                    files.put(name, readFile(file, name));
                }
                if (files.size() > ReleaseFiles.most()) {
                    throw new BundleException.Invalid(control.toString(), "holds more files than a release has");
                }
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(control.toString(), e);
        } catch (DirectoryIteratorException e) {
            throw new BundleException.Unreadable(control.toString(), e);
        }
        return ReleaseFiles.of(files);
    }

    /** What a killed writing left behind. */
    private static boolean isPartial(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") && name.endsWith(".partial");
    }

    private static byte[] readFile(Path file, String name) throws IOException {
        int cap = ReleaseFiles.cap(name);
        if (cap == 0 || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BundleException.Invalid(file.toString(), "is no file of a release");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > cap) {
                throw new BundleException.Invalid(file.toString(), "has more than " + cap + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return java.util.Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** Writes the release's files into a folder that holds its blobs; each file is there whole or not at all, the signatures last. */
    public static void write(Path folder, ReleaseFiles release) {
        Path control = folder.resolve("hexr");
        try {
            Files.createDirectories(control);
            Map<String, byte[]> files = release.files();
            removeStale(control, files);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (!ControlName.isSignature(file.getKey())) {
                    DurableFile.write(folder.resolve(file.getKey()), file.getValue());
                }
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (ControlName.isSignature(file.getKey())) {
                    DurableFile.write(folder.resolve(file.getKey()), file.getValue());
                }
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(control.toString(), e);
        } catch (DirectoryIteratorException e) {
            throw new BundleException.Unwritable(control.toString(), e);
        }
    }

    /** Signatures of an earlier signing say nothing about this one. */
    private static void removeStale(Path control, Map<String, byte[]> files) throws IOException {
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(control)) {
            for (Path file : listed) {
                String name = ControlName.FOLDER + file.getFileName();
                boolean stale = ControlName.isSignature(name) && !files.containsKey(name);
                if (stale || isPartial(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
