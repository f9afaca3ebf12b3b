package io.hexr.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartWriterTest {
    private final PartsFixture fixture = PartsFixture.tenThousand();

    @TempDir
    Path folder;

    @Test
    void partsInARowAreTheArchive() throws IOException {
        PartIndex index = split(3000, 2);
        Path joined = folder.resolve("joined");
        try (OutputStream out = Files.newOutputStream(joined)) {
            for (PartEntry part : index.data()) {
                Files.copy(folder.resolve(part.name()), out);
            }
        }
        assertThat(PartsFixture.read(joined)).isEqualTo(fixture.bytes);
        assertThat(index.digest()).isEqualTo(Digest.of(fixture.bytes));
    }

    @Test
    void theIndexTellsTheTruthAboutEveryPart() {
        PartIndex index = split(3000, 2);
        assertThat(PartsFixture.names(folder))
                .containsExactly(
                        "hexr-bundle.tar.gz.001",
                        "hexr-bundle.tar.gz.002",
                        "hexr-bundle.tar.gz.003",
                        "hexr-bundle.tar.gz.004",
                        "hexr-bundle.tar.gz.p01",
                        "hexr-bundle.tar.gz.p02",
                        "hexr-bundle.tar.gz.parts.json");
        for (int row = 0; row < 6; row++) {
            byte[] bytes = PartsFixture.read(folder.resolve(index.entry(row).name()));
            assertThat(index.entry(row).digest()).isEqualTo(Digest.of(bytes));
            assertThat(index.entry(row).size()).isEqualTo(bytes.length);
        }
        assertThat(PartIndexTest.bytes(index))
                .isEqualTo(PartsFixture.read(folder.resolve("hexr-bundle.tar.gz.parts.json")));
    }

    @Test
    void sameArchiveSamePlanSameBytes() {
        split(1234, 3);
        Path again = folder.resolve("again");
        PartWriter.split(fixture.archive(), PartsFixture.plan(again, 1234, 3));
        assertThat(contents(again)).isEqualTo(contents(folder)).hasSize(9 + 3 + 1);
    }

    @Test
    void anExactMultipleHasNoEmptyLastPart() {
        assertThat(split(2500, 0).data())
                .extracting(PartEntry::size)
                .containsOnly(2500L)
                .hasSize(4);
    }

    @Test
    void oneDiscForEachPartHoldsTheIndexToo() {
        SplitPlan plan = new SplitPlan(
                folder, PartsFixture.NAME, new PartSize(6000), 1, SplitPlan.Folders.PER_DISC, PartsFixture.HEAD);
        PartWriter.split(fixture.archive(), plan);
        assertThat(PartsFixture.names(folder)).containsExactly("disc-001", "disc-002", "disc-p01");
        assertThat(PartsFixture.names(folder.resolve("disc-p01")))
                .containsExactly("hexr-bundle.tar.gz.p01", "hexr-bundle.tar.gz.parts.json");
    }

    @Test
    void aRerunWritesWhatIsMissingAndLeavesTheRest() throws IOException {
        split(3000, 2);
        Map<String, Digest> before = contents(folder);
        Object kept = Files.readAttributes(folder.resolve("hexr-bundle.tar.gz.001"), "unix:ino");
        Files.delete(folder.resolve("hexr-bundle.tar.gz.003"));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p02"));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.parts.json"));
        Files.writeString(folder.resolve("hexr-bundle.tar.gz.003.partial"), "killed here");
        Files.writeString(folder.resolve("hexr-bundle.tar.gz.parts.lock"), "left by a kill");
        split(3000, 2);
        assertThat(contents(folder)).isEqualTo(before);
        assertThat(Files.readAttributes(folder.resolve("hexr-bundle.tar.gz.001"), "unix:ino"))
                .isEqualTo(kept);
    }

    @Test
    void neverOverwritesAFileThatIsNotThePart() throws IOException {
        split(3000, 1);
        Path part = folder.resolve("hexr-bundle.tar.gz.002");
        byte[] other = PartsFixture.read(part);
        other[1500] ^= 1;
        Files.write(part, other);
        assertThatThrownBy(() -> split(3000, 1))
                .isInstanceOf(BundleException.PartOutputTaken.class)
                .hasMessageContaining(".002")
                .hasMessageContaining("at byte 1500");
        assertThat(PartsFixture.read(part)).isEqualTo(other);
    }

    @Test
    void refusesAFolderWithPartsOfAnotherSplit() {
        split(2000, 2);
        assertThatThrownBy(() -> split(3000, 2))
                .isInstanceOf(BundleException.PartOutputTaken.class)
                .hasMessageContaining("gz.005");
        assertThatThrownBy(() -> split(2000, 1))
                .isInstanceOf(BundleException.PartOutputTaken.class)
                .hasMessageContaining("gz.p02");
        assertThatThrownBy(() -> split(2010, 2))
                .isInstanceOf(BundleException.PartOutputTaken.class)
                .hasMessageContaining("parts.json");
    }

    @Test
    void makesOnePartAgainToTheSameBytes() throws IOException {
        split(3000, 2);
        Map<String, Digest> before = contents(folder);
        for (String part : new String[] {"3", "004", "p2", "p01"}) {
            Path alone = folder.resolveSibling(folder.getFileName() + "-" + part);
            PartWriter.remake(fixture.archive(), PartsFixture.plan(alone, 3000, 2), part);
            Map<String, Digest> made = contents(alone);
            assertThat(made).hasSize(2);
            assertThat(before).containsAllEntriesOf(made);
        }
        Files.writeString(folder.resolve("hexr-bundle.tar.gz.p02"), "scratched");
        PartWriter.remake(fixture.archive(), PartsFixture.plan(folder, 3000, 2), "p2");
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void aPartOfAnotherArchiveIsNotMadeIntoThisSet() {
        split(3000, 1);
        Map<String, Digest> before = contents(folder);
        byte[] other = fixture.bytes.clone();
        other[9999] ^= 1;
        assertThatThrownBy(
                        () -> PartWriter.remake(PartsFixture.archive(other), PartsFixture.plan(folder, 3000, 1), "2"))
                .isInstanceOf(BundleException.PartOutputTaken.class)
                .hasMessageContaining("another archive");
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void namesAPartThatTheSplitHasNot() {
        for (String part : new String[] {"0", "5", "p3", "p0", "x", "", "-1", "1.5"}) {
            assertThatThrownBy(() -> PartWriter.remake(fixture.archive(), PartsFixture.plan(folder, 3000, 2), part))
                    .isInstanceOf(BundleException.Invalid.class)
                    .hasMessageContaining("has no part");
        }
    }

    @Test
    void saysWhichPartSizeWouldDo() {
        assertThatThrownBy(() -> split(39, 0))
                .isInstanceOf(BundleException.NotAPartSize.class)
                .hasMessageContaining("257 parts")
                .hasMessageContaining("at least 40 bytes");
        assertThat(split(40, 0).data()).hasSize(250);
    }

    @Test
    void refusesNamesAndCountsNoIndexMayHold() {
        assertThatThrownBy(() -> PartWriter.split(
                        fixture.archive(),
                        new SplitPlan(folder, "a b", new PartSize(5000), 0, SplitPlan.Folders.ONE, 10)))
                .isInstanceOf(BundleException.Invalid.class);
        assertThatThrownBy(() -> split(3000, 5)).isInstanceOf(BundleException.Invalid.class);
        assertThat(PartsFixture.names(folder)).isEmpty();
    }

    @Test
    void twoSplitsIntoOneFolderRefuseByLock() throws IOException {
        Path lock = folder.resolve("hexr-bundle.tar.gz.parts.lock");
        try (FileChannel held = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            held.lock();
            assertThatThrownBy(() -> split(3000, 1)).isInstanceOf(BundleException.Locked.class);
        }
        assertThat(PartsFixture.names(folder)).containsExactly("hexr-bundle.tar.gz.parts.lock");
    }

    @Test
    void asksForSpaceBeforeItWrites() {
        long huge = 1L << 49;
        SplitPlan plan = new SplitPlan(
                folder, PartsFixture.NAME, new PartSize(1L << 45), 4, SplitPlan.Folders.ONE, PartsFixture.HEAD);
        assertThatThrownBy(() -> PartWriter.split(new PartsSparse(huge), plan))
                .isInstanceOfSatisfying(
                        BundleException.DiskFull.class,
                        full -> assertThat(full.needed()).isGreaterThan(huge + (4L << 45)));
        assertThat(PartsFixture.names(folder)).isEmpty();
    }

    @Test
    void anArchiveThatEndsEarlyLeavesNoHalfPart() {
        ArchiveBytes shrunk = PartsFixture.shrunk(fixture.bytes, 4500);
        assertThatThrownBy(() -> PartWriter.split(shrunk, PartsFixture.plan(folder, 3000, 1)))
                .isInstanceOf(BundleException.Unreadable.class)
                .hasMessageContaining("ends at byte 4500, not at 10000");
        assertThat(PartsFixture.names(folder)).containsExactly("hexr-bundle.tar.gz.001");
    }

    private PartIndex split(long partSize, int parity) {
        return PartWriter.split(fixture.archive(), PartsFixture.plan(folder, partSize, parity));
    }

    private static Map<String, Digest> contents(Path folder) {
        Map<String, Digest> all = new TreeMap<>();
        for (String name : PartsFixture.names(folder)) {
            if (Files.isRegularFile(folder.resolve(name))) {
                all.put(name, Digest.of(PartsFixture.read(folder.resolve(name))));
            }
        }
        return all;
    }
}
