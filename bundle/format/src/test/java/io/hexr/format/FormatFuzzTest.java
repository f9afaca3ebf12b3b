package io.hexr.format;

import java.util.Random;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;

/** The fuzz targets on seeded input; a fuzzer of its own runs them for longer. */
final class FormatFuzzTest {
    private static final long SEED = Long.getLong("hexr.test.seed", 20261121L);
    private static final int RUNS = Boolean.getBoolean("hexr.full") ? 200_000 : 300;

    private static void fuzz(byte[] truth, Consumer<byte[]> target) {
        target.accept(truth);
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            byte[] input = mutated(truth, random);
            int number = run;
            assertThatCode(() -> target.accept(input))
                    .as("run %d of seed %d", number, SEED)
                    .doesNotThrowAnyException();
        }
        byte[] noise = new byte[4000];
        random.nextBytes(noise);
        target.accept(noise);
        target.accept(new byte[0]);
    }

    private static byte[] mutated(byte[] truth, Random random) {
        byte[] bytes = truth.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(bytes.length);
            int from = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(64), bytes.length - Math.max(at, from));
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) "{}[]\",:0-9e\\ \n".charAt(random.nextInt(14));
                case 2 -> System.arraycopy(bytes.clone(), from, bytes, at, length);
                default -> bytes[at] = (byte) random.nextInt(256);
            }
        }
        return bytes;
    }

    @Test
    void archives() {
        fuzz(FormatFuzz.Archives.truth(), FormatFuzz.Archives::fuzzerTestOneInput);
    }

    @Test
    void inspections() {
        fuzz(FormatFuzz.Archives.truth(), FormatFuzz.Inspections::fuzzerTestOneInput);
    }

    @Test
    void contents() {
        fuzz(FormatFuzz.ContentsLists.truth(), FormatFuzz.ContentsLists::fuzzerTestOneInput);
    }

    @Test
    void locks() {
        fuzz(FormatFuzz.Locks.truth(), FormatFuzz.Locks::fuzzerTestOneInput);
    }

    @Test
    void specs() {
        fuzz(
                (ReleaseSpecTest.HEAD + ReleaseSpecTest.FILE).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                FormatFuzz.Specs::fuzzerTestOneInput);
    }
}
