package io.hexr.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Blobs lie at 720-734, 754-1658, 1678-4682, 4702-6706, 6726-8230 and 8250-9992, the checksum at the end; parts are 3000 bytes long. */
class PartCheckTest {
    private final PartsFixture fixture = PartsFixture.tenThousand();

    @TempDir
    Path folder;

    @BeforeEach
    void split() {
        PartWriter.split(fixture.archive(), PartsFixture.plan(folder, 3000, 1));
    }

    @Test
    void everyPartOfAWholeSetIsTrusted() {
        PartReport report = check(folder);
        assertThat(report.whole()).isTrue();
        assertThat(report.damaged()).isFalse();
        assertThat(report.verdicts().subList(0, 4)).allMatch(PartVerdict.Trusted.class::isInstance);
        assertThat(trusted(report, 1)).isEqualTo(3);
        assertThat(report.verdicts().get(4)).isEqualTo(new PartVerdict.Intact(part(report, 5), 0, 0, List.of()));
    }

    @Test
    void oneDiscAloneTellsWhatItNeeds() {
        PartReport report = check(folder.resolve("hexr-bundle.tar.gz.002"));
        assertThat(report.whole()).isFalse();
        assertThat(report.verdicts().get(0)).isEqualTo(new PartVerdict.Missing(part(report, 1)));
        assertThat(report.verdicts().get(1)).isEqualTo(new PartVerdict.Intact(part(report, 2), 0, 2, List.of(1, 3)));
        assertThat(report.verdicts().get(3)).isEqualTo(new PartVerdict.Missing(part(report, 4)));
    }

    @Test
    void theFirstDiscAloneTrustsWhatLiesWhollyInIt() {
        PartReport report = check(folder.resolve("hexr-bundle.tar.gz.001"));
        assertThat(report.verdicts().get(0)).isEqualTo(new PartVerdict.Intact(part(report, 1), 2, 1, List.of(2)));
    }

    @Test
    void theLastDiscAloneCannotProveTheChecksumOfAll() throws IOException {
        PartReport report = check(folder.resolve("hexr-bundle.tar.gz.004"));
        assertThat(report.verdicts().get(3)).isEqualTo(new PartVerdict.Intact(part(report, 4), 0, 1, List.of(1, 2, 3)));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.001"));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p01"));
        PartReport later = check(folder);
        assertThat(later.verdicts().get(3)).isEqualTo(new PartVerdict.Intact(part(later, 4), 1, 0, List.of(1)));
    }

    @Test
    void anotherPartsDamageIsNotBlamedOnTheChecksum() throws IOException {
        for (int at : new int[] {715, 800}) {
            change("hexr-bundle.tar.gz.003", at);
            PartReport report = check(folder);
            assertThat(report.verdicts().get(2)).isInstanceOf(PartVerdict.Damaged.class);
            assertThat(report.verdicts().get(3)).isEqualTo(new PartVerdict.Intact(part(report, 4), 1, 0, List.of(3)));
            change("hexr-bundle.tar.gz.003", at);
        }
    }

    @Test
    void twoDiscsTrustWhatLiesAcrossThem() throws IOException {
        Files.delete(folder.resolve("hexr-bundle.tar.gz.003"));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.004"));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p01"));
        PartReport report = check(folder);
        assertThat(report.verdicts().get(0)).isEqualTo(new PartVerdict.Trusted(part(report, 1), 3));
        assertThat(report.verdicts().get(1)).isEqualTo(new PartVerdict.Intact(part(report, 2), 1, 1, List.of(3)));
        assertThat(report.verdicts().get(2)).isInstanceOf(PartVerdict.Missing.class);
    }

    @Test
    void aLostPartWithinParityIsRebuildable() throws IOException {
        Files.delete(folder.resolve("hexr-bundle.tar.gz.003"));
        PartReport report = check(folder);
        assertThat(report.whole()).isTrue();
        assertThat(report.verdicts().get(2)).isEqualTo(new PartVerdict.Rebuildable(part(report, 3)));
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p01"));
        assertThat(check(folder).verdicts().get(2)).isInstanceOf(PartVerdict.Missing.class);
    }

    @Test
    void aLostParityPartIsRebuildableFromAllDataParts() throws IOException {
        Files.delete(folder.resolve("hexr-bundle.tar.gz.p01"));
        assertThat(check(folder).verdicts().get(4)).isInstanceOf(PartVerdict.Rebuildable.class);
    }

    @Test
    void aChangedBlobIsFoundInItsPartAndNowhereElse() throws IOException {
        change("hexr-bundle.tar.gz.003", 800);
        PartReport report = check(folder);
        assertThat(report.damaged()).isTrue();
        assertThat(report.whole()).as("parity makes it good").isTrue();
        assertThat(report.verdicts().get(2)).isInstanceOfSatisfying(PartVerdict.Damaged.class, damaged -> {
            assertThat(damaged.reason()).contains("has digest sha256:").contains("the parts index says");
            assertThat(damaged.offset()).isEqualTo(OptionalLong.of(726));
            assertThat(damaged.file()).endsWith("hexr-bundle.tar.gz.003");
        });
        assertThat(report.verdicts().get(0)).isInstanceOf(PartVerdict.Trusted.class);
        assertThat(report.verdicts().get(1)).isInstanceOf(PartVerdict.Trusted.class);
    }

    @Test
    void aPieceChangedAcrossABoundaryIsBlamedOnThePartThatChanged() throws IOException {
        change("hexr-bundle.tar.gz.002", 10);
        PartReport report = check(folder);
        assertThat(report.verdicts().get(1)).isInstanceOf(PartVerdict.Damaged.class);
        assertThat(report.verdicts().get(0)).isEqualTo(new PartVerdict.Intact(part(report, 1), 2, 1, List.of(2)));
    }

    @Test
    void changedFramingIsFoundToTheByte() throws IOException {
        change("hexr-bundle.tar.gz.003", 715);
        PartReport report = check(folder);
        assertThat(report.verdicts().get(2))
                .isInstanceOfSatisfying(
                        PartVerdict.Damaged.class,
                        damaged -> assertThat(damaged.offset()).isEqualTo(OptionalLong.of(715)));
    }

    @Test
    void aPartAndItsIndexReplacedTogetherFailTheSignedContents() throws IOException {
        for (int position : new int[] {8900, 2990, 6001, 5, 735, 3180, 9995}) {
            for (Path file : files()) {
                Files.delete(file);
            }
            byte[] other = fixture.bytes.clone();
            other[position] ^= 1;
            PartWriter.split(PartsFixture.archive(other), PartsFixture.plan(folder, 3000, 1));
            PartReport report = check(folder);
            assertThat(report.damaged()).as("changed at " + position).isTrue();
            PartVerdict verdict = report.verdicts().get(position / 3000);
            assertThat(verdict)
                    .isInstanceOfSatisfying(
                            PartVerdict.Damaged.class,
                            damaged -> assertThat(damaged.reason()).contains("signed"));
        }
    }

    @Test
    void controlFilesThatDifferFromTheIndexAreDamage() throws IOException {
        change("hexr-bundle.tar.gz.001", 33);
        assertThat(check(folder).verdicts().get(0)).isInstanceOfSatisfying(PartVerdict.Damaged.class, damaged -> {
            assertThat(damaged.reason()).contains("control files");
            assertThat(damaged.offset()).isEqualTo(OptionalLong.of(33));
        });
    }

    @Test
    void aTruncatedPartIsDamagedNotMissing() throws IOException {
        Files.write(folder.resolve("hexr-bundle.tar.gz.004"), new byte[3]);
        assertThat(check(folder).verdicts().get(3))
                .isInstanceOfSatisfying(
                        PartVerdict.Damaged.class,
                        damaged -> assertThat(damaged.reason()).contains("has 3 bytes, the parts index says 1000"));
    }

    @Test
    void checkingWritesNothing() {
        List<String> before = PartsFixture.names(folder);
        check(folder);
        assertThat(PartsFixture.names(folder)).isEqualTo(before);
    }

    private PartReport check(Path place) {
        try (PartSet set = PartSet.open(List.of(place))) {
            return PartCheck.report(set, fixture.signed.iterator());
        }
    }

    private static PartEntry part(PartReport report, int position) {
        return report.verdicts().get(position - 1).part();
    }

    private static int trusted(PartReport report, int position) {
        return report.verdicts().get(position - 1) instanceof PartVerdict.Trusted trusted ? trusted.blobs() : -1;
    }

    private void change(String name, int at) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = PartsFixture.read(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }
}
