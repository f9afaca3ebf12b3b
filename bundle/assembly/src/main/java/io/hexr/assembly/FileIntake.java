package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/**
 * Takes files in as OCI artifacts: one layer each, untouched, named by the title annotation that stock tools restore files by. A folder is everything below
 * it, in the order of its names. Modes, owners and times do not travel.
 */
final class FileIntake {
    /** What the artifact says it is. */
    static final String ARTIFACT_TYPE = "application/vnd.hexr.file.v1";

    private static final String TITLE = "org.opencontainers.image.title";
    private static final int FILES = 1000;
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Path specFolder;
    private final LayoutStore to;

    FileIntake(Path specFolder, LayoutStore to) {
        this.specFolder = specFolder;
        this.to = to;
    }

    Descriptor take(ReleaseSpec.Content content) {
        String artifact = "file " + content.names().name();
        Path root = specFolder.resolve(content.path());
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Path file : files(artifact, root)) {
            String title = root.equals(file)
                    ? String.valueOf(root.getFileName())
                    : root.relativize(file).toString();
            layers.add(layer(store(artifact, file), title));
        }
        put(Descriptor.of(MediaTypes.OCI_EMPTY, EMPTY), EMPTY);
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("artifactType", ARTIFACT_TYPE);
        manifest.put("config", plain(Descriptor.of(MediaTypes.OCI_EMPTY, EMPTY)));
        manifest.put("layers", layers);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("schemaVersion", 2);
        byte[] bytes = StrictJson.write(manifest);
        Descriptor own = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        put(own, bytes);
        return own;
    }

    private static List<Path> files(String artifact, Path root) {
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        if (!Files.isDirectory(root)) {
            throw new AssemblyException.SourceMissing(artifact, root.toString());
        }
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> found = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted(java.util.Comparator.comparing(
                            path -> root.relativize(path).toString()))
                    .limit(FILES + 1L)
                    .toList();
            if (found.isEmpty() || found.size() > FILES) {
                throw new AssemblyException.SourceUnreadable(
                        artifact, root, "holds no file, or more than " + FILES, null);
            }
            for (Path file : found) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new AssemblyException.SourceUnreadable(artifact, file, "is a link or device", null);
                }
            }
            return found;
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, root, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Read twice: once for the digest, once into the store, which refuses a file that changed in between. */
    private Descriptor store(String artifact, Path file) {
        try {
            MessageDigest running = Digest.Algorithm.SHA256.start();
            long size;
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), running)) {
                size = in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            Descriptor descriptor =
                    Descriptor.of(MediaTypes.OCTET_STREAM, Digest.finish(Digest.Algorithm.SHA256, running), size);
            try (InputStream in = Files.newInputStream(file)) {
                to.put(descriptor, in);
            }
            return descriptor;
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private void put(Descriptor descriptor, byte[] bytes) {
        to.put(descriptor, new ByteArrayInputStream(bytes));
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
