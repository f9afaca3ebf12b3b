package io.hexr.helm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The ustar entries a chart needs: plain files, nobody's, of no time. */
final class PlainTar {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int MODE_AT = 100;
    private static final int OWNER_AT = 108;
    private static final int GROUP_AT = 116;
    private static final int SIZE_AT = 124;
    private static final int TIME_AT = 136;
    private static final int SUM_AT = 148;
    private static final int SUM_LENGTH = 8;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;

    private PlainTar() {}

    static void entry(ByteArrayOutputStream out, String name, byte[] content) {
        byte[] header = new byte[BLOCK];
        byte[] path = name.getBytes(StandardCharsets.US_ASCII);
        if (path.length > NAME) {
            throw new HelmException.DocumentInvalid(name, "has more than " + NAME + " characters in its path");
        }
        System.arraycopy(path, 0, header, 0, path.length);
        put(header, MODE_AT, "0000644\0");
        put(header, OWNER_AT, "0000000\0");
        put(header, GROUP_AT, "0000000\0");
        put(header, SIZE_AT, String.format(Locale.ROOT, "%011o\0", content.length));
        put(header, TIME_AT, "00000000000\0");
        Arrays.fill(header, SUM_AT, SUM_AT + SUM_LENGTH, (byte) ' ');
        header[TYPE_AT] = '0';
        put(header, MAGIC_AT, "ustar\00000");
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xff;
        }
        put(header, SUM_AT, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    static void end(ByteArrayOutputStream out) {
        out.writeBytes(new byte[2 * BLOCK]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
