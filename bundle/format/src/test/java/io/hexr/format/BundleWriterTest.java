package io.hexr.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class BundleWriterTest {
    @TempDir
    Path folder;

    private final SampleRelease sample = SampleRelease.of(8);
    private final VerifiedRelease release = sample.release();
    private final Presence complete = Presence.complete(release.contents());

    private Path output() {
        return folder.resolve("b.tar.gz");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void leavesTheBundleAndNothingElse() throws IOException {
        sample.write(output());
        assertThat(names()).containsExactly("b.tar.gz");
    }

    @Test
    void refusesASecondCreationOfTheSameFile() throws IOException {
        AtomicReference<Throwable> second = new AtomicReference<>();
        BundleWriter.write(release, complete, output(), bytes -> {
            if (second.get() == null) {
                second.set(org.assertj.core.api.Assertions.catchThrowable(
                        () -> BundleWriter.write(release, complete, output(), b -> {})));
            }
        });
        assertThat(second.get()).isInstanceOf(BundleException.Locked.class).hasMessageContaining("b.tar.gz");
        assertThat(names()).containsExactly("b.tar.gz");
    }

    @Test
    void keepsWhatAStoppedRunWroteAndFetchesOnlyTheRest() throws IOException {
        FailingSource failing = new FailingSource(sample.store(), 6);
        VerifiedRelease broken = VerifiedRelease.of(release.signed(), failing);
        assertThatThrownBy(() -> BundleWriter.write(broken, complete, output(), 1, bytes -> {}))
                .isInstanceOf(OciException.StoreFailed.class);
        assertThat(names()).containsExactly("b.tar.gz.partial", "b.tar.gz.partial.journal");
        FailingSource counting = new FailingSource(sample.store(), Integer.MAX_VALUE);
        BundleWriter.Written written =
                BundleWriter.write(VerifiedRelease.of(release.signed(), counting), complete, output(), bytes -> {});
        assertThat(written.kept()).isPositive();
        assertThat(counting.opened()).isEqualTo(release.contents().blobs().size() - 6);
        assertThat(Files.mismatch(output(), sample.write(folder.resolve("c")))).isEqualTo(-1);
    }

    @Test
    void doesNotBelieveItsJournal() throws IOException {
        FailingSource failing = new FailingSource(sample.store(), 6);
        assertThatThrownBy(() -> BundleWriter.write(
                        VerifiedRelease.of(release.signed(), failing), complete, output(), 1, bytes -> {}))
                .isInstanceOf(OciException.class);
        Path partial = folder.resolve("b.tar.gz.partial");
        byte[] lost = new byte[(int) Files.size(partial)];
        Files.write(partial, lost, StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(BundleWriter.write(release, complete, output(), bytes -> {}).kept())
                .isZero();
        try (ArchiveBytes archive = ArchiveFile.open(output())) {
            BundleReader.verify(archive, sample.trust(), bytes -> {});
        }
    }

    @Test
    void aJournalOfAnotherReleaseIsNotContinued() throws IOException {
        Files.write(folder.resolve("b.tar.gz.partial"), new byte[100]);
        Files.writeString(folder.resolve("b.tar.gz.partial.journal"), "hexr-journal 1 sha256:00 5\n00000\n");
        sample.write(output());
        assertThat(names()).containsExactly("b.tar.gz");
    }

    @Test
    void refusesBlobsThatAreNotWhatWasSigned() {
        ContentSource lying = new LyingSource();
        assertThatThrownBy(() -> BundleWriter.write(
                        VerifiedRelease.of(release.signed(), lying), complete, output(), bytes -> {}))
                .isInstanceOfAny(OciException.SizeMismatch.class, OciException.DigestMismatch.class);
        assertThat(output()).doesNotExist();
    }

    @Test
    void stopsWhenInterruptedAndSaysThatARerunContinues() throws InterruptedException {
        CountDownLatch going = new CountDownLatch(1);
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread[] creating = new Thread[1];
        creating[0] = Thread.ofPlatform()
                .start(() -> ended.set(org.assertj.core.api.Assertions.catchThrowable(
                        () -> BundleWriter.write(release, complete, output(), 1, bytes -> {
                            creating[0].interrupt();
                            going.countDown();
                            awaitStop(creating[0]);
                        }))));
        creating[0].join();
        going.await();
        assertThat(ended.get()).isInstanceOf(BundleException.Stopped.class);
        assertThat(output()).doesNotExist();
    }

    /** Until the creation has seen that it is to stop: its flag is then cleared. */
    private static void awaitStop(Thread creating) {
        while (creating.isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void refusesAFolderAsOutput() {
        assertThatThrownBy(() -> BundleWriter.write(release, complete, folder, bytes -> {}))
                .isInstanceOf(BundleException.Unwritable.class);
    }

    @Test
    void aFolderHoldsAReleaseAsItWasSigned() {
        ReleaseFiles files = sample.files();
        FolderSource.write(folder.resolve("origin"), sample, files);
        ReleaseFiles read = ReleaseFolder.read(folder.resolve("origin"));
        assertThat(read.files().keySet()).isEqualTo(files.files().keySet());
        read.files()
                .forEach((name, bytes) ->
                        assertThat(bytes).isEqualTo(files.files().get(name)));
        // signing again leaves no signature of the time before
        ReleaseFolder.write(
                folder.resolve("origin"),
                ReleaseFiles.sign(sample.contents(), List.of(sample.keys().getFirst())));
        assertThat(ReleaseFolder.read(folder.resolve("origin")).signatures()).hasSize(2);
    }

    /** Opens so many blobs, then fails as a broken line does. */
    private static final class FailingSource implements ContentSource {
        private final ContentSource below;
        private final AtomicInteger left;
        private final AtomicInteger opened = new AtomicInteger();

        FailingSource(ContentSource below, int most) {
            this.below = below;
            this.left = new AtomicInteger(most);
        }

        int opened() {
            return opened.get();
        }

        @Override
        public boolean has(Descriptor descriptor) {
            return below.has(descriptor);
        }

        @Override
        public InputStream open(Descriptor descriptor) {
            if (left.getAndDecrement() <= 0) {
                throw new OciException.StoreFailed("the line", new IOException("cut"));
            }
            opened.incrementAndGet();
            return below.open(descriptor);
        }

        @Override
        public Optional<Descriptor> resolve(String tag) {
            return below.resolve(tag);
        }

        @Override
        public List<Descriptor> referrers(Digest subject) {
            return below.referrers(subject);
        }
    }

    /** Answers every question with the same bytes. */
    private static final class LyingSource implements ContentSource {
        @Override
        public boolean has(Descriptor descriptor) {
            return true;
        }

        @Override
        public InputStream open(Descriptor descriptor) {
            return new java.io.ByteArrayInputStream("lie".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Optional<Descriptor> resolve(String tag) {
            return Optional.empty();
        }

        @Override
        public List<Descriptor> referrers(Digest subject) {
            return List.of();
        }
    }
}
