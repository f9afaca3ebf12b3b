package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The offset in a message is where a hex editor shows the damage. */
final class OffsetsTest {
    private static final int SIZE_AT = 124;
    private static final int SIZE_END = 136;

    private final SampleRelease sample = SampleRelease.tiny(5);
    private final byte[] archive = LieArchive.of(sample).bytes();
    private final ArchivePlan plan =
            BundleReader.open(new MemoryArchive(archive), sample.trust()).plan();

    /** Both ways in, as long as nothing was promised about the length of what comes. */
    private Throwable piped(byte[] bytes) {
        return catchThrowable(() ->
                BundleReader.verify("pipe", new ByteArrayInputStream(bytes), sample.trust(), BlobReceiver.NOTHING));
    }

    private static String place(Throwable met) {
        return met instanceof BundleException.AtEntry at ? at.entry() + " at " + at.offset() : String.valueOf(met);
    }

    @Test
    void anArchiveThatIsCutEndsWhereItIsCut() {
        List<String> otherwise = new ArrayList<>();
        for (int length = 0; length < archive.length; length += length < 4096 ? 1 : 37) {
            Throwable met = piped(Arrays.copyOf(archive, length));
            if (!(met instanceof BundleException.Corrupt corrupt)
                    || corrupt.offset() != length
                    || !String.valueOf(corrupt.getMessage()).contains("the archive ends here, too early")) {
                otherwise.add(length + ": " + place(met));
            }
        }
        assertThat(otherwise).isEmpty();
    }

    @Test
    void aFlippedBitOfAFrameIsNamedByItsOwnOffset() {
        List<String> otherwise = new ArrayList<>();
        for (long start : frames()) {
            for (int i = 0; i < StoredBlocks.HEADER + TarHeader.SIZE; i++) {
                if (start < plan.firstBlob() && isSize(i - StoredBlocks.HEADER)) {
                    continue;
                }
                byte[] bad = archive.clone();
                bad[(int) start + i] ^= 1;
                Throwable met = piped(bad);
                if (!(met instanceof BundleException.AtEntry at) || at.offset() != expected(start, i)) {
                    otherwise.add(start + "+" + i + ": " + place(met));
                }
            }
        }
        assertThat(otherwise).isEmpty();
    }

    /** Another size of a control file may be a possible one; then it is the length of its block or its checksum that contradicts. */
    private static boolean isSize(int inHeader) {
        return inHeader >= SIZE_AT && inHeader < SIZE_END;
    }

    @Test
    void aControlFileThatIsTooLongIsNamedByItsSize() {
        long start = plan.controls().getFirst().offset();
        byte[] bad = archive.clone();
        bad[(int) start + StoredBlocks.HEADER + SIZE_AT] = '7';
        assertThat(place(piped(bad))).isEqualTo(Presence.PATH + " at " + (start + StoredBlocks.HEADER + SIZE_AT));
    }

    /** The first control file, one in the middle, the first blob and the last. */
    private List<Long> frames() {
        return List.of(
                plan.controls().getFirst().offset(),
                plan.controls().get(2).offset(),
                plan.entries().getFirst().offset(),
                plan.entries().getLast().offset());
    }

    /** A control file is known by its name before its header is compared, so the name is refused as a whole. */
    private long expected(long start, int index) {
        int inHeader = index - StoredBlocks.HEADER;
        boolean name = start < plan.firstBlob()
                && inHeader >= 0
                && inHeader <= nameAt(start).length();
        return name ? start + StoredBlocks.HEADER : start + index;
    }

    private String nameAt(long start) {
        return plan.controls().stream()
                .filter(control -> control.offset() == start)
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void aFlippedBitOfPaddingIsNamedByItsOwnOffset() {
        ArchivePlan.Entry entry = plan.entries().getFirst();
        for (long index :
                List.of(entry.blob().size(), TarHeader.entrySize(entry.blob().size()) - TarHeader.SIZE - 1)) {
            byte[] bad = archive.clone();
            bad[(int) entry.contentOffset(index)] ^= 1;
            assertThat(piped(bad))
                    .isInstanceOfSatisfying(BundleException.Corrupt.class, corrupt -> {
                        assertThat(corrupt.entry()).isEqualTo(entry.blob().path());
                        assertThat(corrupt.offset()).isEqualTo(entry.contentOffset(index));
                    })
                    .hasMessageContaining("is 0x01, must be 0x00");
        }
    }

    @Test
    void aControlFileThatDoesNotFollowIsNamedByItsFirstByteThatDiffers() {
        for (ArchivePlan.Control control : plan.controls()) {
            if (!control.name().equals(DerivedFiles.INDEX)) {
                continue;
            }
            int at = control.content().length / 2;
            byte[] bad = LieArchive.of(sample)
                    .file(control.name(), bytes -> {
                        byte[] changed = bytes.clone();
                        changed[at] ^= 1;
                        return changed;
                    })
                    .bytes();
            assertThat(piped(bad)).isInstanceOfSatisfying(BundleException.Corrupt.class, corrupt -> {
                assertThat(corrupt.entry()).isEqualTo(control.name());
                assertThat(corrupt.offset())
                        .isEqualTo(control.offset() + StoredBlocks.position(TarHeader.SIZE + (long) at));
            });
        }
    }
}
