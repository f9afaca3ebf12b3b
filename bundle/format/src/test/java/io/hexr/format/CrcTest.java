package io.hexr.format;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class CrcTest {
    @Test
    void twoNeighboursJoinToTheWholeWhereverItIsCut() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] whole = new byte[random.nextInt(5000)];
            random.nextBytes(whole);
            int cut = random.nextInt(whole.length + 1);
            Crc left = Crc.of(Arrays.copyOf(whole, cut));
            Crc right = Crc.of(Arrays.copyOfRange(whole, cut, whole.length));
            assertThat(left.then(right)).isEqualTo(Crc.of(whole));
        }
    }

    @Test
    void joinsLengthsNoMemoryHolds() {
        // 2^40 zeros, by doubling
        Crc zeros = Crc.of(new byte[1]);
        for (int i = 0; i < 40; i++) {
            zeros = zeros.then(zeros);
        }
        Crc other = Crc.of(new byte[1 << 20]);
        for (int i = 0; i < 20; i++) {
            other = other.then(other);
        }
        assertThat(zeros).isEqualTo(other).extracting(Crc::length).isEqualTo(1L << 40);
    }
}
