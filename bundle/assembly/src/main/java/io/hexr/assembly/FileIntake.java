package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * Takes files in as OCI artifacts: one layer each, untouched, named by the title annotation that stock tools restore files by. A folder is everything below
 * it, in the order of its names. Modes, owners and times do not travel; links and devices are refused, since what they lead to is not in the folder.
 */
final class FileIntake {
    /** What the artifact says it is. */
    static final String ARTIFACT_TYPE = "application/vnd.hexr.file.v1";

    /** The most files of one folder; each becomes a layer of one manifest. */
    static final int FILES = 1000;

    /** Of one blob; said before the file is read, not after. */
    private static final long LARGEST = (8L << 30) - 1;

    private static final String TITLE = "org.opencontainers.image.title";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Path specFolder;
    private final LayoutStore to;

    FileIntake(Path specFolder, LayoutStore to) {
        this.specFolder = specFolder;
        this.to = to;
    }

    /** The manifest of the artifact, now in the store. */
    Descriptor take(ReleaseSpec.Content content) {
        String artifact = "file " + content.names().name();
        Path root = specFolder.resolve(content.path());
        List<Map<String, Object>> layers = new ArrayList<>();
        try {
            for (Path file : files(artifact, root)) {
                layers.add(layer(store(artifact, file), title(artifact, root, file)));
            }
            return putManifest(layers);
        } catch (OciException e) {
            throw new AssemblyException.IntakeFailed(artifact, e);
        }
    }

    /** That there is something to take, of a kind that can be taken. */
    static void requireThere(ReleaseSpec.Content content, Path specFolder) {
        files("file " + content.names().name(), specFolder.resolve(content.path()));
    }

    private Descriptor putManifest(List<Map<String, Object>> layers) {
        Descriptor config = Descriptor.of(MediaTypes.OCI_EMPTY, EMPTY);
        to.put(config, new ByteArrayInputStream(EMPTY));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("artifactType", ARTIFACT_TYPE);
        manifest.put("config", plain(config));
        manifest.put("layers", layers);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("schemaVersion", 2);
        byte[] bytes = StrictJson.write(manifest);
        Descriptor own = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        to.put(own, new ByteArrayInputStream(bytes));
        return own;
    }

    private static List<Path> files(String artifact, Path root) {
        if (Files.isRegularFile(root, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(root);
        }
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new AssemblyException.SourceMissing(artifact, root.toString());
        }
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new AssemblyException.SourceUnreadable(artifact, root, "is neither a file nor a folder");
        }
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> found = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .limit(FILES + 1L)
                    .sorted(Comparator.comparing(path -> relative(root, path)))
                    .toList();
            if (found.isEmpty() || found.size() > FILES) {
                throw new AssemblyException.SourceUnreadable(artifact, root, "holds no file, or more than " + FILES);
            }
            for (Path file : found) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new AssemblyException.SourceUnreadable(artifact, file, "is a link or a device");
                }
            }
            return found;
        } catch (UncheckedIOException | IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, root, e);
        }
    }

    /** The name a receiver restores the file by: one that every file system and every tool reads as the same name. */
    private static String title(String artifact, Path root, Path file) {
        String title = root.equals(file) ? String.valueOf(root.getFileName()) : relative(root, file);
        if (title.isEmpty() || title.length() > 255 || !title.matches("[\\x20-\\x5b\\x5d-\\x7e]*")) {
            throw new AssemblyException.SourceUnreadable(
                    artifact, root, "has a file whose name is not 1 to 255 plain ASCII characters");
        }
        return title;
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString();
    }

    /** Read twice: once for the digest, once into the store, which refuses a file that changed in between. */
    private Descriptor store(String artifact, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new AssemblyException.ContentRefused(
                        artifact, file + " has 8 GiB or more, which does not fit a bundle; chunk it at 1 GiB");
            }
            MessageDigest running = Digest.Algorithm.SHA256.start();
            long size;
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), running)) {
                size = in.transferTo(OutputStream.nullOutputStream());
            }
            Digest digest = Digest.finish(Digest.Algorithm.SHA256, running);
            Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, digest, size);
            try (InputStream in = Files.newInputStream(file)) {
                to.put(descriptor, in);
            }
            return descriptor;
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, file, e);
        }
    }

    private static Map<String, Object> layer(Descriptor descriptor, String title) {
        Map<String, Object> layer = plain(descriptor);
        layer.put("annotations", Map.of(TITLE, title));
        return layer;
    }

    private static Map<String, Object> plain(Descriptor descriptor) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("digest", descriptor.digest().toString());
        all.put("mediaType", descriptor.mediaType());
        all.put("size", descriptor.size());
        return all;
    }
}
