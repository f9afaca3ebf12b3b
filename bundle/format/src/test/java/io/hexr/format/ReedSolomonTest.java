package io.hexr.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReedSolomonTest {
    @Test
    void theFieldIsAField() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                assertThat(GaloisField.multiply(a, b))
                        .isEqualTo(carryless(a, b))
                        .isEqualTo(GaloisField.multiply(b, a));
                if (b != 0) {
                    assertThat(GaloisField.divide(GaloisField.multiply(a, b), b))
                            .isEqualTo(a);
                }
            }
        }
        assertThatThrownBy(() -> GaloisField.divide(1, 0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void everyLossPatternOfSmallSetsIsRestored() {
        int patterns = 0;
        for (int data = 1; data <= 6; data++) {
            for (int parity = 0; parity <= ReedSolomon.MAX_PARITY; parity++) {
                byte[][] rows = encoded(data, parity, 33, new Random(data * 10L + parity));
                for (int lost = 0; lost < 1 << (data + parity); lost++) {
                    if (Integer.bitCount(lost) == parity) {
                        assertRestores(rows, data, parity, lost);
                        patterns++;
                    }
                }
            }
        }
        assertThat(patterns).isEqualTo(786);
    }

    @Test
    void anyDataCountOfRowsRestoresLargeSets() {
        Random random = new Random(42);
        for (int round = 0; round < 12; round++) {
            int data = round == 0 ? ReedSolomon.MAX_DATA : 1 + random.nextInt(ReedSolomon.MAX_DATA);
            int parity = 1 + random.nextInt(ReedSolomon.MAX_PARITY);
            byte[][] rows = encoded(data, parity, 17, random);
            List<Integer> all =
                    new ArrayList<>(IntStream.range(0, data + parity).boxed().toList());
            Collections.shuffle(all, random);
            List<Integer> survivors = all.subList(0, data);
            List<Integer> wanted = all.subList(data, all.size());
            assertThat(derive(rows, data, parity, survivors, wanted))
                    .isDeepEqualTo(wanted.stream().map(row -> rows[row]).toArray(byte[][]::new));
        }
    }

    /** The proof by brute force: no square part of the four parity lines over all 250 columns is singular, sizes one and two in full. */
    @Test
    void noTwoColumnsAreAlikeInAnyTwoParityRows() {
        for (int a = 0; a < ReedSolomon.MAX_DATA; a++) {
            for (int row = 0; row < ReedSolomon.MAX_PARITY; row++) {
                assertThat(ReedSolomon.coefficient(row, a)).isBetween(1, 255);
                for (int other = 0; other < row; other++) {
                    for (int b = 0; b < a; b++) {
                        int determinant =
                                GaloisField.multiply(ReedSolomon.coefficient(row, a), ReedSolomon.coefficient(other, b))
                                        ^ GaloisField.multiply(
                                                ReedSolomon.coefficient(row, b), ReedSolomon.coefficient(other, a));
                        if (determinant == 0) {
                            throw new AssertionError("rows " + row + ", " + other + " columns " + a + ", " + b);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theFirstParityPartIsThePlainExclusiveOr() {
        byte[][] rows = encoded(9, 1, 50, new Random(1));
        byte[] sum = new byte[50];
        for (int row = 0; row < 9; row++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] ^= rows[row][i];
            }
        }
        assertThat(rows[9]).isEqualTo(sum);
    }

    /** Computed elsewhere by long multiplication: discs written years ago are restored with these. */
    @Test
    void coefficientsNeverChange() {
        int[][] first = {
            {1, 1, 1, 1, 1, 1},
            {127, 252, 126, 254, 233, 116},
            {226, 255, 230, 253, 180, 133},
            {128, 29, 131, 27, 199, 96}
        };
        int[] last = {1, 187, 143, 245};
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 6; column++) {
                assertThat(ReedSolomon.coefficient(row, column)).isEqualTo(first[row][column]);
            }
            assertThat(ReedSolomon.coefficient(row, 249)).isEqualTo(last[row]);
        }
    }

    @Test
    void refusesMoreLossThanParity() {
        assertThatThrownBy(() -> new ReedSolomon(3, 1).derive(List.of(0, 1), List.of(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReedSolomon(3, 1).derive(List.of(0, 1, 1), List.of(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReedSolomon(251, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReedSolomon(3, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRestores(byte[][] rows, int data, int parity, int lost) {
        List<Integer> survivors = IntStream.range(0, data + parity)
                .filter(row -> (lost >> row & 1) == 0)
                .boxed()
                .toList();
        List<Integer> wanted = IntStream.range(0, data + parity)
                .filter(row -> (lost >> row & 1) == 1)
                .boxed()
                .toList();
        if (!wanted.isEmpty()) {
            assertThat(derive(rows, data, parity, survivors, wanted))
                    .isDeepEqualTo(wanted.stream().map(row -> rows[row]).toArray(byte[][]::new));
        }
    }

    private static byte[][] encoded(int data, int parity, int length, Random random) {
        byte[][] rows = new byte[data + parity][length];
        for (int row = 0; row < data; row++) {
            random.nextBytes(rows[row]);
        }
        if (parity > 0) {
            List<Integer> all = IntStream.range(0, data).boxed().toList();
            List<Integer> wanted = IntStream.range(data, data + parity).boxed().toList();
            byte[][] made = derive(rows, data, parity, all, wanted);
            System.arraycopy(made, 0, rows, data, parity);
        }
        return rows;
    }

    private static byte[][] derive(byte[][] rows, int data, int parity, List<Integer> survivors, List<Integer> wanted) {
        ReedSolomonLanes lanes = new ReedSolomonLanes(new ReedSolomon(data, parity).derive(survivors, wanted));
        int length = rows[0].length;
        int[] sums = new int[length];
        for (int input = 0; input < lanes.inputs(); input++) {
            lanes.add(input, rows[survivors.get(input)], length, sums);
        }
        byte[][] made = new byte[wanted.size()][length];
        for (int lane = 0; lane < made.length; lane++) {
            ReedSolomonLanes.extract(sums, lane, made[lane], length);
        }
        return made;
    }

    private static int carryless(int a, int b) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            if ((b >> bit & 1) == 1) {
                product ^= a << bit;
            }
        }
        for (int bit = 14; bit >= 8; bit--) {
            if ((product >> bit & 1) == 1) {
                product ^= 0x11d << (bit - 8);
            }
        }
        return product;
    }
}
