package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.hexr.format.ModelFiles;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.LayoutStore;

/**
 * Takes a model in as an OCI artifact whose layers are chunks of its files, equal ones stored once, so that a file of any size fits a bundle and a new version sends
 * only what changed. What no program could load is refused before the first byte is copied; of what would run code when it is loaded nothing travels.
 */
final class ModelIntake {
    /** 1 GiB: below every limit on the way, few enough layers for the largest models. */
    static final long CHUNK = 1L << 30;

    /** Layers of one manifest besides the config, as the format allows. */
    private static final int MOST_CHUNKS = 1000;

    private static final int PIECE = 1 << 20;

    private final LayoutStore to;
    private final long chunkSize;
    private final Runnable pulse;

    ModelIntake(LayoutStore to, long chunkSize, Runnable pulse) {
        this.to = to;
        this.chunkSize = chunkSize;
        this.pulse = pulse;
    }

    /** A chunk, and where it lies. */
    private record Chunk(Descriptor content, Path file, long offset, String title) {}

    /** The manifest of the artifact, now in the store. */
    Descriptor take(ReleaseSpec.Content content, Path root) {
        SourceFiles source = SourceFiles.of("model " + content.names().name(), root);
        requireFewChunks(source);
        ModelFormat.of(source, ModelContent.of(source));
        List<Chunk> chunks = new ArrayList<>();
        List<ModelFiles.File> files = new ArrayList<>();
        for (Path file : source.files()) {
            files.add(read(source, file, chunks));
        }
        ModelFormat.requireNamesOfBlobs(source, files);
        ArtifactWriter writer = new ArtifactWriter(source.artifact(), to);
        requireSpace(source, writer, chunks);
        List<ArtifactWriter.Layer> layers = new ArrayList<>();
        for (Chunk chunk : chunks) {
            pulse.run();
            writer.slice(chunk.content(), chunk.file(), chunk.offset());
            layers.add(new ArtifactWriter.Layer(chunk.content(), chunk.title()));
        }
        // once more, of what was stored: the folder may have been changed after it was judged
        List<Descriptor> stored = chunks.stream().map(Chunk::content).toList();
        String format = ModelFormat.of(source, ModelContent.of(to, stored, files));
        Descriptor config = writer.bytes(ModelFiles.CONFIG_TYPE, new ModelFiles(format, files).bytes());
        Map<String, String> annotations = content.names()
                .licence()
                .map(licence -> Map.of("org.opencontainers.image.licenses", licence))
                .orElse(Map.of());
        return writer.manifest(ModelFiles.ARTIFACT_TYPE, config, layers, annotations);
    }

    private void requireFewChunks(SourceFiles source) {
        long chunks = source.files().stream()
                .mapToLong(file -> (source.size(file) + chunkSize - 1) / chunkSize)
                .sum();
        if (chunks > MOST_CHUNKS) {
            throw new AssemblyException.ContentRefused(
                    source.artifact(),
                    source.root() + " makes " + chunks + " chunks, one artifact has at most " + MOST_CHUNKS
                            + "; make several models of it");
        }
    }

    /** Reads a file once for the digest of the whole and those of its chunks. */
    private ModelFiles.File read(SourceFiles source, Path file, List<Chunk> chunks) {
        long size = source.size(file);
        String title = source.title(file);
        MessageDigest whole = Digest.Algorithm.SHA256.start();
        List<Digest> own = new ArrayList<>();
        int count = (int) ((size + chunkSize - 1) / chunkSize);
        try (InputStream in = Files.newInputStream(file)) {
            for (int number = 0; number < count; number++) {
                long offset = number * chunkSize;
                long length = Math.min(chunkSize, size - offset);
                Descriptor content = Descriptor.of(ModelFiles.CHUNK_TYPE, digest(in, length, whole), length);
                own.add(content.digest());
                chunks.add(new Chunk(content, file, offset, chunkTitle(title, number, count)));
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(source.artifact(), file, e);
        }
        return new ModelFiles.File(title, size, Digest.finish(Digest.Algorithm.SHA256, whole), own);
    }

    /** In an order that a shell's {@code cat NAME.*-of-*} puts them together in. */
    private static String chunkTitle(String title, int number, int count) {
        return count == 1 ? title : String.format(Locale.ROOT, "%s.%04d-of-%04d", title, number + 1, count);
    }

    private Digest digest(InputStream in, long length, MessageDigest whole) throws IOException {
        MessageDigest chunk = Digest.Algorithm.SHA256.start();
        byte[] piece = new byte[(int) Math.min(PIECE, length)];
        for (long left = length; left > 0; ) {
            int read = in.readNBytes(piece, 0, (int) Math.min(piece.length, left));
            if (read == 0) {
                throw new IOException("the file became shorter while it was read");
            }
            chunk.update(piece, 0, read);
            whole.update(piece, 0, read);
            left -= read;
            pulse.run();
        }
        return Digest.finish(Digest.Algorithm.SHA256, chunk);
    }

    private static void requireSpace(SourceFiles source, ArtifactWriter writer, List<Chunk> chunks) {
        long needed = chunks.stream()
                .map(Chunk::content)
                .distinct()
                .filter(content -> !writer.has(content))
                .mapToLong(Descriptor::size)
                .sum();
        try {
            long free = Files.getFileStore(writer.folder()).getUsableSpace();
            if (free < needed) {
                throw new AssemblyException.DiskShort(source.artifact(), writer.folder(), needed, free);
            }
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(writer.folder(), e);
        }
    }
}
