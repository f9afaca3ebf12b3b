package io.hexr.format;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Walks down the parts side by side, a stripe of {@link #STRIPE} bytes of each at a time, and makes the wanted sums of it. Stripes are computed on all cores and
 * handed over in order. Memory does not depend on the number or size of parts: at most {@code (WORKERS + 1)} stripes of sums and one block each, under 16 MiB.
 */
final class PartStripes {
    static final int STRIPE = 512 << 10;
    private static final int WORKERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    /** The inputs, all as long as the longest: bytes past the end of one read as zeros. */
    @FunctionalInterface
    interface Columns {
        /** Fills the buffer from the offset on, fewer bytes only at that input's end; several threads call it. */
        int read(int input, long offset, ByteBuffer into);
    }

    /** Where the sums go: for each stripe in order, for each sum in order. */
    @FunctionalInterface
    interface Sink {
        void take(int lane, long offset, ByteBuffer bytes);
    }

    private final ReedSolomonLanes lanes;
    private final Columns columns;
    private final long length;

    /** @param length of the longest input, hence of the sums */
    PartStripes(ReedSolomonLanes lanes, Columns columns, long length) {
        this.lanes = lanes;
        this.columns = columns;
        this.length = length;
    }

    void run(Sink sink) {
        ExecutorService workers = Executors.newFixedThreadPool(
                WORKERS, Thread.ofPlatform().daemon().factory());
        try {
            Deque<CompletableFuture<Sums>> under = new ArrayDeque<>();
            Deque<Sums> idle = new ArrayDeque<>();
            byte[] bytes = new byte[(int) Math.min(STRIPE, length)];
            long next = 0;
            while (next < length || !under.isEmpty()) {
                while (next < length && under.size() <= WORKERS) {
                    Sums sums = idle.isEmpty() ? new Sums(bytes.length) : idle.pop();
                    long offset = next;
                    under.add(CompletableFuture.supplyAsync(() -> fill(sums, offset), workers));
                    next += STRIPE;
                }
                Sums done = join(under.remove());
                for (int lane = 0; lane < lanes.lanes(); lane++) {
                    ReedSolomonLanes.extract(done.sums, lane, bytes, done.length);
                    sink.take(lane, done.offset, ByteBuffer.wrap(bytes, 0, done.length));
                }
                idle.push(done);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    /** One stripe, computed by the caller. */
    void stripeAt(long offset, Sums sums) {
        fill(sums, offset);
    }

    Sums newSums() {
        return new Sums((int) Math.min(STRIPE, length));
    }

    private Sums fill(Sums sums, long offset) {
        sums.offset = -1; // holds nothing, should a read fail
        sums.length = (int) Math.min(sums.block.length, length - offset);
        Arrays.fill(sums.sums, 0, sums.length, 0);
        for (int input = 0; input < lanes.inputs(); input++) {
            int read = columns.read(input, offset, ByteBuffer.wrap(sums.block, 0, sums.length));
            lanes.add(input, sums.block, read, sums.sums);
        }
        sums.offset = offset;
        return sums;
    }

    private static Sums join(CompletableFuture<Sums> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The sums of one stripe and the block they were made with. */
    static final class Sums {
        private final byte[] block;
        private final int[] sums;
        private long offset = -1;
        private int length;

        private Sums(int size) {
            block = new byte[size];
            sums = new int[size];
        }

        boolean holds(long position) {
            return offset >= 0 && position >= offset && position < offset + length;
        }

        /** Copies bytes of one sum from the position on, as many as are here and wanted. */
        int copy(int lane, long position, ByteBuffer into) {
            int from = (int) (position - offset);
            int count = Math.min(into.remaining(), length - from);
            int shift = 8 * lane;
            for (int i = from; i < from + count; i++) {
                into.put((byte) (sums[i] >>> shift));
            }
            return count;
        }
    }
}
