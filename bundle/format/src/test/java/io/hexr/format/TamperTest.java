package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

import io.hexr.signing.TrustException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every change of every byte is refused, and explained. {@code -Dhexr.full=true} sweeps all positions of the small bundle and makes 20,000 mutations of
 * the larger one; an ordinary run takes a sample that changes with the day's seed.
 */
final class TamperTest {
    private static final boolean FULL = Boolean.getBoolean("hexr.full");
    private static final long SEED = Long.getLong("hexr.test.seed", 20261121L);

    private final Random random = new Random(SEED);

    private static byte[] complete(SampleRelease sample) {
        return LieArchive.of(sample).bytes();
    }

    @Test
    void noByteCanBeChanged() {
        SampleRelease sample = SampleRelease.tiny(2);
        byte[] good = complete(sample);
        int cases = 0;
        int step = FULL ? 1 : 37;
        for (int at = FULL ? 0 : random.nextInt(step); at < good.length; at += step) {
            for (int change = 0; change < 3; change++) {
                byte[] bad = good.clone();
                bad[at] = (byte) (change == 0 ? bad[at] ^ 1 << random.nextInt(8) : change == 1 ? 0 : 0xff);
                if (bad[at] != good[at]) {
                    cases += refused(sample, bad, "byte " + at);
                    byte[] again = repaired(bad);
                    // a change of the trailer itself is undone by the repair
                    if (!Arrays.equals(again, good)) {
                        cases += refused(sample, again, "byte " + at + ", CRC-32 repaired");
                    }
                }
            }
        }
        report("single bytes of " + good.length, cases);
    }

    @Test
    void noMutationPasses() {
        SampleRelease sample = SampleRelease.of(4);
        byte[] good = complete(sample);
        byte[] other = complete(SampleRelease.of(5));
        int cases = 0;
        int wanted = FULL ? 20_000 : 150;
        while (cases < wanted) {
            byte[] bad = mutated(good, other);
            if (!Arrays.equals(bad, good)) {
                cases += refused(sample, bad, "mutation " + cases);
                byte[] again = repaired(bad);
                if (!Arrays.equals(again, good)) {
                    cases += refused(sample, again, "mutation " + cases + ", CRC-32 repaired");
                }
            }
        }
        report("mutations", cases);
    }

    private byte[] mutated(byte[] good, byte[] other) {
        int at = random.nextInt(good.length);
        int length = 1 + random.nextInt(2000);
        int end = Math.min(good.length, at + length);
        byte[] cut = Arrays.copyOfRange(good, at, end);
        return switch (random.nextInt(8)) {
            case 0 -> flip(good, at);
            case 1 -> join(Arrays.copyOf(good, at), cut, cut, Arrays.copyOfRange(good, end, good.length));
            case 2 -> join(Arrays.copyOf(good, at), Arrays.copyOfRange(good, end, good.length));
            case 3 -> Arrays.copyOf(good, at);
            case 4 -> join(good, cut);
            case 5 -> join(Arrays.copyOf(good, at), new byte[cut.length], Arrays.copyOfRange(good, end, good.length));
            case 6 -> splice(good, other, at, end);
            default -> {
                int from = random.nextInt(good.length - cut.length);
                byte[] swapped = good.clone();
                System.arraycopy(good, from, swapped, at, cut.length);
                yield swapped;
            }
        };
    }

    private static byte[] splice(byte[] good, byte[] other, int at, int end) {
        byte[] spliced = good.clone();
        int most = Math.min(end, other.length);
        if (most > at) {
            System.arraycopy(other, at, spliced, at, most - at);
        }
        return spliced;
    }

    private byte[] flip(byte[] good, int at) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << random.nextInt(8));
        return bad;
    }

    private static byte[] join(byte[]... pieces) {
        int length = Arrays.stream(pieces).mapToInt(piece -> piece.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    /** Walks the stored blocks, as far as they are some, and writes the CRC-32 and length that fit what they hold. */
    private static byte[] repaired(byte[] archive) {
        CRC32 crc = new CRC32();
        int at = StoredBlocks.GZIP_HEADER.length;
        long total = 0;
        while (at + StoredBlocks.HEADER + StoredBlocks.GZIP_TRAILER <= archive.length) {
            boolean last = (archive[at] & 1) != 0;
            int length = (archive[at + 1] & 0xff) | ((archive[at + 2] & 0xff) << 8);
            at += StoredBlocks.HEADER;
            if (at + length + StoredBlocks.GZIP_TRAILER > archive.length) {
                break;
            }
            crc.update(archive, at, length);
            total += length;
            at += length;
            if (last) {
                break;
            }
        }
        byte[] repaired = archive.clone();
        if (at + StoredBlocks.GZIP_TRAILER <= archive.length) {
            byte[] trailer = StoredBlocks.trailer(new Crc((int) crc.getValue(), total));
            System.arraycopy(trailer, 0, repaired, at, trailer.length);
        }
        return repaired;
    }

    private int refused(SampleRelease sample, byte[] bad, String what) {
        boolean pipe = random.nextInt(4) == 0;
        Throwable refusal = catchThrowable(() -> {
            if (pipe) {
                BundleReader.verify("pipe", new ByteArrayInputStream(bad), sample.trust(), BlobReceiver.NOTHING);
            } else {
                BundleReader.verify(new MemoryArchive(bad), sample.trust(), bytes -> {});
            }
        });
        assertThat(refusal)
                .as(what + ", seed " + SEED)
                .isInstanceOfAny(
                        BundleException.AtEntry.class,
                        BundleException.TooNew.class,
                        BundleException.TooOld.class,
                        TrustException.class);
        return 1;
    }

    private static void report(String what, int cases) {
        System.out.printf("tamper: %s: %d cases, %d rejected, 0 unexplained (seed %d)%n", what, cases, cases, SEED);
    }
}
