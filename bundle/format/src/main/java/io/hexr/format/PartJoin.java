package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

import io.hexr.oci.Digest;

/**
 * Makes one archive, or lost part files, of a set of parts. What is written is byte for byte what was split: each part and the archive are proven against the
 * index before a file gets its name. That says nothing about trust; the archive is verified like any other.
 */
public final class PartJoin {
    /** What a join made, and the parts it had to restore for it. */
    public record Joined(Path archive, Digest digest, List<PartEntry> restored) {}

    private final PartSet set;
    private final PartIndex index;
    private final PartLayout layout;
    private final LongConsumer progress;

    private PartJoin(PartSet set, LongConsumer progress) {
        this.set = set;
        this.progress = progress;
        this.index = set.index();
        this.layout = index.layout();
    }

    /**
     * Writes the archive. An archive that is already there and has the listed digest is left as it is.
     *
     * @throws BundleException.PartMissing when parts and parity do not suffice, before anything is written where that can be known
     */
    public static Joined join(PartSet set, Path target) {
        return join(set, target, bytes -> {});
    }

    /** Joins; {@code progress} is told the bytes of each piece of the archive as it is written, from any thread. */
    public static Joined join(PartSet set, Path target, LongConsumer progress) {
        try (WriterLock _ = WriterLock.take(target.resolveSibling(target.getFileName() + ".lock"))) {
            return new PartJoin(set, progress).join(target);
        }
    }

    /** Writes every lost part anew into the folder, and the index where it is absent. Every part at hand is hashed first. */
    public static List<PartEntry> rebuild(PartSet set, Path folder) {
        return rebuild(set, folder, bytes -> {});
    }

    /** Restores; {@code progress} is told the bytes of each piece that is written, from any thread. */
    public static List<PartEntry> rebuild(PartSet set, Path folder, LongConsumer progress) {
        PartRestore.condemnDamaged(set);
        return new PartJoin(set, progress).rebuild(folder, set.lostRows());
    }

    /**
     * Writes one part anew into the folder.
     *
     * @param part as people call it: {@code 3}, {@code 003}, {@code p1}
     */
    public static PartEntry rebuild(PartSet set, Path folder, String part) {
        OptionalInt row = set.index().layout().rowCalled(part);
        if (row.isEmpty()) {
            throw new BundleException.Invalid(set.name(), "has no part " + BundleException.quoted(part));
        }
        return new PartJoin(set, bytes -> {})
                .rebuild(folder, List.of(row.getAsInt()))
                .getFirst();
    }

    private Joined join(Path target) {
        set.requireWhole();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return already(target);
        }
        WholeFile.requireSpace(target, WholeFile.folderOf(target), index.size());
        try (WholeFile output = WholeFile.anew(target, index.size());
                PartHasher hasher = new PartHasher()) {
            MessageDigest inPassing = Digest.Algorithm.SHA256.start();
            List<Integer> lost = IntStream.range(0, layout.data())
                    .filter(row -> !copied(row, output, inPassing, hasher))
                    .boxed()
                    .toList();
            if (!lost.isEmpty()) {
                PartRestore.restore(
                        set, lost, (row, offset, bytes) -> write(output, layout.start(row) + offset, bytes));
            }
            Digest whole = lost.isEmpty() ? Digest.finish(Digest.Algorithm.SHA256, inPassing) : digest(output::read);
            if (!whole.equals(index.digest())) {
                throw new BundleException.PartIndexRefused(
                        layout.indexName(),
                        "contradicts itself: the parts as listed make an archive of digest " + whole + ", it says "
                                + index.digest());
            }
            output.commit();
            return new Joined(target, whole, lost.stream().map(index::entry).toList());
        }
    }

    private Joined already(Path target) {
        try {
            if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.size(target) == index.size()) {
                try (FileChannel there = FileChannel.open(target)) {
                    Digest found = digest((position, into) -> read(there, target, position, into));
                    if (found.equals(index.digest())) {
                        return new Joined(target, found, List.of());
                    }
                }
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(target.toString(), e);
        }
        throw new BundleException.PartOutputTaken(
                target.toString(), "is there and is not " + index.archive() + " (" + index.digest() + ")");
    }

    private void write(WholeFile output, long position, ByteBuffer bytes) {
        int length = bytes.remaining();
        output.write(position, bytes);
        progress.accept(length);
    }

    private static int read(FileChannel channel, Path path, long position, ByteBuffer into) {
        try {
            return channel.read(into, position);
        } catch (IOException e) {
            throw new BundleException.Unreadable(path.toString(), e);
        }
    }

    /** Whether the part's own file gave it, as listed. If not, what was written of it is to be written over. */
    private boolean copied(int row, WholeFile output, MessageDigest whole, PartHasher hasher) {
        if (!set.usable(row)) {
            return false;
        }
        MessageDigest own = Digest.Algorithm.SHA256.start();
        byte[] chunk = new byte[(int) Math.min(PartHasher.CHUNK, layout.size(row))];
        try {
            for (long offset = 0; offset < layout.size(row); offset += chunk.length) {
                long position = layout.start(row) + offset;
                int length = set.readFile(row, offset, ByteBuffer.wrap(chunk));
                hasher.update(whole, chunk, length, () -> {
                    own.update(chunk, 0, length);
                    write(output, position, ByteBuffer.wrap(chunk, 0, length));
                });
            }
        } catch (BundleException.Unreadable e) {
            return false;
        }
        return !PartRestore.condemnIfOther(set, row, Digest.finish(Digest.Algorithm.SHA256, own));
    }

    @FunctionalInterface
    private interface Source {
        int read(long position, ByteBuffer into);
    }

    private Digest digest(Source source) {
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        ByteBuffer chunk = ByteBuffer.allocate(PartHasher.CHUNK);
        long at = 0;
        while (at < index.size()) {
            int read = source.read(at, chunk.clear());
            if (read <= 0) {
                break;
            }
            digest.update(chunk.flip());
            at += read;
        }
        return Digest.finish(Digest.Algorithm.SHA256, digest);
    }

    private List<PartEntry> rebuild(Path folder, List<Integer> wanted) {
        List<PartEntry> entries = wanted.stream().map(index::entry).toList();
        if (wanted.isEmpty()) {
            return entries;
        }
        set.restore(wanted);
        PartWriter.makeFolder(folder);
        try (WriterLock _ = WriterLock.take(folder.resolve(layout.archive() + ".parts.lock"))) {
            wanted.forEach(row -> refuseOther(folder.resolve(layout.name(row)), row));
            WholeFile.requireSpace(
                    folder, folder, entries.stream().mapToLong(PartEntry::size).sum() + PartIndex.MAX_BYTES);
            write(folder, wanted);
            Path indexFile = folder.resolve(layout.indexName());
            if (!Files.exists(indexFile, LinkOption.NOFOLLOW_LINKS)) {
                PartWriter.writeIndex(index, indexFile);
            }
        }
        return entries;
    }

    private void write(Path folder, List<Integer> wanted) {
        List<WholeFile> outputs = new ArrayList<>();
        try {
            wanted.forEach(row -> outputs.add(WholeFile.anew(folder.resolve(layout.name(row)), layout.size(row))));
            PartRestore.restore(
                    set, wanted, (row, offset, bytes) -> write(outputs.get(wanted.indexOf(row)), offset, bytes));
            outputs.forEach(WholeFile::commit);
        } finally {
            outputs.forEach(WholeFile::close);
        }
    }

    /** The set's own file of that part may be replaced: it was found wanting, or the new one is the same. Any other file may not. */
    private void refuseOther(Path path, int row) {
        Path own = set.file(row).map(PartFile::path).orElse(null);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && (own == null || !own.equals(path.toAbsolutePath().normalize()))) {
            throw new BundleException.PartOutputTaken(path.toString(), "is there and was not read as part of this set");
        }
    }
}
