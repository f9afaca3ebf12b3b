package io.hexr.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Writes the archive of a release: each blob straight to its final place, on several threads, without a key and without a temporary copy. Until the
 * archive is whole it is {@code NAME.partial} beside a journal; a rerun after any stop continues there and ends in the same bytes. The final name appears
 * only with the whole archive behind it, on the disk.
 */
public final class BundleWriter {
    /** Connections to the origin, and blobs in flight. */
    public static final int WORKERS = 4;

    private final VerifiedRelease release;
    private final ArchivePlan plan;
    private final ArchiveOutput output;
    private final LongConsumer progress;
    private final List<ArchivePlan.Entry> work;
    private final BitSet journaled;
    private final Crc[] crcs;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * What was done.
     *
     * @param size the archive's bytes
     * @param kept bytes of blobs that an earlier, stopped run had written and that were found right
     */
    public record Written(Path file, long size, long kept) {}

    private BundleWriter(VerifiedRelease release, ArchivePlan plan, ArchiveOutput output, LongConsumer progress) {
        this.release = release;
        this.plan = plan;
        this.output = output;
        this.progress = progress;
        this.journaled = output.journaled();
        this.crcs = new Crc[plan.entries().size()];
        this.work = new ArrayList<>(plan.entries());
        work.sort(Comparator.comparingLong(
                        (ArchivePlan.Entry entry) -> entry.blob().size())
                .reversed());
    }

    /**
     * Writes the archive with the blobs of the presence list.
     *
     * @param progress told the bytes of each piece that was written or found right, from any thread
     * @throws BundleException.Locked where another creation writes the same file
     * @throws BundleException.DiskFull before anything is written where the space is not there
     * @throws BundleException.Stopped when the calling thread is interrupted; a rerun continues
     */
    public static Written write(VerifiedRelease release, Presence presence, Path file, LongConsumer progress) {
        return write(release, presence, file, WORKERS, progress);
    }

    public static Written write(
            VerifiedRelease release, Presence presence, Path file, int workers, LongConsumer progress) {
        ArchivePlan plan = ArchivePlan.of(release.signed(), presence);
        try (ArchiveOutput output = ArchiveOutput.open(file, plan)) {
            return new BundleWriter(release, plan, output, progress).run(workers);
        }
    }

    private Written run(int workers) {
        output.write(0, plan.head());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.max(1, Math.min(workers, work.size())); i++) {
            threads.add(Thread.ofPlatform().name("create-" + i).daemon().start(this::work));
        }
        join(threads);
        switch (failure.get()) {
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case null, default -> {}
        }
        output.write(plan.end(), ArchivePlan.endBlock());
        output.write(plan.size() - StoredBlocks.GZIP_TRAILER, StoredBlocks.trailer(plan.join(Arrays.asList(crcs))));
        output.finish();
        return new Written(output.file(), plan.size(), kept.get());
    }

    private void work() {
        EntryWriter writer = new EntryWriter(output, this::piece);
        BlobCheck check = new BlobCheck(release.contents());
        try {
            for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
                ArchivePlan.Entry entry = work.get(i);
                Crc crc = journaled.get(entry.number()) ? keep(entry, check) : null;
                if (crc == null) {
                    crc = writer.write(entry, release);
                    output.journal(entry.number());
                }
                crcs[entry.number()] = crc;
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(work.size());
        }
    }

    /** What the journal calls written is believed only after it was read back: a power cut keeps a journal and loses data. */
    private @Nullable Crc keep(ArchivePlan.Entry entry, BlobCheck check) {
        try {
            Crc crc = check.check(entry, ByteCursor.at(output.written(), entry), bytes -> piece(0));
            kept.addAndGet(entry.blob().size());
            progress.accept(entry.blob().size());
            return crc;
        } catch (BundleException.Corrupt e) {
            return null;
        }
    }

    private void piece(long bytes) {
        if (stopped.get() || failure.get() != null) {
            throw new BundleException.Stopped(output.file().toString());
        }
        progress.accept(bytes);
    }

    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped.set(true);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
