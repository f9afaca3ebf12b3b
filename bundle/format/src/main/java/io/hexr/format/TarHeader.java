package io.hexr.format;

import java.nio.charset.StandardCharsets;

/** The one tar header a name and a size can have in a bundle: ustar, a plain file, owner 0, mode 0644, time 0. */
final class TarHeader {
    static final int SIZE = 512;

    /** Two blocks of zeros end the archive. */
    static final int END = 2 * SIZE;

    private static final int NAME = 100;
    private static final int LENGTH_AT = 124;
    private static final int LENGTH_DIGITS = 11;
    private static final int SUM_AT = 148;

    private TarHeader() {}

    static byte[] of(String name, long size) {
        byte[] header = new byte[SIZE];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        if (text.length >= NAME) {
            throw new IllegalArgumentException("no entry of a bundle has so long a name: " + name);
        }
        System.arraycopy(text, 0, header, 0, text.length);
        octal(header, 100, 7, 0644);
        octal(header, 108, 7, 0);
        octal(header, 116, 7, 0);
        octal(header, LENGTH_AT, LENGTH_DIGITS, size);
        octal(header, 136, 11, 0);
        header[156] = '0';
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        octal(header, 329, 7, 0);
        octal(header, 337, 7, 0);
        int sum = 8 * ' ';
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, SUM_AT, 6, sum);
        header[SUM_AT + 7] = ' ';
        return header;
    }

    private static void octal(byte[] header, int at, int digits, long value) {
        long left = value;
        for (int i = digits - 1; i >= 0; i--) {
            header[at + i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
        if (left != 0) {
            throw new IllegalArgumentException(value + " does not fit " + digits + " octal digits");
        }
    }

    /** The name a header bears, read without believing it: whoever asks rebuilds the header and compares. Empty where there is none of sane form. */
    static String name(byte[] header) {
        int end = 0;
        while (end < NAME && header[end] > ' ' && header[end] <= '~') {
            end++;
        }
        return end < NAME && header[end] == 0 ? new String(header, 0, end, StandardCharsets.US_ASCII) : "";
    }

    /** The size a header bears, likewise; -1 where there is none in plain octal. */
    static long size(byte[] header) {
        long size = 0;
        for (int i = 0; i < LENGTH_DIGITS; i++) {
            int digit = header[LENGTH_AT + i] - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            size = size << 3 | digit;
        }
        return header[LENGTH_AT + LENGTH_DIGITS] == 0 ? size : -1;
    }

    /** Zeros after the content, up to the next 512. */
    static int padding(long size) {
        return (int) (-size & (SIZE - 1));
    }

    /** Header, content and padding. */
    static long entrySize(long size) {
        return SIZE + size + padding(size);
    }
}
