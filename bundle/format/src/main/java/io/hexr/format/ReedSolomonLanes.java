package io.hexr.format;

/**
 * Up to four sums of products over GF(2^8) at once. For each input a table maps a byte to its products with the four coefficients, packed into one int, so a
 * byte costs one look-up and one exclusive or, however many sums are wanted; the 1 KiB table stays in the first-level cache.
 */
final class ReedSolomonLanes {
    static final int LANES = 4;

    private final int[][] tables;
    private final int lanes;

    /** @param coefficients one line for each sum, one column for each input */
    ReedSolomonLanes(int[][] coefficients) {
        if (coefficients.length < 1 || coefficients.length > LANES) {
            throw new IllegalArgumentException(coefficients.length + " sums, one to four are made at once");
        }
        lanes = coefficients.length;
        tables = new int[coefficients[0].length][];
        for (int input = 0; input < tables.length; input++) {
            int[] table = new int[256];
            for (int value = 0; value < table.length; value++) {
                for (int lane = 0; lane < lanes; lane++) {
                    table[value] |= GaloisField.multiply(coefficients[lane][input], value) << (8 * lane);
                }
            }
            tables[input] = table;
        }
    }

    int inputs() {
        return tables.length;
    }

    int lanes() {
        return lanes;
    }

    /** Adds the first bytes of the block, multiplied by the input's coefficients, to the sums. */
    void add(int input, byte[] block, int length, int[] sums) {
        int[] table = tables[input];
        for (int i = 0; i < length; i++) {
            sums[i] ^= table[block[i] & 0xff];
        }
    }

    /** One of the sums, as bytes. */
    static void extract(int[] sums, int lane, byte[] into, int length) {
        int shift = 8 * lane;
        for (int i = 0; i < length; i++) {
            into[i] = (byte) (sums[i] >>> shift);
        }
    }
}
