package io.hexr.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartSetTest {
    private static final String INDEX = "hexr-bundle.tar.gz.parts.json";
    private final PartsFixture fixture = PartsFixture.tenThousand();

    @TempDir
    Path folder;

    @BeforeEach
    void split() {
        PartWriter.split(fixture.archive(), PartsFixture.plan(folder, 3000, 2));
    }

    @Test
    void readsAnyStretchAsTheArchiveHasIt() {
        try (PartSet set = PartSet.open(List.of(folder))) {
            assertReadsLikeTheArchive(set, 400);
            assertThat(set.lost()).isEmpty();
        }
    }

    @Test
    void everyLossThatParityCoversIsReadAsIfNothingWereMissing() throws IOException {
        for (int lost = 1; lost < 1 << 6; lost++) {
            if (Integer.bitCount(lost) <= 2) {
                Path copy = copyWithout(lost);
                try (PartSet set = PartSet.open(List.of(copy))) {
                    assertThat(set.wholeArchive()).isTrue();
                    assertThat(set.lost()).hasSize(Integer.bitCount(lost));
                    assertReadsLikeTheArchive(set, 40);
                }
            }
        }
    }

    @Test
    void moreLossThanParityNamesTheMissingParts() throws IOException {
        try (PartSet set = PartSet.open(List.of(copyWithout(0b010110)))) {
            assertThat(set.wholeArchive()).isFalse();
            assertThat(PartsFixture.read(set, 0, 3000)).isEqualTo(Arrays.copyOf(fixture.bytes, 3000));
            assertThat(PartsFixture.read(set, 2999, 2)).containsExactly(fixture.bytes[2999]);
            assertThatThrownBy(() -> PartsFixture.read(set, 3000, 2))
                    .isInstanceOfSatisfying(
                            BundleException.PartMissing.class,
                            missing -> assertThat(missing.numbers()).containsExactly(2, 3))
                    .hasMessageContaining("parts 2, 3 missing or damaged; the parity at hand restores 1");
        }
    }

    @Test
    void discsInDifferentFoldersAreOneSet() throws IOException {
        List<Path> discs = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            Path disc = Files.createDirectory(folder.resolve("d" + row));
            move("hexr-bundle.tar.gz.00" + (row + 1), disc);
            Files.copy(folder.resolve(INDEX), disc.resolve(INDEX));
            discs.add(disc);
        }
        try (PartSet set = PartSet.open(discs)) {
            assertReadsLikeTheArchive(set, 50);
        }
    }

    @Test
    void aFolderOfDiscFoldersIsOneSet() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        PartWriter.split(
                fixture.archive(),
                new SplitPlan(root, PartsFixture.NAME, new PartSize(2600), 1, SplitPlan.Folders.PER_DISC, 700));
        Files.delete(root.resolve("disc-002").resolve("hexr-bundle.tar.gz.002"));
        try (PartSet set = PartSet.open(List.of(root))) {
            assertReadsLikeTheArchive(set, 50);
        }
    }

    @Test
    void oneDiscAloneGivesItsSliceAndTheControlFiles() {
        try (PartSet set = PartSet.open(List.of(folder.resolve("hexr-bundle.tar.gz.003")))) {
            assertThat(PartsFixture.read(set, 6000, 3000)).isEqualTo(Arrays.copyOfRange(fixture.bytes, 6000, 9000));
            assertThat(PartsFixture.read(set, 0, 700)).isEqualTo(Arrays.copyOf(fixture.bytes, 700));
            assertThat(PartsFixture.read(set, 0, 5000)).as("as far as it goes").hasSize(700);
            assertThat(PartsFixture.read(set, 100, 600)).isEqualTo(Arrays.copyOfRange(fixture.bytes, 100, 700));
            assertThatThrownBy(() -> PartsFixture.read(set, 700, 1))
                    .isInstanceOfSatisfying(
                            BundleException.PartMissing.class,
                            missing -> assertThat(missing.numbers()).containsExactly(1, 2, 4));
        }
    }

    @Test
    void severalPartFilesAndOneIndexAreEnough() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        move("hexr-bundle.tar.gz.001", other);
        move("hexr-bundle.tar.gz.p02", other);
        try (PartSet set = PartSet.open(List.of(
                other.resolve("hexr-bundle.tar.gz.001"),
                folder.resolve("hexr-bundle.tar.gz.003"),
                folder.resolve("hexr-bundle.tar.gz.004"),
                other.resolve("hexr-bundle.tar.gz.p02")))) {
            assertReadsLikeTheArchive(set, 50);
        }
    }

    @Test
    void truncatedAndExtendedPartsAreMadeGoodByParity() throws IOException {
        cut("hexr-bundle.tar.gz.002", 2999);
        Files.write(folder.resolve("hexr-bundle.tar.gz.004"), new byte[1001]);
        try (PartSet set = PartSet.open(List.of(folder))) {
            assertThat(set.lost()).extracting(PartEntry::number).containsExactly(2, 4);
            assertReadsLikeTheArchive(set, 50);
        }
    }

    @Test
    void aTruncatedPartWithoutParityIsNamedWithBothSizes() throws IOException {
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p01"));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p02"));
        cut("hexr-bundle.tar.gz.002", 17);
        try (PartSet set = PartSet.open(List.of(folder))) {
            assertThatThrownBy(() -> PartsFixture.read(set, 3000, 1))
                    .isInstanceOf(BundleException.PartDamaged.class)
                    .hasMessageContaining(
                            folder.resolve("hexr-bundle.tar.gz.002").toString())
                    .hasMessageContaining("has 17 bytes, the parts index says 3000");
        }
    }

    @Test
    void aPartThatShrinksUnderTheReaderIsMadeGoodByParity() throws IOException {
        try (PartSet set = PartSet.open(List.of(folder))) {
            cut("hexr-bundle.tar.gz.003", 5);
            cut("hexr-bundle.tar.gz.001", 5);
            assertReadsLikeTheArchive(set, 50);
            assertThat(set.lost()).extracting(PartEntry::number).containsExactly(1, 3);
            cut("hexr-bundle.tar.gz.p01", 5);
            assertThatThrownBy(() -> {
                        for (int at = 0; at < 3000; at += 100) {
                            PartsFixture.read(set, at, 100);
                        }
                        set.restore(List.of(0)).run((lane, offset, bytes) -> {});
                    })
                    .isInstanceOf(BundleException.Unreadable.class)
                    .hasMessageContaining("p01");
        }
    }

    @Test
    void refusesALinkUnderAPartsName() throws IOException {
        Path part = folder.resolve("hexr-bundle.tar.gz.002");
        Files.move(part, folder.resolve("elsewhere"));
        Files.createSymbolicLink(part, folder.resolve("elsewhere"));
        assertRefused(BundleException.PartDamaged.class, "symbolic link", List.of(folder));
        Files.delete(part);
        Files.createDirectory(part);
        assertRefused(BundleException.PartDamaged.class, "no plain file", List.of(folder));
    }

    @Test
    void refusesALinkedIndex() throws IOException {
        move(INDEX, Files.createDirectory(folder.resolve("x")));
        Files.createSymbolicLink(folder.resolve(INDEX), folder.resolve("x").resolve(INDEX));
        assertRefused(BundleException.PartIndexRefused.class, "no plain file", List.of(folder));
    }

    @Test
    void refusesOnePartInTwoPlaces() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(folder.resolve("hexr-bundle.tar.gz.002"), other.resolve("hexr-bundle.tar.gz.002"));
        assertRefused(BundleException.PartDamaged.class, "part 2 a second time", List.of(folder, other));
    }

    @Test
    void refusesIndexesThatDiffer() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        byte[] bytes = fixture.bytes.clone();
        bytes[5000] ^= 1;
        PartWriter.split(PartsFixture.archive(bytes), PartsFixture.plan(other, 3000, 2));
        Files.delete(other.resolve("hexr-bundle.tar.gz.001"));
        assertRefused(
                BundleException.PartIndexRefused.class, "two sets of parts cannot be mixed", List.of(folder, other));
    }

    @Test
    void refusesPlacesWithoutAnIndex() throws IOException {
        Files.delete(folder.resolve(INDEX));
        assertRefused(BundleException.PartIndexRefused.class, "no parts index", List.of(folder));
        assertRefused(
                BundleException.PartIndexRefused.class,
                "no parts index",
                List.of(folder.resolve("hexr-bundle.tar.gz.001")));
        assertRefused(BundleException.PartIndexRefused.class, "no parts index", List.of());
    }

    @Test
    void refusesAnIndexLargerThanAnyIndex() throws IOException {
        try (var file = new java.io.RandomAccessFile(folder.resolve(INDEX).toFile(), "rw")) {
            file.setLength(PartIndex.MAX_BYTES + 1L);
        }
        assertRefused(BundleException.PartIndexRefused.class, "at most", List.of(folder));
    }

    @Test
    void refusesAFileThatIsNoPart() throws IOException {
        Path stranger = Files.writeString(folder.resolve("hexr-bundle.tar.gz.009"), "x");
        assertRefused(BundleException.PartDamaged.class, "is no part of hexr-bundle.tar.gz", List.of(stranger));
        Path note = Files.writeString(folder.resolve("README"), "x");
        assertRefused(BundleException.PartDamaged.class, "neither a folder nor named as a part", List.of(folder, note));
    }

    @Test
    void knowsPartsFromArchives() {
        assertThat(PartSet.isMeant(folder)).isTrue();
        assertThat(PartSet.isMeant(folder.resolve("hexr-bundle.tar.gz.002"))).isTrue();
        assertThat(PartSet.isMeant(folder.resolve("hexr-bundle.tar.gz.p01"))).isTrue();
        assertThat(PartSet.isMeant(folder.resolve(INDEX))).isTrue();
        assertThat(PartSet.isMeant(folder.resolve("hexr-bundle.tar.gz"))).isFalse();
        assertThat(PartSet.isMeant(Path.of("-"))).isFalse();
    }

    @Test
    void severalThreadsReadAtOnce() throws IOException {
        try (PartSet set = PartSet.open(List.of(copyWithout(0b000110)))) {
            IntStream.range(0, 8).parallel().forEach(thread -> assertReadsLikeTheArchive(set, 50));
        }
    }

    @Test
    void stripesBeyondTheFirstAreRestored() throws IOException {
        byte[] large = new byte[5 * PartStripes.STRIPE + 12_345];
        new Random(5).nextBytes(large);
        Path big = Files.createDirectory(folder.resolve("big"));
        PartWriter.split(PartsFixture.archive(large), PartsFixture.plan(big, large.length / 2, 1));
        Files.delete(big.resolve("hexr-bundle.tar.gz.001"));
        try (PartSet set = PartSet.open(List.of(big))) {
            assertThat(PartsFixture.read(set, 0, large.length)).isEqualTo(large);
        }
    }

    private void assertReadsLikeTheArchive(PartSet set, int reads) {
        Random random = new Random(3);
        assertThat(set.size()).isEqualTo(fixture.bytes.length);
        assertThat(PartsFixture.read(set, 0, fixture.bytes.length)).isEqualTo(fixture.bytes);
        for (int i = 0; i < reads; i++) {
            int from = random.nextInt(fixture.bytes.length + 1);
            int length = random.nextInt(4000);
            int end = Math.min(from + length, fixture.bytes.length);
            assertThat(PartsFixture.read(set, from, length)).isEqualTo(Arrays.copyOfRange(fixture.bytes, from, end));
        }
    }

    private void assertRefused(Class<? extends BundleException> refusal, String rule, List<Path> places) {
        assertThatThrownBy(() -> PartSet.open(places)).isInstanceOf(refusal).hasMessageContaining(rule);
    }

    private Path copyWithout(int lost) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("without-" + lost));
        Files.copy(folder.resolve(INDEX), copy.resolve(INDEX));
        PartLayout layout = new PartLayout(PartsFixture.NAME, fixture.bytes.length, 3000, 2);
        for (int row = 0; row < layout.rows(); row++) {
            if ((lost >> row & 1) == 0) {
                Files.copy(folder.resolve(layout.name(row)), copy.resolve(layout.name(row)));
            }
        }
        return copy;
    }

    private void move(String name, Path to) throws IOException {
        Files.move(folder.resolve(name), to.resolve(name));
    }

    private void cut(String name, int size) throws IOException {
        try (var file = new java.io.RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
