package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a bundle is for: written once, read back whole, by every way in. */
final class BundleTest {
    @TempDir
    Path folder;

    private final SampleRelease sample = SampleRelease.of(1);
    private final VerifiedRelease release = sample.release();

    private Path write(String name, Presence presence, int workers) {
        return BundleWriter.write(release, presence, folder.resolve(name), workers, bytes -> {})
                .file();
    }

    private Path complete() {
        return write("b.tar.gz", Presence.complete(release.contents()), 3);
    }

    @Test
    void whatWasWrittenVerifiesAndEveryBlobReadsBack() throws IOException {
        try (ArchiveBytes archive = ArchiveFile.open(complete())) {
            VerifiedBundle bundle = BundleReader.verify(archive, sample.trust(), bytes -> {});
            assertThat(bundle.isComplete()).isTrue();
            assertThat(bundle.contents()).isEqualTo(release.contents());
            assertThat(bundle.verified().signedBy()).containsExactly("vendor");
            for (Blob blob : bundle.contents().blobs()) {
                byte[] expected = sample.store().bytes(blob.descriptor(), 1 << 24);
                assertThat(bundle.content().bytes(blob.descriptor(), 1 << 24)).isEqualTo(expected);
            }
            Artifact gateway = bundle.contents().artifacts().get(1);
            assertThat(bundle.content(gateway).resolve("v1.2.1")).contains(gateway.content());
            assertThat(bundle.content(gateway).resolve("v9")).isEmpty();
            assertThat(bundle.content().referrers(gateway.content().digest())).hasSize(1);
        }
    }

    @Test
    void aPipeVerifiesInOnePassAndHandsOutEveryBlob() throws IOException {
        byte[] bytes = Files.readAllBytes(complete());
        Set<Digest> handed = new TreeSet<>();
        Verification verification = BundleReader.verify(
                "pipe", new ByteArrayInputStream(bytes), sample.trust(), (blob, in) -> handed.add(blob.digest()));
        assertThat(verification.isComplete()).isTrue();
        assertThat(handed).hasSize(release.contents().blobs().size());
    }

    @Test
    void theBytesDependOnNothingButTheRelease() throws IOException {
        byte[] one = Files.readAllBytes(complete());
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            for (String id : List.of("Asia/Kathmandu", "America/St_Johns")) {
                TimeZone.setDefault(TimeZone.getTimeZone(id));
                for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab")) {
                    Locale.setDefault(Locale.forLanguageTag(tag));
                    for (int workers : new int[] {1, 2, 3, 5, 8}) {
                        Path again = write("again.tar.gz", Presence.complete(release.contents()), workers);
                        assertThat(Files.readAllBytes(again)).isEqualTo(one);
                    }
                }
            }
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    @Test
    void aPartialBundleBearsTheSameSignatureAndSaysWhatIsAbsent() {
        Artifact gateway = release.contents().artifacts().get(1);
        Digest layer = release.contents().manifests().stream()
                .filter(node -> node.digest().equals(gateway.content().digest()))
                .findFirst()
                .orElseThrow()
                .children()
                .getLast();
        Presence without =
                Presence.of(release.contents(), blob -> !blob.digest().equals(layer));
        Path file = write("part.tar.gz", without, 2);
        try (ArchiveBytes archive = ArchiveFile.open(file)) {
            VerifiedBundle bundle = BundleReader.verify(archive, sample.trust(), bytes -> {});
            assertThat(bundle.absent()).containsExactly(gateway);
            assertThat(bundle.completeGroups()).isEmpty();
            assertThatThrownBy(() -> bundle.verification().requireComplete("part.tar.gz"))
                    .isInstanceOfSatisfying(
                            BundleException.Incomplete.class,
                            e -> assertThat(e.absent()).containsExactly("image hexr-gateway"));
            assertThatThrownBy(() -> bundle.content().open(new Blob(layer, 1).descriptor()))
                    .isInstanceOf(OciException.NotFound.class);
            // a bundle can be thinned out again without a key
            Presence fewer =
                    Presence.of(bundle.contents(), blob -> bundle.presence().has(blob.digest()) && blob.size() < 500);
            Path thin = BundleWriter.write(bundle.release(), fewer, folder.resolve("thin.tar.gz"), b -> {})
                    .file();
            try (ArchiveBytes small = ArchiveFile.open(thin)) {
                assertThat(BundleReader.verify(small, sample.trust(), b -> {}).isComplete())
                        .isFalse();
            }
        }
    }

    @Test
    void aBlobReadWhileItIsSentIsNotReadAgain() {
        try (ArchiveBytes archive = ArchiveFile.open(complete())) {
            CountingBytes counting = new CountingBytes(archive);
            SignedBundle signed = BundleReader.open(counting, sample.trust());
            Blob largest = signed.contents().blobs().stream()
                    .max(java.util.Comparator.comparingLong(Blob::size))
                    .orElseThrow();
            signed.content().bytes(largest.descriptor(), 1 << 24);
            long before = counting.read();
            signed.verify();
            assertThat(counting.read() - before).isLessThan(archive.size() - largest.size());
        }
    }

    @Test
    void everyOffsetIsWhereThePlanSays() throws IOException {
        byte[] bytes = Files.readAllBytes(complete());
        ArchivePlan plan = ArchivePlan.of(release.signed(), Presence.complete(release.contents()));
        assertThat(plan.size()).isEqualTo(bytes.length);
        for (ArchivePlan.Entry entry : plan.entries()) {
            byte[] content = sample.store().bytes(entry.blob().descriptor(), 1 << 24);
            for (int i = 0; i < content.length; i += 97) {
                assertThat(bytes[(int) entry.contentOffset(i)]).isEqualTo(content[i]);
            }
        }
    }

    @Test
    void inspectionNeedsNoTrustAndReadsNoBlob() {
        try (ArchiveBytes archive = ArchiveFile.open(complete())) {
            CountingBytes counting = new CountingBytes(archive);
            Inspection inspection = BundleReader.inspect(counting);
            assertThat(inspection.contents().title()).isEqualTo("hexr 0.8.0");
            assertThat(inspection.size()).isEqualTo(inspection.expectedSize());
            assertThat(counting.read()).isLessThanOrEqualTo(ByteCursor.BUFFER);
        }
    }

    private static final class CountingBytes implements ArchiveBytes {
        private final ArchiveBytes below;
        private long read;

        CountingBytes(ArchiveBytes below) {
            this.below = below;
        }

        long read() {
            return read;
        }

        @Override
        public String name() {
            return below.name();
        }

        @Override
        public long size() {
            return below.size();
        }

        @Override
        public synchronized int read(long position, ByteBuffer into) {
            int length = below.read(position, into);
            read += length;
            return length;
        }

        @Override
        public void close() {}
    }
}
