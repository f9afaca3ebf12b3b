package io.hexr.format;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Two threads share the blobs of an archive: together they see each byte once, and one that fails ends both. */
final class BlobVerificationTest {
    private final SampleRelease sample = SampleRelease.of(6);
    private final byte[] archive = LieArchive.of(sample).bytes();
    private final Contents contents = sample.contents();
    private final ArchivePlan plan =
            BundleReader.open(new MemoryArchive(archive), sample.trust()).plan();

    private BlobVerification verification() {
        return new BlobVerification(new MemoryArchive(archive), contents, plan, digest -> Optional.empty());
    }

    @Test
    void everyByteIsToldOnceAndEveryEntryHasItsSum() {
        AtomicLong bytes = new AtomicLong();
        List<Crc> sums = verification().run(() -> {}, bytes::addAndGet);
        assertThat(bytes).hasValue(contents.totalSize());
        assertThat(sums).hasSize(plan.entries().size()).doesNotContainNull();
        for (ArchivePlan.Entry entry : plan.entries()) {
            Crc alone =
                    new BlobCheck(contents).check(entry, ByteCursor.at(new MemoryArchive(archive), entry), moved -> {});
            assertThat(sums.get(entry.number())).isEqualTo(alone);
        }
    }

    @Test
    void whatIsKnownIsNotReadAgainUnlessItIsAManifest() {
        List<Crc> sums = verification().run(() -> {}, moved -> {});
        AtomicLong bytes = new AtomicLong();
        List<Crc> again = new BlobVerification(new MemoryArchive(archive), contents, plan, this::sumOfLayer)
                .run(() -> {}, bytes::addAndGet);
        long manifests = contents.blobs().stream()
                .filter(blob -> contents.isManifest(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
        assertThat(bytes).hasValue(manifests);
        assertThat(again).isEqualTo(sums);
    }

    private Optional<Crc> sumOfLayer(Digest digest) {
        ArchivePlan.Entry entry = plan.entries().stream()
                .filter(one -> one.blob().digest().equals(digest))
                .findFirst()
                .orElseThrow();
        return Optional.of(
                new BlobCheck(contents).check(entry, ByteCursor.at(new MemoryArchive(archive), entry), moved -> {}));
    }

    @Test
    void whatIsDoneBeforeEndsEverythingWhereItFails() {
        Runnable first = () -> {
            throw new IllegalArgumentException("the first word");
        };
        assertThatThrownBy(() -> verification().run(first, moved -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the first word");
    }

    @Test
    void theFirstWordIsWaitedForAndCountsMoreThanAWrongBlob() {
        byte[] bad = archive.clone();
        bad[(int) plan.entries().getLast().contentOffset(0)] ^= 1;
        BlobVerification wrong =
                new BlobVerification(new MemoryArchive(bad), contents, plan, digest -> Optional.empty());
        assertThatThrownBy(() -> wrong.run(() -> {}, moved -> {})).isInstanceOf(BundleException.Corrupt.class);
        BlobVerification refused =
                new BlobVerification(new MemoryArchive(bad), contents, plan, digest -> Optional.empty());
        Runnable first = () -> {
            throw new IllegalArgumentException("the first word");
        };
        assertThatThrownBy(() -> refused.run(first, moved -> {})).hasMessage("the first word");
    }

    @Test
    void anInterruptStopsItAndIsPassedOn() {
        Thread interrupted = Thread.currentThread();
        interrupted.interrupt();
        // the other thread leaves all the work to this one
        Throwable stopped = catchThrowable(() -> verification().run(() -> awaitWaiting(interrupted), moved -> {}));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stopped).isInstanceOf(BundleException.Stopped.class);
    }

    @Test
    void anInterruptWhileTheOtherIsWaitedForStopsItToo() {
        Thread waiting = Thread.currentThread();
        // all blobs are known, so that there is nothing to do but wait for the first word
        Throwable stopped = catchThrowable(
                () -> new BlobVerification(new MemoryArchive(archive), contents, withoutManifests(), this::sumOfLayer)
                        .run(
                                () -> {
                                    awaitWaiting(waiting);
                                    waiting.interrupt();
                                    awaitWaiting(waiting);
                                },
                                moved -> {}));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stopped).isInstanceOf(BundleException.Stopped.class);
    }

    /** Waits until it waits, and has noticed what it was told. */
    private static void awaitWaiting(Thread thread) {
        while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private ArchivePlan withoutManifests() {
        return ArchivePlan.of(
                sample.release().signed(), Presence.of(contents, blob -> !contents.isManifest(blob.digest())));
    }

    @Test
    void aFailingListenerEndsIt() {
        assertThatThrownBy(() -> verification().run(() -> {}, moved -> {
                    throw new IllegalStateException("no more");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");
    }
}
