package io.hexr.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartJoinTest {
    private static final String[] PARTS = {
        "hexr-bundle.tar.gz.001",
        "hexr-bundle.tar.gz.002",
        "hexr-bundle.tar.gz.003",
        "hexr-bundle.tar.gz.004",
        "hexr-bundle.tar.gz.p01",
        "hexr-bundle.tar.gz.p02"
    };
    private final PartsFixture fixture = PartsFixture.tenThousand();

    @TempDir
    Path folder;

    @TempDir
    Path out;

    @BeforeEach
    void split() {
        PartWriter.split(fixture.archive(), PartsFixture.plan(folder, 3000, 2));
    }

    @Test
    void joinsToTheSameBytes() {
        PartJoin.Joined joined = join();
        assertThat(PartsFixture.read(joined.archive())).isEqualTo(fixture.bytes);
        assertThat(joined.restored()).isEmpty();
        assertThat(joined.digest()).isEqualTo(Digest.of(fixture.bytes));
        assertThat(PartsFixture.names(out)).containsExactly("joined.tar.gz");
    }

    @Test
    void joinsWhateverTwoPartsAreLostOrChanged() throws IOException {
        for (int a = 0; a < PARTS.length; a++) {
            for (int b = 0; b < a; b++) {
                Path one = folder.resolve(PARTS[a]);
                Path two = folder.resolve(PARTS[b]);
                byte[] oneBytes = PartsFixture.read(one);
                byte[] twoBytes = PartsFixture.read(two);
                Files.delete(one);
                byte[] changed = twoBytes.clone();
                changed[changed.length / 2] ^= 0x40;
                Files.write(two, changed);
                PartJoin.Joined joined = join();
                assertThat(PartsFixture.read(joined.archive())).isEqualTo(fixture.bytes);
                Files.delete(joined.archive());
                Files.write(one, oneBytes);
                Files.write(two, twoBytes);
            }
        }
    }

    @Test
    void saysWhatItRestored() throws IOException {
        swap(PARTS[1], PARTS[2]);
        assertThat(join().restored()).extracting(PartEntry::label).containsExactly("part 2", "part 3");
    }

    @Test
    void swappedPartsAreNamedForWhatTheyAre() throws IOException {
        swap(PARTS[1], PARTS[2]);
        Files.delete(folder.resolve(PARTS[4]));
        assertThatThrownBy(this::join)
                .isInstanceOf(BundleException.PartDamaged.class)
                .hasMessageContaining(PARTS[1])
                .hasMessageContaining("it holds part 3");
        assertThat(PartsFixture.names(out)).isEmpty();
    }

    @Test
    void missingPartsAreNamedBeforeAnythingIsWritten() throws IOException {
        Files.delete(folder.resolve(PARTS[0]));
        Files.delete(folder.resolve(PARTS[3]));
        Files.delete(folder.resolve(PARTS[5]));
        assertThatThrownBy(this::join)
                .isInstanceOfSatisfying(
                        BundleException.PartMissing.class,
                        missing -> assertThat(missing.numbers()).containsExactly(1, 4));
        assertThat(PartsFixture.names(out)).isEmpty();
    }

    @Test
    void anArchiveThatIsThereIsKeptOrRefusedNeverOverwritten() throws IOException {
        join();
        assertThat(join().digest()).isEqualTo(Digest.of(fixture.bytes));
        byte[] other = fixture.bytes.clone();
        other[0] ^= 1;
        Files.write(out.resolve("joined.tar.gz"), other);
        assertThatThrownBy(this::join).isInstanceOf(BundleException.PartOutputTaken.class);
        assertThat(PartsFixture.read(out.resolve("joined.tar.gz"))).isEqualTo(other);
    }

    @Test
    void aRerunAfterAKillEndsInTheSameBytes() throws IOException {
        Files.write(out.resolve("joined.tar.gz.partial"), new byte[20_000]);
        Files.writeString(out.resolve("joined.tar.gz.lock"), "left by a kill");
        assertThat(PartsFixture.read(join().archive())).isEqualTo(fixture.bytes);
        assertThat(PartsFixture.names(out)).containsExactly("joined.tar.gz");
    }

    @Test
    void anIndexThatListsAnotherArchiveDigestIsRefused() throws IOException {
        rewriteIndex(index -> PartIndex.of(index.layout(), Digest.of(new byte[1]), digests(index), headOf(index)));
        assertThatThrownBy(this::join)
                .isInstanceOf(BundleException.PartIndexRefused.class)
                .hasMessageContaining("contradicts itself");
        assertThat(PartsFixture.names(out)).isEmpty();
    }

    @Test
    void anIndexThatListsAnotherPartDigestIsRefused() throws IOException {
        rewriteIndex(index -> {
            List<Digest> digests = new java.util.ArrayList<>(digests(index));
            digests.set(2, Digest.of(new byte[2]));
            return PartIndex.of(index.layout(), index.digest(), digests, headOf(index));
        });
        assertThatThrownBy(this::join)
                .isInstanceOf(BundleException.PartIndexRefused.class)
                .hasMessageContaining("do not restore hexr-bundle.tar.gz.003");
    }

    @Test
    void rebuildsLostAndDamagedPartFilesInPlace() throws IOException {
        byte[] second = PartsFixture.read(folder.resolve(PARTS[1]));
        byte[] parity = PartsFixture.read(folder.resolve(PARTS[4]));
        Files.delete(folder.resolve(PARTS[4]));
        byte[] bad = second.clone();
        bad[7] ^= 1;
        Files.write(folder.resolve(PARTS[1]), bad);
        try (PartSet set = PartSet.open(List.of(folder))) {
            assertThat(PartJoin.rebuild(set, folder))
                    .extracting(PartEntry::label)
                    .containsExactly("part 2", "parity part 1");
        }
        assertThat(PartsFixture.read(folder.resolve(PARTS[1]))).isEqualTo(second);
        assertThat(PartsFixture.read(folder.resolve(PARTS[4]))).isEqualTo(parity);
        try (PartSet set = PartSet.open(List.of(folder))) {
            assertThat(PartJoin.rebuild(set, folder)).isEmpty();
        }
    }

    @Test
    void rebuildsAnyOnePartFromTheOthers() throws IOException {
        for (String part : PARTS) {
            byte[] bytes = PartsFixture.read(folder.resolve(part));
            Files.delete(folder.resolve(part));
            Path alone = out.resolve(part + "-alone");
            try (PartSet set = PartSet.open(List.of(folder))) {
                PartJoin.rebuild(set, alone, part.substring(part.length() - 3));
            }
            assertThat(PartsFixture.names(alone)).containsExactly(part, "hexr-bundle.tar.gz.parts.json");
            assertThat(PartsFixture.read(alone.resolve(part))).isEqualTo(bytes);
            Files.write(folder.resolve(part), bytes);
        }
    }

    @Test
    void rebuildingLeavesForeignFilesAlone() throws IOException {
        Files.delete(folder.resolve(PARTS[2]));
        Path taken = Files.writeString(out.resolve(PARTS[2]), "mine");
        try (PartSet set = PartSet.open(List.of(folder))) {
            assertThatThrownBy(() -> PartJoin.rebuild(set, out)).isInstanceOf(BundleException.PartOutputTaken.class);
        }
        assertThat(taken).hasContent("mine");
    }

    @Test
    void restoresPartsOfManyStripes() throws IOException {
        byte[] large = new byte[9 * PartStripes.STRIPE + 77];
        new java.util.Random(8).nextBytes(large);
        Path big = out.resolve("big");
        PartWriter.split(PartsFixture.archive(large), PartsFixture.plan(big, large.length / 3 + 1, 3));
        Files.delete(big.resolve(PARTS[0]));
        Files.delete(big.resolve(PARTS[1]));
        Files.delete(big.resolve(PARTS[2]));
        try (PartSet set = PartSet.open(List.of(big))) {
            Path target = out.resolve("large");
            PartJoin.join(set, target);
            assertThat(PartsFixture.read(target)).isEqualTo(large);
        }
    }

    private PartJoin.Joined join() {
        try (PartSet set = PartSet.open(List.of(folder))) {
            return PartJoin.join(set, out.resolve("joined.tar.gz"));
        }
    }

    private void swap(String one, String other) throws IOException {
        Path aside = folder.resolve("aside");
        Files.move(folder.resolve(one), aside);
        Files.move(folder.resolve(other), folder.resolve(one));
        Files.move(aside, folder.resolve(other));
    }

    private void rewriteIndex(java.util.function.UnaryOperator<PartIndex> change) throws IOException {
        Path file = folder.resolve("hexr-bundle.tar.gz.parts.json");
        PartIndex index = PartIndex.parse(PartsFixture.read(file), PartPlaces.fileName(file), "index");
        Files.write(file, PartIndexTest.bytes(change.apply(index)));
    }

    private static List<Digest> digests(PartIndex index) {
        return java.util.stream.Stream.concat(index.data().stream(), index.parity().stream())
                .map(PartEntry::digest)
                .toList();
    }

    private static byte[] headOf(PartIndex index) {
        byte[] head = new byte[index.headLength()];
        index.head().get(head);
        return head;
    }
}
