package io.hexr.format;

import java.util.List;
import java.util.Random;

import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartIndexFuzzTest {
    private static final int RUNS = 4000;

    @Test
    void mutatedIndexesAreRefusedOrReadToTheSameBytes() {
        byte[] truth = PartIndexTest.bytes(PartIndexTest.index(10_000, 3000, 2, 90));
        assertThat(PartIndexFuzz.accepts(truth)).isTrue();
        Random random = new Random(20_261_121);
        int accepted = 0;
        for (int run = 0; run < RUNS; run++) {
            accepted += PartIndexFuzz.accepts(mutated(truth, random)) ? 1 : 0;
        }
        // a changed hex digit or base64 letter is another valid index
        assertThat(accepted).isBetween(1, RUNS / 2);
    }

    @Test
    void everyEditOfAnIndexIsReadOrRefused() {
        FuzzRun.of(
                "part-index",
                RUNS,
                PartIndexFuzz::fuzzerTestOneInput,
                List.of(
                        PartIndexTest.bytes(PartIndexTest.index(10_000, 3000, 2, 90)),
                        PartIndexTest.bytes(PartIndexTest.index(10_000, 3000, 0, 90))));
    }

    @Test
    void noiseIsRefused() {
        Random random = new Random(7);
        for (int run = 0; run < 500; run++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThat(PartIndexFuzz.accepts(noise)).isFalse();
        }
    }

    private static byte[] mutated(byte[] truth, Random random) {
        byte[] bytes = truth.clone();
        int changes = 1 + random.nextInt(2);
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) "0123456789abcdef".charAt(random.nextInt(16));
                case 2 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), new byte[0]);
                case 3 -> bytes = spliced(bytes, at, at, java.util.Arrays.copyOfRange(bytes, at / 2, at));
                default -> bytes = spliced(bytes, at, at, new byte[] {(byte) random.nextInt(128)});
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }
}
