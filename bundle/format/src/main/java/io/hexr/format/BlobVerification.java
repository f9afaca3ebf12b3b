package io.hexr.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongConsumer;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/** Verifies all blobs of an archive on two threads, which keep two cores busy; the largest first so that neither ends long after the other. */
final class BlobVerification {
    private static final int DIRECT_BUFFER = 128 << 10;

    private final ArchiveBytes archive;
    private final Contents contents;
    private final ArchivePlan plan;
    private final Function<Digest, Optional<Crc>> known;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    BlobVerification(ArchiveBytes archive, Contents contents, ArchivePlan plan, Function<Digest, Optional<Crc>> known) {
        this.archive = archive;
        this.contents = contents;
        this.plan = plan;
        this.known = known;
    }

    /**
     * CRC-32 of each entry in the order of the archive.
     *
     * @param first what the other thread does before it takes part; where it throws, that is what this throws, whatever was found by then
     */
    List<Crc> run(Runnable first, LongConsumer progress) {
        List<ArchivePlan.Entry> work = new ArrayList<>(plan.entries());
        work.sort(Comparator.comparingLong(
                        (ArchivePlan.Entry entry) -> entry.blob().size())
                .reversed());
        Crc[] crcs = new Crc[work.size()];
        Thread other = Thread.ofPlatform().name("verify").daemon().start(() -> {
            if (went(first, work.size())) {
                work(work, crcs, progress);
            }
        });
        work(work, crcs, progress);
        join(other);
        switch (failure.get()) {
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case null, default -> {}
        }
        return Arrays.asList(crcs);
    }

    private boolean went(Runnable first, int all) {
        try {
            first.run();
            return true;
        } catch (RuntimeException | Error e) {
            failure.set(e);
            next.set(all);
            return false;
        }
    }

    private void work(List<ArchivePlan.Entry> work, Crc[] crcs, LongConsumer progress) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(DIRECT_BUFFER);
        BlobCheck check = new BlobCheck(contents);
        try {
            for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
                ArchivePlan.Entry entry = work.get(i);
                Optional<Crc> before =
                        contents.graph().node(entry.blob().digest()).isPresent()
                                ? Optional.empty()
                                : known.apply(entry.blob().digest());
                crcs[entry.number()] = before.orElseGet(() ->
                        check.check(entry, ByteCursor.at(archive, entry, buffer), bytes -> piece(bytes, progress)));
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(work.size());
        }
    }

    private void piece(long bytes, LongConsumer progress) {
        if (failure.get() != null || Thread.currentThread().isInterrupted()) {
            throw new BundleException.Stopped(archive.name());
        }
        progress.accept(bytes);
    }

    private void join(Thread other) {
        boolean interrupted = false;
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(null, new BundleException.Stopped(archive.name()));
                next.set(plan.entries().size());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
