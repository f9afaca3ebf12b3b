package io.hexr.signing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** One to three random edits of a document: the sweep over signature files. */
final class Mutations {
    private static final byte[][] WORDS = {
        "{".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "[[[[".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "\"\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "null".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "-1".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "1e999".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "99999999999999999999".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "\\u0000".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "-----END".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        {(byte) 0xff, (byte) 0xfe},
        {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}
    };

    private Mutations() {}

    static byte[] of(byte[] document, Random random) {
        byte[] edited = document;
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            edited = edit(edited, random);
        }
        return edited;
    }

    private static byte[] edit(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(9));
        return switch (random.nextInt(6)) {
            case 0 -> flip(bytes, random);
            case 1 -> join(bytes, from, new byte[0], to);
            case 2 -> join(bytes, from, WORDS[random.nextInt(WORDS.length)], from);
            case 3 -> join(bytes, from, WORDS[random.nextInt(WORDS.length)], to);
            case 4 -> Arrays.copyOf(bytes, from);
            default -> join(bytes, to, Arrays.copyOfRange(bytes, from, to), to);
        };
    }

    private static byte[] flip(byte[] bytes, Random random) {
        byte[] other = bytes.clone();
        if (other.length > 0) {
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return other;
    }

    private static byte[] join(byte[] bytes, int head, byte[] between, int tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, head);
        out.writeBytes(between);
        out.write(bytes, tail, bytes.length - tail);
        return out.toByteArray();
    }
}
