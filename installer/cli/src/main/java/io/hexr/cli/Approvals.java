package io.hexr.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.hexr.format.BundleException;
import io.hexr.oci.DurableFile;
import io.hexr.signing.SignatureFile;
import org.jspecify.annotations.Nullable;

/** Counter-signatures as files beside a bundle or its parts, {@code NAME.<key>.sigstore.json}. Whether they count is the trust policy's to say. */
final class Approvals {
    private static final String ENDING = ".sigstore.json";
    private static final int MOST = 64;

    private Approvals() {}

    /** The folders that the places lie in, or are. */
    static Set<Path> folders(List<Path> places) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path place : places) {
            Path absolute = place.toAbsolutePath().normalize();
            folders.add(
                    Files.isDirectory(absolute)
                            ? absolute
                            : Objects.requireNonNullElse(absolute.getParent(), absolute));
        }
        return folders;
    }

    /** What lies there for a bundle of this name, or any where it has none; the same file on several discs counts once. */
    static List<SignatureFile> read(String bundle, Collection<Path> folders) {
        Map<String, SignatureFile> found = new LinkedHashMap<>();
        for (Path folder : folders) {
            try (DirectoryStream<Path> listed = Files.newDirectoryStream(folder, file -> isMeant(bundle, file))) {
                for (Path file : listed) {
                    String name = String.valueOf(file.getFileName());
                    found.putIfAbsent(name, new SignatureFile(name, bytes(file)));
                    if (found.size() > MOST) {
                        throw new BundleException.Invalid(folder.toString(), "holds more than " + MOST + " approvals");
                    }
                }
            } catch (IOException e) {
                throw new BundleException.Unreadable(folder.toString(), e);
            }
        }
        return List.copyOf(found.values());
    }

    /** What lies in a folder that was named for it; none where none was. */
    static List<SignatureFile> in(@Nullable Path folder) {
        return folder == null ? List.of() : read("", Set.of(folder));
    }

    private static boolean isMeant(String bundle, Path file) {
        String name = String.valueOf(file.getFileName());
        return (bundle.isEmpty() || name.startsWith(bundle + "."))
                && name.endsWith(ENDING)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > SignatureFile.MAX_BYTES) {
                throw new BundleException.Invalid(
                        file.toString(), "has more than " + SignatureFile.MAX_BYTES + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the size seen is read
            }
            return bytes.array();
        }
    }

    /** Puts an approval into a folder; it has its name only when it is on the disk. */
    static Path write(SignatureFile approval, Path folder) {
        return put(folder.resolve(approval.name()), approval.bytes());
    }

    private static Path put(Path file, byte[] bytes) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
        try {
            Files.createDirectories(folder);
            DurableFile.write(file, bytes);
        } catch (IOException e) {
            throw new BundleException.Unwritable(file.toString(), e);
        }
        return file;
    }

    /** A small file that travels beside the bundle, to another place. */
    static void copy(Path from, Path to) {
        try {
            put(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new BundleException.Unreadable(from.toString(), e);
        }
    }

    /** Lets approvals go where the bundle goes, named for it as it is called there. */
    static List<Path> copy(List<SignatureFile> approvals, String bundle, Path folder, String renamed) {
        List<Path> written = new ArrayList<>();
        for (SignatureFile approval : approvals) {
            String name = renamed + approval.name().substring(bundle.length());
            written.add(write(new SignatureFile(name, approval.bytes()), folder));
        }
        return written;
    }
}
