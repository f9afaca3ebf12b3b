package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.hexr.format.Artifact;
import io.hexr.format.BundleException;
import io.hexr.format.ChartArtifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.format.ModelFiles;
import io.hexr.format.SignedBundle;
import io.hexr.oci.ContentCopier;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;

/**
 * Writes artifacts below one folder. A file has its name only when its last byte was verified and is on the disk; nothing is replaced, and no name in the bundle
 * leads out of the folder or through a link.
 */
final class Extraction {
    private static final String TITLE = "org.opencontainers.image.title";

    private final SignedBundle bundle;
    private final Path folder;

    Extraction(SignedBundle bundle, Path folder) {
        this.bundle = bundle;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** An image becomes an OCI layout folder, a chart a .tgz, anything else the files it was made of. */
    List<Path> write(Artifact artifact) {
        ContentSource content = bundle.content(artifact);
        if (artifact instanceof ImageArtifact) {
            return List.of(layout(artifact, content));
        }
        Manifest manifest = content.manifest(artifact.content());
        if (!(manifest instanceof ImageManifest files)) {
            throw new BundleException.Invalid(artifact.title(), "is an index; only images are written as one");
        }
        return switch (artifact) {
            case ChartArtifact chart -> chart(chart, content);
            case ModelArtifact model -> model(model, content, files);
            default -> files(artifact, content, files);
        };
    }

    /** The files a model was made of, each put together from its chunks; where they do not fit, none is begun. */
    private List<Path> model(ModelArtifact artifact, ContentSource content, ImageManifest manifest) {
        ModelFiles model = ModelFiles.read(artifact.title(), content, manifest.config());
        makeFolders(folder);
        requireSpace(model.size());
        List<Path> written = new ArrayList<>();
        for (ModelFiles.File file : model.files()) {
            Path to = folder.resolve(artifact.name()).resolve(file.name());
            Descriptor whole = Descriptor.of(MediaTypes.OCTET_STREAM, file.digest(), file.size());
            written.add(file(() -> ModelFiles.open(content, manifest.layers(), file), whole, to));
        }
        return written;
    }

    private void requireSpace(long needed) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                throw new BundleException.DiskFull(folder.toString(), needed, free);
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(folder.toString(), e);
        }
    }

    private Path layout(Artifact artifact, ContentSource content) {
        Path to = folder.resolve(artifact.name());
        makeFolders(to);
        ContentCopier.withWorkers(2)
                .referrers(ContentCopier.Referrers.INCLUDED)
                .copy(
                        content,
                        LayoutStore.create(to),
                        List.of(new ContentCopier.Root(artifact.content(), artifact.tags())));
        return to;
    }

    private List<Path> chart(ChartArtifact artifact, ContentSource content) {
        String name = artifact.pushName().substring(artifact.pushName().lastIndexOf('/') + 1);
        Path to = folder.resolve(name + "-" + artifact.tags().getFirst() + ".tgz");
        Descriptor layer = artifact.archive(content);
        return List.of(file(() -> content.open(layer), layer, to));
    }

    private List<Path> files(Artifact artifact, ContentSource content, ImageManifest manifest) {
        List<Path> written = new ArrayList<>();
        for (Descriptor layer : manifest.layers()) {
            String title =
                    layer.annotations().getOrDefault(TITLE, layer.digest().hex());
            requireSafe(artifact, title);
            written.add(file(
                    () -> content.open(layer),
                    layer,
                    folder.resolve(artifact.name()).resolve(title)));
        }
        return written;
    }

    /** Titles are signed, which does not make them harmless. */
    private static void requireSafe(Artifact artifact, String title) {
        boolean plain = !title.isEmpty()
                && title.length() <= 1024
                && title.chars().allMatch(c -> c > ' ' - 1 && c < 0x7f && c != '\\' && c != ':');
        if (plain) {
            for (String step : title.split("/", -1)) {
                plain &= !step.isEmpty() && !step.equals(".") && !step.equals("..");
            }
        }
        if (!plain) {
            throw new BundleException.Invalid(artifact.title(), "names a file that is no plain path below its folder");
        }
    }

    /** A file that is there with that very content stays; so what was stopped is run again. Any other is not touched. */
    private Path file(Supplier<InputStream> content, Descriptor expected, Path to) {
        Path parent = java.util.Objects.requireNonNull(to.getParent(), "a file below the folder");
        makeFolders(parent);
        Path partial = parent.resolve("." + to.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                if (holds(to, expected)) {
                    return to;
                }
                throw new BundleException.Unwritable(to.toString(), new FileAlreadyExistsException(to.toString()));
            }
            try (InputStream in = content.get();
                    FileChannel out = FileChannel.open(
                            partial,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS)) {
                copy(in, out);
                out.force(true);
            } catch (RuntimeException | IOException e) {
                Files.deleteIfExists(partial);
                throw e;
            }
            Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return to;
        } catch (IOException e) {
            throw new BundleException.Unwritable(to.toString(), e);
        }
    }

    private static boolean holds(Path file, Descriptor expected) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != expected.size()) {
            return false;
        }
        MessageDigest digest = expected.digest().algorithm().start();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Digest.finish(expected.digest().algorithm(), digest).equals(expected.digest());
    }

    private static void copy(InputStream in, FileChannel out) throws IOException {
        byte[] chunk = new byte[1 << 16];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            ByteBuffer left = ByteBuffer.wrap(chunk, 0, read);
            while (left.hasRemaining()) {
                out.write(left);
            }
        }
    }

    /** Below the folder each step must be a folder itself, not a link to one. */
    private void makeFolders(Path wanted) {
        try {
            Files.createDirectories(folder);
            Path at = folder;
            for (Path step : folder.relativize(wanted)) {
                at = at.resolve(step).normalize();
                if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NotDirectoryException(at.toString());
                }
                Files.createDirectories(at);
            }
        } catch (IOException e) {
            throw new BundleException.Unwritable(wanted.toString(), e);
        }
    }
}
