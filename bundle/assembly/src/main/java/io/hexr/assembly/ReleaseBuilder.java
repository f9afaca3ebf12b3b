package io.hexr.assembly;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.ContentsAssembly;
import io.hexr.format.Delivery;
import io.hexr.format.FileArtifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.Origin;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.ReleaseLock;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.signing.SigningKey;

/** Builds a release into a folder (an OCI layout and the release lock), and signs what was built. */
public final class ReleaseBuilder {
    /** The lock's name in the folder of the release. */
    public static final String LOCK = "release-lock.json";

    private static final int LOCK_BYTES = 4 << 20;

    /** What a build came to. */
    public record Built(Path folder, ReleaseLock lock, Contents contents) {}

    private final Path specFolder;
    private final Path folder;
    private final Consumer<String> narration;

    private ReleaseBuilder(Path specFolder, Path folder, Consumer<String> narration) {
        this.specFolder = specFolder;
        this.folder = folder;
        this.narration = narration;
    }

    /**
     * Resolves the spec to digests, copies everything it names into the folder and writes the lock. A folder that holds the same release is completed, one
     * that holds another is refused.
     *
     * @param narration told which artifact is being taken in
     */
    public static Built build(Path spec, Path folder, Consumer<String> narration) {
        ReleaseSpec read = ReleaseSpec.parse(spec.toString(), bytes(spec));
        Path beside = Optional.ofNullable(spec.toAbsolutePath().getParent()).orElse(Path.of("."));
        return new ReleaseBuilder(beside, folder, narration).build(read);
    }

    private Built build(ReleaseSpec spec) {
        requireOwnFolder(spec);
        LayoutStore store = LayoutStore.create(folder);
        List<Artifact> artifacts = new ArrayList<>();
        ImageIntake images = new ImageIntake(specFolder, store);
        for (ReleaseSpec.Image image : spec.images()) {
            narration.accept("image " + image.names().name());
            Descriptor content = images.take(image);
            String source = "layout " + image.reference() + " " + content.digest();
            artifacts.add(
                    new ImageArtifact(delivery(image.names(), content, source), image.platform(), image.loadTags()));
        }
        FileIntake files = new FileIntake(specFolder, store);
        for (ReleaseSpec.Content content : spec.files()) {
            narration.accept("file " + content.names().name());
            Descriptor manifest = files.take(content);
            String source = "file " + content.path() + " " + manifest.digest();
            artifacts.add(new FileArtifact(delivery(content.names(), manifest, source), content.platform()));
        }
        ReleaseLock lock = new ReleaseLock(
                spec.minimumReader(),
                spec.release(),
                spec.version(),
                spec.sequence(),
                artifacts,
                spec.expires(),
                spec.dataDates(),
                spec.planned());
        Contents contents = closed(lock, store);
        replace(folder.resolve(LOCK), lock.bytes());
        return new Built(folder, lock, contents);
    }

    /** Signs the release of a folder, once every blob it names was found there. All keys sign; each may stand for another signer. */
    public static Contents sign(Path folder, List<SigningKey> keys) {
        Contents contents = read(folder).contents();
        ReleaseFolder.write(folder, ReleaseFiles.sign(contents, keys));
        return contents;
    }

    /** What was built into a folder; nothing of it is believed. */
    public static Built read(Path folder) {
        Path file = folder.resolve(LOCK);
        ReleaseLock lock = ReleaseLock.parse(file.toString(), bytes(file));
        return new Built(
                folder, lock, new ReleaseBuilder(folder, folder, _ -> {}).closed(lock, LayoutStore.open(folder)));
    }

    /** The contents of a lock; every blob must be in the store. */
    private Contents closed(ReleaseLock lock, LayoutStore store) {
        Contents contents = ContentsAssembly.assemble(lock, _ -> store);
        contents.blobs().forEach(blob -> {
            if (!store.has(blob.descriptor())) {
                throw new AssemblyException.OpenRelease(folder, blob.digest());
            }
        });
        return contents;
    }

    private void requireOwnFolder(ReleaseSpec spec) {
        Path file = folder.resolve(LOCK);
        if (Files.exists(file)) {
            ReleaseLock before = ReleaseLock.parse(file.toString(), bytes(file));
            if (!before.release().equals(spec.release()) || !before.version().equals(spec.version())) {
                throw new AssemblyException.OutputTaken(folder, before.release() + " " + before.version());
            }
        } else if (Files.exists(folder) && !Files.exists(folder.resolve("oci-layout")) && !isEmpty(folder)) {
            throw new AssemblyException.OutputTaken(folder, "files that are no release");
        }
    }

    private static boolean isEmpty(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.findFirst().isEmpty();
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(folder, e);
        }
    }

    private static Delivery delivery(ReleaseSpec.Names names, Descriptor content, String source) {
        Descriptor plain = Descriptor.of(content.mediaType(), content.digest(), content.size());
        return new Delivery(
                names.name(),
                names.pushName(),
                names.tags(),
                plain,
                names.groups(),
                new Origin(names.licence(), Optional.of(source), Optional.empty()));
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > LOCK_BYTES) {
                throw new AssemblyException.SourceUnreadable(
                        "release", file, "has more than " + LOCK_BYTES + " bytes", null);
            }
            return Files.readAllBytes(file);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new AssemblyException.SourceMissing("release", file.toString());
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("release", file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static void replace(Path file, byte[] bytes) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".partial");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(file, e);
        }
    }
}
