package io.hexr.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.hexr.oci.Digest;
import io.hexr.signing.TrustException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Parts of real bundles, with real signatures. */
class PartsOfBundleTest {
    private static final String NAME = "hexr-bundle.tar.gz";
    private final SampleRelease sample = SampleRelease.of(11);

    @TempDir
    Path folder;

    private Path parts = Path.of("");
    private Path bundle = Path.of("");

    @BeforeEach
    void split() {
        bundle = sample.write(folder.resolve(NAME));
        parts = folder.resolve("parts");
        split(bundle, parts);
    }

    @Test
    void aWholeSetVerifiesInPlaceLikeTheArchive() {
        try (PartSet set = PartSet.open(List.of(parts))) {
            VerifiedBundle verified = BundleReader.verify(set, sample.trust(), bytes -> {});
            assertThat(verified.isComplete()).isTrue();
            assertThat(verified.contents()).isEqualTo(sample.contents());
        }
    }

    @Test
    void aSetThatLostAsManyPartsAsItHasParityVerifiesInPlace() throws IOException {
        Files.delete(part("001"));
        Files.delete(part("003"));
        try (PartSet set = PartSet.open(List.of(parts))) {
            assertThat(BundleReader.verify(set, sample.trust(), bytes -> {}).isComplete())
                    .isTrue();
        }
    }

    @Test
    void anIncompleteSetIsNoVerifiedBundle() throws IOException {
        for (String lost : List.of("002", "003", "p01")) {
            Files.delete(part(lost));
        }
        try (PartSet set = PartSet.open(List.of(parts))) {
            assertThatThrownBy(() -> BundleReader.verify(set, sample.trust(), bytes -> {}))
                    .isInstanceOfSatisfying(
                            BundleException.PartMissing.class,
                            missing -> assertThat(missing.numbers()).containsExactly(2, 3));
        }
    }

    @Test
    void everyPartOfAWholeSetIsTrusted() {
        PartReport report = check(parts);
        assertThat(report.verdicts().subList(0, 4)).allMatch(PartVerdict.Trusted.class::isInstance);
        assertThat(report.verdicts().subList(4, 6)).allMatch(PartVerdict.Intact.class::isInstance);
        assertThat(report.proof()).hasValueSatisfying(proof -> {
            assertThat(proof.isComplete()).isTrue();
            assertThat(proof.contents()).isEqualTo(sample.contents());
        });
    }

    /** Then the archive has to be read as a whole: what was restored was not among the parts. */
    @Test
    void partsThatAreNotAllHereProveNothingByThemselves() throws IOException {
        Files.delete(part("003"));
        PartReport restorable = check(parts);
        assertThat(restorable.whole()).isTrue();
        assertThat(restorable.proof()).isEmpty();
        assertThat(check(part("001")).proof()).isEmpty();
    }

    @Test
    void aDamagedPartProvesNothingAndALongerSetIsNone() throws IOException {
        byte[] bytes = Files.readAllBytes(part("002"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(part("002"), bytes);
        assertThat(check(parts).proof()).isEmpty();
        byte[] longer = java.util.Arrays.copyOf(Files.readAllBytes(bundle), (int) Files.size(bundle) + 1);
        Path lies = folder.resolve("longer");
        try (ArchiveFile file = ArchiveFile.open(Files.write(folder.resolve("lie"), longer))) {
            PartWriter.split(file, plan(lies, longer.length, head(bundle)));
        }
        assertThatThrownBy(() -> check(lies)).isInstanceOf(BundleException.Corrupt.class);
    }

    @Test
    void eachDiscAloneIsJudgedAgainstTheSignature() {
        for (int number = 1; number <= 4; number++) {
            PartReport report = check(part("00" + number));
            int own = number;
            assertThat(report.verdicts().get(number - 1)).isInstanceOfSatisfying(PartVerdict.Intact.class, intact -> {
                assertThat(intact.fragments()).isPositive();
                assertThat(intact.needs()).isNotEmpty().doesNotContain(own);
            });
            assertThat(report.verdicts().stream().filter(PartVerdict.Missing.class::isInstance))
                    .hasSize(5);
        }
    }

    @Test
    void everyChangedByteMakesItsPartDamaged() throws IOException {
        java.util.Random random = new java.util.Random(4);
        for (int round = 0; round < 15; round++) {
            Path part = part("00" + (1 + random.nextInt(4)));
            byte[] bytes = Files.readAllBytes(part);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(part, bytes);
            for (Path place : List.of(parts, part)) {
                PartReport report = check(place);
                assertThat(report.verdicts().stream().filter(PartVerdict.Damaged.class::isInstance))
                        .singleElement()
                        .satisfies(verdict -> assertThat(String.valueOf(part.getFileName()))
                                .isEqualTo(verdict.part().name()));
            }
            bytes[at] = changedBack(part, at);
            Files.write(part, bytes);
        }
    }

    /** The index agrees with the part, so only the signed contents tell. */
    @Test
    void aPartReplacedTogetherWithItsIndexIsDamaged() throws IOException {
        java.util.Random random = new java.util.Random(5);
        byte[] truth = Files.readAllBytes(bundle);
        int head = head(bundle);
        int wholeSet = 0;
        for (int round = 0; round < 15; round++) {
            byte[] lie = truth.clone();
            int at = head + random.nextInt(lie.length - head);
            lie[at] ^= (byte) (1 + random.nextInt(255));
            Path lies = folder.resolve("lies-" + round);
            Path archive = Files.write(folder.resolve("lie"), lie);
            try (ArchiveFile file = ArchiveFile.open(archive)) {
                PartWriter.split(file, plan(lies, lie.length, head));
            }
            assertThat(check(lies).damaged()).as("byte " + at).isTrue();
            wholeSet++;
        }
        assertThat(wholeSet).isEqualTo(15);
    }

    @Test
    void controlFilesReplacedInPartAndIndexFailTheSignature() throws IOException {
        SampleRelease other = SampleRelease.of(12);
        Path otherBundle = other.write(folder.resolve("other.tar.gz"));
        Path lies = folder.resolve("lies");
        split(otherBundle, lies);
        try (PartSet set = PartSet.open(List.of(lies))) {
            assertThatThrownBy(() -> set.signed(sample.trust())).isInstanceOf(TrustException.class);
        }
    }

    @Test
    void joinedPartsAreTheBundle() throws IOException {
        Files.delete(part("002"));
        Files.delete(part("004"));
        try (PartSet set = PartSet.open(List.of(parts))) {
            PartJoin.join(set, folder.resolve("joined"));
        }
        assertThat(Files.mismatch(folder.resolve("joined"), bundle)).isEqualTo(-1);
    }

    @Test
    void partsOfAPartialBundleAreTrustedToo() {
        VerifiedRelease release = sample.release();
        Presence some = Presence.of(release.contents(), blob -> blob.size() < 70_000);
        Path partial = BundleWriter.write(release, some, folder.resolve("partial.tar.gz"), bytes -> {})
                .file();
        split(partial, folder.resolve("partial"));
        assertThat(check(folder.resolve("partial")).verdicts().subList(0, 4))
                .allMatch(PartVerdict.Trusted.class::isInstance);
    }

    /** What the check follows is the archive, byte for byte: each byte once, none left out. */
    @Test
    void segmentsCoverTheArchive() throws IOException {
        try (ArchiveFile file = ArchiveFile.open(bundle)) {
            byte[] bytes = Files.readAllBytes(bundle);
            PartSegments segments =
                    PartSegments.of(BundleReader.open(file, sample.trust()).plan());
            long at = 0;
            int blobs = 0;
            var digest = Digest.Algorithm.SHA256.start();
            while (segments.hasNext()) {
                PartSegment segment = segments.next();
                assertThat(segment.offset()).isEqualTo(at);
                at = segment.end();
                var actual = java.nio.ByteBuffer.wrap(bytes, (int) segment.offset(), (int) segment.size());
                if (segment instanceof PartSegment.Known known) {
                    assertThat(known.bytes()).isEqualTo(actual);
                } else if (segment instanceof PartSegment.Content content) {
                    digest.update(actual);
                    if (content.end() == content.blob().end()) {
                        assertThat(Digest.finish(Digest.Algorithm.SHA256, digest))
                                .isEqualTo(content.blob().digest());
                        blobs++;
                    }
                }
            }
            assertThat(at).isEqualTo(bytes.length);
            assertThat(blobs).isEqualTo(sample.contents().blobs().size());
        }
    }

    private PartReport check(Path place) {
        try (PartSet set = PartSet.open(List.of(place))) {
            return PartCheck.check(set, set.signed(sample.trust()));
        }
    }

    private byte changedBack(Path part, int at) throws IOException {
        int row = Integer.parseInt(String.valueOf(part.getFileName()).substring(NAME.length() + 1)) - 1;
        byte[] truth = Files.readAllBytes(bundle);
        return truth[(int) (row * partSize(truth.length)) + at];
    }

    private Path part(String suffix) {
        return parts.resolve(NAME + "." + suffix);
    }

    private void split(Path archive, Path into) {
        try (ArchiveFile file = ArchiveFile.open(archive)) {
            PartWriter.split(file, plan(into, file.size(), head(archive)));
        }
    }

    private static int head(Path archive) {
        try (ArchiveFile file = ArchiveFile.open(archive)) {
            return Math.toIntExact(SplitPlan.of(file, archive, new PartSize(1), 0, SplitPlan.Folders.ONE)
                    .head());
        }
    }

    private static SplitPlan plan(Path folder, long size, long head) {
        return new SplitPlan(folder, NAME, new PartSize(partSize(size)), 2, SplitPlan.Folders.ONE, head);
    }

    private static long partSize(long size) {
        return (size + 3) / 4;
    }
}
