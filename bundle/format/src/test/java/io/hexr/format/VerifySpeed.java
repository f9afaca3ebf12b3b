package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.MemoryStore;
import io.hexr.oci.Platform;
import io.hexr.oci.StrictJson;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;

/**
 * Prints how long creating and verifying takes, as a process of its own so that the start of the JVM counts: {@code make FOLDER MEGABYTES},
 * {@code create FOLDER}, {@code verify FOLDER}.
 */
final class VerifySpeed {
    private VerifySpeed() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "make" -> make(folder, Integer.parseInt(arguments[2]));
            case "create" -> create(folder);
            default -> verify(folder);
        }
    }

    private static Trust trust(Path folder) {
        return Trust.of(TrustPolicy.read(folder.resolve("trust.json")), SampleRelease.NOW);
    }

    /** Sixteen images of seeded bytes, layers of 1 to 200 MB. */
    private static void make(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder.resolve("blobs/sha256"));
        Random random = new Random(1);
        MemoryStore small = new MemoryStore();
        List<Artifact> artifacts = new java.util.ArrayList<>();
        long left = (long) megabytes << 20;
        for (int i = 0; left > 0; i++) {
            int size =
                    (int) Math.min(left, (1 << 20) + (long) (random.nextDouble() * random.nextDouble() * (200 << 20)));
            byte[] layer = new byte[size];
            random.nextBytes(layer);
            left -= size;
            Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, layer);
            Files.write(folder.resolve("blobs").resolve(blob.digest().path()), layer);
            Descriptor config = put(
                    small, folder, MediaTypes.OCI_CONFIG, StrictJson.write(new TreeMap<>(java.util.Map.of("n", i))));
            byte[] manifest =
                    SampleRelease.manifest(MediaTypes.OCI_MANIFEST, config, List.of(blob), java.util.Map.of());
            Descriptor own = put(small, folder, MediaTypes.OCI_MANIFEST, manifest);
            artifacts.add(new ImageArtifact(
                    SampleRelease.delivery("image-" + i, "image-" + i, "1", own, List.of("core")),
                    Platform.LINUX_AMD64,
                    List.of()));
        }
        ReleaseLock lock =
                new ReleaseLock("0.8.0", "hexr", "0.8.0", 1, artifacts, new TreeMap<>(), new TreeMap<>(), List.of());
        SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256);
        ReleaseFolder.write(folder, ReleaseFiles.sign(ContentsAssembly.assemble(lock, a -> small), List.of(key)));
        Files.write(folder.resolve("trust.json"), SampleRelease.trust(key).json());
    }

    private static Descriptor put(MemoryStore store, Path folder, String type, byte[] bytes) throws IOException {
        Descriptor descriptor = Descriptor.of(type, bytes);
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            store.put(descriptor, in);
        }
        Files.write(folder.resolve("blobs").resolve(descriptor.digest().path()), bytes);
        return descriptor;
    }

    private static void create(Path folder) {
        SignedContents signed = SignedContents.verify(ReleaseFolder.read(folder), trust(folder));
        VerifiedRelease release = VerifiedRelease.of(signed, new FolderSource(folder));
        long start = System.nanoTime();
        BundleWriter.Written written = BundleWriter.write(
                release, Presence.complete(release.contents()), folder.resolve("hexr-bundle.tar.gz"), 2, bytes -> {});
        say("create", start, written.size());
    }

    private static void verify(Path folder) {
        long start = System.nanoTime();
        try (ArchiveBytes archive = ArchiveFile.open(folder.resolve("hexr-bundle.tar.gz"))) {
            BundleReader.verify(archive, trust(folder), bytes -> {});
            say("verify", start, archive.size());
        }
    }

    private static void say(String what, long start, long bytes) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT, "%s: %d bytes in %.3f s, %.0f MB/s%n", what, bytes, seconds, bytes / seconds / 1e6);
    }
}
