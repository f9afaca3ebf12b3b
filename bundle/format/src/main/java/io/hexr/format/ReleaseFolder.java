package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

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
                if (!name.equals(Presence.PATH)) {
                    files.put(name, readFile(file, name));
                }
                if (files.size() > Caps.SIGNATURES + 3) {
                    throw new BundleException.Invalid(control.toString(), "holds more files than a release has");
                }
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(control.toString(), e);
        }
        return ReleaseFiles.of(files);
    }

    private static byte[] readFile(Path file, String name) throws IOException {
        int cap = ControlName.cap(name);
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

    /** Writes the release's files into a folder that holds its blobs; each file is there whole or not at all, the list of sums and its signatures last. */
    public static void write(Path folder, ReleaseFiles release) {
        Path control = folder.resolve("hexr");
        try {
            Files.createDirectories(control);
            Map<String, byte[]> files = new LinkedHashMap<>(release.files());
            byte[] sums = files.remove(SumsFile.PATH);
            removeStale(control, files);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                replace(folder.resolve(file.getKey()), file.getValue());
            }
            replace(folder.resolve(SumsFile.PATH), sums == null ? new byte[0] : sums);
            force(control);
        } catch (IOException e) {
            throw new BundleException.Unwritable(control.toString(), e);
        }
    }

    /** Signatures of an earlier signing say nothing about this one. */
    private static void removeStale(Path control, Map<String, byte[]> files) throws IOException {
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(control)) {
            for (Path file : listed) {
                String name = ControlName.FOLDER + file.getFileName();
                if (ControlName.isSignature(name) && !files.containsKey(name)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            throw new BundleException.Unwritable(control.toString(), e);
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".partial");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
