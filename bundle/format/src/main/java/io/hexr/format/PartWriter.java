package io.hexr.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.hexr.oci.Digest;

/**
 * Splits an archive into parts, parity parts and the parts index. The same archive and plan give the same bytes.
 *
 * <p>The archive is read once, front to back; parity is then made from the parts that were written. Each part has its name only when it is whole and on disk, the
 * index comes last; a rerun after a kill checks the parts that are there against the archive and writes the rest. A file that is not the part it is named as is
 * never overwritten.
 */
public final class PartWriter implements AutoCloseable {
    private static final int ALL = -1;

    private final ArchiveBytes archive;
    private final SplitPlan plan;
    private final PartLayout layout;
    private final int only;
    private final PartHasher hasher = new PartHasher();
    private final List<PartDestination> pending = new ArrayList<>();

    private PartWriter(ArchiveBytes archive, SplitPlan plan, PartLayout layout, int only) {
        this.archive = archive;
        this.plan = plan;
        this.layout = layout;
        this.only = only;
    }

    /** Writes all parts and the index. */
    public static PartIndex split(ArchiveBytes archive, SplitPlan plan) {
        try (PartWriter writer = new PartWriter(archive, plan, plan.layout(archive.size()), ALL)) {
            return writer.write();
        }
    }

    /**
     * Makes one part again, and the index beside it, as a full split would: the whole archive is read, and a damaged file under that name is replaced.
     *
     * @param part as people call it: {@code 3}, {@code 003}, {@code p1}
     */
    public static PartIndex remake(ArchiveBytes archive, SplitPlan plan, String part) {
        PartLayout layout = plan.layout(archive.size());
        int row = layout.rowCalled(part)
                .orElseThrow(() -> new BundleException.Invalid(
                        plan.archive(), "has no part " + BundleException.quoted(part) + " when split like this"));
        try (PartWriter writer = new PartWriter(archive, plan, layout, row)) {
            return writer.write();
        }
    }

    @Override
    public void close() {
        hasher.close();
        pending.forEach(PartDestination::close);
    }

    private PartIndex write() {
        makeFolder(plan.folder());
        try (WriterLock _ = WriterLock.take(plan.folder().resolve(layout.archive() + ".parts.lock"))) {
            refuseStrangers();
            requireSpace();
            rows().forEach(row -> makeFolder(folderOf(row)));
            byte[] head = head();
            MessageDigest whole = Digest.Algorithm.SHA256.start();
            List<Digest> digests = new ArrayList<>();
            for (int row = 0; row < layout.data(); row++) {
                digests.add(slice(row, whole));
            }
            if (layout.parity() > 0) {
                digests.addAll(parity());
            }
            PartIndex index = PartIndex.of(layout, Digest.finish(Digest.Algorithm.SHA256, whole), digests, head);
            settle(index);
            return index;
        }
    }

    private IntStream rows() {
        return only == ALL ? IntStream.range(0, layout.rows()) : IntStream.of(only);
    }

    private Path folderOf(int row) {
        return plan.folderOf(layout.suffix(row));
    }

    /** Parts of another split must not lie among these: {@code cat NAME.*} would join them, too. */
    private void refuseStrangers() {
        for (int number = layout.data() + 1; number <= ReedSolomon.MAX_DATA; number++) {
            refuseStranger(String.format(java.util.Locale.ROOT, "%03d", number));
        }
        for (int number = layout.parity() + 1; number <= ReedSolomon.MAX_PARITY; number++) {
            refuseStranger(String.format(java.util.Locale.ROOT, "p%02d", number));
        }
        rows().forEach(row -> {
            Path index = folderOf(row).resolve(layout.indexName());
            if (Files.exists(index, LinkOption.NOFOLLOW_LINKS)
                    && !written(index).layout().equals(layout)) {
                throw new BundleException.PartOutputTaken(index.toString(), "is the index of another split");
            }
        });
    }

    private void refuseStranger(String suffix) {
        Path path = plan.folderOf(suffix).resolve(layout.archive() + "." + suffix);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new BundleException.PartOutputTaken(
                    path.toString(), "is a part of another split, this one has none of that number");
        }
    }

    private static PartIndex written(Path index) {
        return PartIndex.parse(PartPlaces.readIndex(index), PartPlaces.fileName(index), index.toString());
    }

    private void requireSpace() {
        long perIndex = plan.head() * 3 / 2 + 1024L * (layout.rows() + 1);
        long folders = rows().mapToObj(this::folderOf).distinct().count();
        long parts = rows().filter(row -> only != ALL || !Files.exists(plan.path(layout, row)))
                .mapToLong(layout::size)
                .sum();
        WholeFile.requireSpace(plan.folder(), plan.folder(), parts + perIndex * folders);
    }

    private byte[] head() {
        ByteBuffer head = ByteBuffer.allocate((int) plan.head());
        fill(0, head);
        return head.array();
    }

    private Digest slice(int row, MessageDigest whole) {
        MessageDigest own = Digest.Algorithm.SHA256.start();
        byte[] chunk = new byte[(int) Math.min(PartHasher.CHUNK, layout.size(row))];
        PartDestination destination = destination(row);
        for (long offset = 0; offset < layout.size(row); offset += chunk.length) {
            int length = (int) Math.min(chunk.length, layout.size(row) - offset);
            long position = layout.start(row) + offset;
            fill(position, ByteBuffer.wrap(chunk, 0, length));
            long at = offset;
            hasher.update(whole, chunk, length, () -> {
                own.update(chunk, 0, length);
                destination.take(at, ByteBuffer.wrap(chunk, 0, length));
            });
        }
        finish(destination);
        return Digest.finish(Digest.Algorithm.SHA256, own);
    }

    private List<Digest> parity() {
        List<Integer> data = IntStream.range(0, layout.data()).boxed().toList();
        List<Integer> wanted =
                IntStream.range(layout.data(), layout.rows()).boxed().toList();
        int[][] coefficients = new ReedSolomon(layout.data(), layout.parity()).derive(data, wanted);
        List<PartDestination> destinations =
                wanted.stream().map(this::destination).toList();
        MessageDigest[] digests = new MessageDigest[wanted.size()];
        Arrays.setAll(digests, lane -> Digest.Algorithm.SHA256.start());
        PartStripes.Sink sink = (lane, offset, bytes) -> {
            digests[lane].update(bytes.duplicate());
            destinations.get(lane).take(offset, bytes);
        };
        ReedSolomonLanes lanes = new ReedSolomonLanes(coefficients);
        if (only == ALL) {
            try (PartSources parts = new PartSources(plan, layout)) {
                new PartStripes(lanes, parts, layout.size(0)).run(sink);
            }
        } else {
            new PartStripes(lanes, this::column, layout.size(0)).run(sink);
        }
        destinations.forEach(this::finish);
        return Arrays.stream(digests)
                .map(digest -> Digest.finish(Digest.Algorithm.SHA256, digest))
                .toList();
    }

    /** Bytes of a part straight from the archive. */
    private int column(int row, long offset, ByteBuffer into) {
        int length = Math.clamp(layout.size(row) - offset, 0, into.remaining());
        fill(layout.start(row) + offset, into.slice(into.position(), length));
        return length;
    }

    private void fill(long position, ByteBuffer into) {
        long at = position;
        while (into.hasRemaining()) {
            int read = archive.read(at, into);
            if (read <= 0) {
                throw new BundleException.Unreadable(
                        archive.name(), "ends at byte " + at + ", not at " + archive.size() + " as it did before");
            }
            at += read;
        }
    }

    private PartDestination destination(int row) {
        Path path = plan.path(layout, row);
        PartDestination destination;
        if (only != ALL) {
            destination = row == only ? PartDestination.write(path, layout.size(row)) : PartDestination.nowhere();
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            destination = PartDestination.compare(path, layout.size(row));
        } else {
            destination = PartDestination.write(path, layout.size(row));
        }
        pending.add(destination);
        return destination;
    }

    /** A part made again waits for the index: it must not replace anything if the archive turns out to be another one. */
    private void finish(PartDestination destination) {
        if (only == ALL) {
            destination.commit();
            pending.remove(destination);
        }
    }

    private void settle(PartIndex index) {
        List<Path> paths = rows().mapToObj(row -> folderOf(row).resolve(layout.indexName()))
                .distinct()
                .toList();
        List<Path> absent = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                absent.add(path);
            } else if (!written(path).sameAs(index)) {
                throw new BundleException.PartOutputTaken(path.toString(), "is the index of another archive");
            }
        }
        pending.forEach(PartDestination::commit);
        absent.forEach(path -> writeIndex(index, path));
    }

    /** Also for whoever restores parts into a folder. */
    static void writeIndex(PartIndex index, Path path) {
        try (WholeFile output = WholeFile.anew(path, 0)) {
            long[] at = {0};
            OutputStream bytes = new OutputStream() {
                @Override
                public void write(int b) {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] chunk, int offset, int length) {
                    output.write(at[0], ByteBuffer.wrap(chunk, offset, length));
                    at[0] += length;
                }
            };
            BufferedOutputStream buffered = new BufferedOutputStream(bytes, 1 << 16);
            index.writeTo(buffered);
            buffered.flush();
            output.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw WholeFile.failed(folder, 0, e);
        }
    }
}
