package io.hexr.format;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Prints how fast parts are made, joined and restored: {@code java -cp ... io.hexr.format.PartsSpeed FOLDER MEBIBYTES}. The folder must have room for five times
 * that. Measures the code alone (bytes in memory) and the whole (files).
 */
final class PartsSpeed {
    private static final PrintStream OUT = System.out;
    private static final int PARTS = 8;

    private PartsSpeed() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long size = Long.parseLong(args[1]) << 20;
        for (int parity = 1; parity <= ReedSolomon.MAX_PARITY; parity++) {
            code(parity);
        }
        Path archive = folder.resolve(PartsFixture.NAME);
        fill(archive, size);
        for (int parity : new int[] {0, 1, 2, 4}) {
            files(folder.resolve("parity-" + parity), archive, parity);
        }
        OUT.printf(
                "peak heap %d MiB%n",
                java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
                                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                                .sum()
                        >> 20);
    }

    private static void code(int parity) {
        int[][] coefficients = new ReedSolomon(PARTS, parity)
                .derive(
                        IntStream.range(0, PARTS).boxed().toList(),
                        IntStream.range(PARTS, PARTS + parity).boxed().toList());
        byte[] block = new byte[PartStripes.STRIPE];
        new Random(1).nextBytes(block);
        long length = 128L << 20;
        PartStripes.Columns same = (input, offset, into) -> {
            int count = into.remaining();
            into.put(block, 0, count);
            return count;
        };
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) {
            long start = System.nanoTime();
            new PartStripes(new ReedSolomonLanes(coefficients), same, length).run((lane, offset, bytes) -> {});
            best = Math.min(best, System.nanoTime() - start);
        }
        print("code, " + PARTS + " parts, parity " + parity, PARTS * length, best);
    }

    private static void files(Path folder, Path archive, int parity) throws Exception {
        Files.createDirectories(folder);
        long size = Files.size(archive);
        try (ArchiveFile bytes = new ArchiveFile(archive)) {
            SplitPlan plan = new SplitPlan(
                    folder, PartsFixture.NAME, new PartSize(size / PARTS + 1), parity, SplitPlan.Folders.ONE, 1 << 20);
            time("split, parity " + parity, size, () -> PartWriter.split(bytes, plan));
        }
        try (PartSet set = PartSet.open(List.of(folder))) {
            time("join, parity " + parity, size, () -> PartJoin.join(set, folder.resolve("joined")));
        }
        Files.delete(folder.resolve("joined"));
        for (int lost = 1; lost <= parity; lost++) {
            Files.delete(folder.resolve(PartsFixture.NAME + ".00" + lost));
        }
        if (parity > 0) {
            try (PartSet set = PartSet.open(List.of(folder))) {
                time("read with " + parity + " lost", size, () -> readAll(set));
                time("join with " + parity + " lost", size, () -> PartJoin.join(set, folder.resolve("joined")));
            }
        }
        try (var all = Files.list(folder)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void readAll(PartSet set) {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < set.size(); at += chunk.limit()) {
            set.read(at, chunk.clear());
        }
    }

    private static void fill(Path archive, long size) throws Exception {
        byte[] block = new byte[1 << 20];
        Random random = new Random(2);
        try (FileChannel out = FileChannel.open(
                archive, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long at = 0; at < size; at += block.length) {
                random.nextBytes(block);
                out.write(ByteBuffer.wrap(block));
            }
        }
    }

    private static void time(String what, long bytes, Runnable work) {
        long start = System.nanoTime();
        work.run();
        print(what, bytes, System.nanoTime() - start);
    }

    private static void print(String what, long bytes, long nanos) {
        OUT.printf("%-28s %7.0f MB/s%n", what, bytes * 1e3 / nanos);
    }

    private record ArchiveFile(FileChannel channel, long size) implements ArchiveBytes {
        ArchiveFile(Path path) throws Exception {
            this(FileChannel.open(path), Files.size(path));
        }

        @Override
        public String name() {
            return PartsFixture.NAME;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            try {
                int before = into.position();
                while (into.hasRemaining() && channel.read(into, position + into.position() - before) >= 0) {
                    // until full or at the end
                }
                return into.position() - before;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
