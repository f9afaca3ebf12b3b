package io.hexr.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Copies a model out of a registry into a folder. A file has its name only when its last byte is right and on the disk; what an earlier run left of it is read
 * again, kept as far as it is right, and continued.
 */
final class ModelCopy {
    /** The folder beside the files that this program keeps to itself. */
    static final String STATE = ".hexr";

    private static final int ATTEMPTS = 6;
    private static final int PIECE = 1 << 18;
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final ModelReference reference;
    private final Registry registry;
    private final Path folder;
    private final Consumer<Duration> pause;
    private final Consumer<String> narration;

    /** @param pause waits, before something that failed is tried again */
    ModelCopy(
            ModelReference reference,
            Registry registry,
            Path folder,
            Consumer<Duration> pause,
            Consumer<String> narration) {
        this.reference = reference;
        this.registry = registry;
        this.folder = folder;
        this.pause = pause;
        this.narration = narration;
    }

    void run() {
        Model model = model();
        Path done = folder.resolve(STATE).resolve(reference.digest().replace(':', '-'));
        try {
            Files.createDirectories(folder.resolve(STATE));
            if (Files.exists(done) && isThere(model)) {
                narration.accept(
                        "model " + reference + ": is there, " + model.files().size() + " files");
                return;
            }
            requireSpace(model);
            for (Model.File file : model.files()) {
                copy(file);
            }
            Files.write(done, new byte[0]);
        } catch (IOException e) {
            throw new BootstrapException.FileFailed(folder, e);
        }
        narration.accept(
                "model " + reference + ": copied and verified, " + model.files().size() + " files");
    }

    private Model model() {
        String what = "model " + reference;
        byte[] manifest = trying(what, () -> registry.manifest(Model.MANIFEST_BYTES));
        requireDigest(what, reference.digest(), digest(manifest));
        JsonNode tree = Json.parse(what, manifest);
        Model.Chunk config = Model.config(what, tree);
        byte[] bytes = trying(what, () -> {
            try (InputStream in = registry.blob(config.digest(), 0).bytes()) {
                return in.readNBytes(Model.CONFIG_BYTES + 1);
            }
        });
        requireDigest("the config of " + what, config.digest(), digest(bytes));
        return Model.of(what, tree, Json.parse(what, bytes));
    }

    /** Verified once; what somebody changed since without changing its size is for the file system to prevent. */
    private boolean isThere(Model model) throws IOException {
        for (Model.File file : model.files()) {
            Path path = folder.resolve(file.name());
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.size()) {
                return false;
            }
        }
        return true;
    }

    private void requireSpace(Model model) throws IOException {
        long needed = 0;
        for (Model.File file : model.files()) {
            Path path = folder.resolve(file.name());
            Path partial = partial(file);
            long here = Files.exists(path) ? Files.size(path) : Files.exists(partial) ? Files.size(partial) : 0;
            needed += Math.max(0, file.size() - here);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new BootstrapException.DiskShort(folder, needed, free);
        }
    }

    private Path partial(Model.File file) {
        return folder.resolve(STATE).resolve(file.digest().replace(':', '-') + ".partial");
    }

    private void copy(Model.File file) throws IOException {
        Path to = folder.resolve(file.name());
        makeFolders(to);
        if (Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)
                && Files.size(to) == file.size()
                && digest(to).equals(file.digest())) {
            narration.accept(file.name() + ": is there");
            return;
        }
        Path partial = partial(file);
        try (FileChannel out = FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            long start = 0;
            MessageDigest whole = sha256();
            for (Model.Chunk chunk : file.chunks()) {
                chunk(file, chunk, out, start);
                add(out, start, chunk.size(), whole);
                start += chunk.size();
            }
            out.truncate(start);
            requireDigest(file.name(), file.digest(), "sha256:" + HexFormat.of().formatHex(whole.digest()));
            out.force(true);
        }
        Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel parent = FileChannel.open(Objects.requireNonNull(to.getParent()), StandardOpenOption.READ)) {
            parent.force(true);
        }
        narration.accept(file.name() + ": copied, " + file.size() + " bytes");
    }

    /** Below the folder each step is a folder itself, not a link to one. */
    private void makeFolders(Path file) throws IOException {
        Path at = folder;
        for (Path step : folder.relativize(Objects.requireNonNull(file.getParent()))) {
            at = at.resolve(step);
            if (Files.isSymbolicLink(at)) {
                throw new IOException(at + " is a link");
            }
            Files.createDirectories(at);
        }
    }

    /** Brings one chunk to its place, from where an earlier attempt ended. What is wrong there is fetched once more from its begin. */
    private void chunk(Model.File file, Model.Chunk chunk, FileChannel out, long start) throws IOException {
        String what = file.name() + ", chunk " + chunk.digest();
        for (int again = 0; ; again++) {
            trying(what, () -> {
                long have = Math.clamp(out.size() - start, 0, chunk.size());
                if (have < chunk.size()) {
                    fetch(chunk, out, start, have);
                }
                return chunk;
            });
            MessageDigest found = sha256();
            add(out, start, chunk.size(), found);
            String digest = "sha256:" + HexFormat.of().formatHex(found.digest());
            if (digest.equals(chunk.digest())) {
                return;
            }
            if (again > 0) {
                out.truncate(start);
                throw new BootstrapException.ContentWrong(what, chunk.digest(), digest);
            }
            out.truncate(start);
        }
    }

    private void fetch(Model.Chunk chunk, FileChannel out, long start, long have) throws IOException {
        Registry.Part part = registry.blob(chunk.digest(), have);
        try (InputStream in = part.bytes();
                Watch watch = new Watch(in, STALLED)) {
            long at = part.offset();
            byte[] piece = new byte[PIECE];
            while (at < chunk.size()) {
                int read = in.read(piece, 0, (int) Math.min(piece.length, chunk.size() - at));
                if (read < 0) {
                    throw new IOException("it ended after " + at + " of " + chunk.size() + " bytes");
                }
                watch.moved();
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, read);
                while (bytes.hasRemaining()) {
                    at += out.write(bytes, start + at);
                }
            }
        }
    }

    /** Something that a network can interrupt. */
    private interface Attempt<T> {
        T make() throws IOException;
    }

    private <T> T trying(String what, Attempt<T> attempt) {
        for (int number = 1; ; number++) {
            try {
                return attempt.make();
            } catch (IOException e) {
                if (number == ATTEMPTS) {
                    throw new BootstrapException.RegistryUnreachable(what, e);
                }
                narration.accept(what + ": " + e.getMessage() + "; trying again");
                pause.accept(Duration.ofSeconds(1L << number));
            }
        }
    }

    private static void add(FileChannel in, long start, long size, MessageDigest digest) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = start; at < start + size; ) {
            piece.clear().limit((int) Math.min(PIECE, start + size - at));
            int read = in.read(piece, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            digest.update(piece.flip());
            at += read;
        }
    }

    private static String digest(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = sha256();
            add(in, 0, in.size(), digest);
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        }
    }

    private static String digest(byte[] bytes) {
        return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static void requireDigest(String what, String expected, String found) {
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), found.getBytes(StandardCharsets.US_ASCII))) {
            throw new BootstrapException.ContentWrong(what, expected, found);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
