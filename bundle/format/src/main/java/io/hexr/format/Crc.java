package io.hexr.format;

import java.util.zip.CRC32;

/** A CRC-32 and the number of bytes it covers, which is what it takes to join two of neighbouring bytes without reading either again. */
record Crc(int value, long length) {
    static final Crc EMPTY = new Crc(0, 0);

    /** The polynomial of gzip, bits reversed. */
    private static final int POLYNOMIAL = 0xEDB8_8320;

    private static final int ONE = 1 << 31;

    /** {@code POWERS[k]} is x to the power of 2^k, modulo the polynomial. */
    private static final int[] POWERS = powers();

    static Crc of(byte[] bytes) {
        CRC32 running = new CRC32();
        running.update(bytes);
        return new Crc((int) running.getValue(), bytes.length);
    }

    /** Of these bytes followed by those: this value is moved past the other's bits, that is multiplied by x^(8 length). */
    Crc then(Crc next) {
        return new Crc(multiply(shift(next.length), value) ^ next.value, length + next.length);
    }

    private static int[] powers() {
        int[] powers = new int[64];
        powers[0] = 1 << 30;
        for (int k = 1; k < powers.length; k++) {
            powers[k] = multiply(powers[k - 1], powers[k - 1]);
        }
        return powers;
    }

    private static int shift(long bytes) {
        int product = ONE;
        int k = 3;
        for (long left = bytes; left != 0; left >>>= 1, k++) {
            if ((left & 1) != 0) {
                product = multiply(POWERS[k], product);
            }
        }
        return product;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int factor = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) != 0 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
        }
        return product;
    }
}
