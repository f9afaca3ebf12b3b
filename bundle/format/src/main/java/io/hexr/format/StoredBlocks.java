package io.hexr.format;

/**
 * The gzip framing of a bundle: one member of stored deflate blocks, so that every position is plain arithmetic. Each tar entry begins a block of its own;
 * within an entry every block but the last is full.
 */
final class StoredBlocks {
    /** The most bytes a stored block can hold. */
    static final int BLOCK = 65_535;

    /** Type and final bit, length, its complement. */
    static final int HEADER = 5;

    /** No name, no time, no hint of a machine. */
    static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** CRC-32 and length modulo 2^32. */
    static final int GZIP_TRAILER = 8;

    private StoredBlocks() {}

    /** Bytes that so many bytes of an entry take in the archive. */
    static long framedSize(long plain) {
        return plain + HEADER * ((plain + BLOCK - 1) / BLOCK);
    }

    /** Where a byte of an entry lies, counted from the entry's first block header. */
    static long position(long plain) {
        return plain + HEADER * (plain / BLOCK + 1);
    }

    static void putHeader(byte[] into, int offset, int length, boolean last) {
        into[offset] = (byte) (last ? 1 : 0);
        into[offset + 1] = (byte) length;
        into[offset + 2] = (byte) (length >>> 8);
        into[offset + 3] = (byte) ~length;
        into[offset + 4] = (byte) (~length >>> 8);
    }

    /** A whole entry at hand, framed. */
    static byte[] frame(byte[] plain, boolean last) {
        byte[] framed = new byte[(int) framedSize(plain.length)];
        int at = 0;
        for (int from = 0; from < plain.length; from += BLOCK) {
            int length = Math.min(BLOCK, plain.length - from);
            putHeader(framed, at, length, last && from + length == plain.length);
            System.arraycopy(plain, from, framed, at + HEADER, length);
            at += HEADER + length;
        }
        return framed;
    }

    static byte[] trailer(Crc crc) {
        byte[] bytes = new byte[GZIP_TRAILER];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (crc.value() >>> (8 * i));
            bytes[4 + i] = (byte) (crc.length() >>> (8 * i));
        }
        return bytes;
    }
}
