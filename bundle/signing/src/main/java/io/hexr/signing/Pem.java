package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** PEM, strictly: one block, one label, base64 that has no second spelling. */
final class Pem {
    private static final int LINE = 64;
    private static final int OBJECT_IDENTIFIER = 0x06;

    private Pem() {}

    static String write(String label, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** The bytes of the one block, which must bear this label. */
    static byte[] read(byte[] pem, String label, String resource) {
        String text = new String(pem, StandardCharsets.ISO_8859_1).strip().replace("\r\n", "\n");
        String begin = "-----BEGIN " + label + "-----\n";
        String end = "\n-----END " + label + "-----";
        if (!text.startsWith(begin) || !text.endsWith(end) || text.length() < begin.length() + end.length()) {
            throw new TrustException.MalformedKey(
                    resource, "is not one PEM block \"" + label + "\" but " + kindOf(text));
        }
        String body =
                text.substring(begin.length(), text.length() - end.length()).replace("\n", "");
        return strictBase64(body)
                .filter(der -> der.length > 0)
                .orElseThrow(() -> new TrustException.MalformedKey(resource, "holds no base64 in its PEM block"));
    }

    /** Whether the first block bears this label, to tell an encrypted key from a plain one. */
    static boolean isLabelled(byte[] pem, String label) {
        return new String(pem, StandardCharsets.ISO_8859_1).strip().startsWith("-----BEGIN " + label + "-----");
    }

    /** Base64 of which only the spelling that an encoder writes is taken: no blanks, no missing padding, no stray bits. */
    static Optional<byte[]> strictBase64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The AlgorithmIdentifier of a SubjectPublicKeyInfo as hex, for a message only; empty when the bytes have not that form. */
    static Optional<String> algorithmOf(byte[] spki) {
        int inner = contentOf(spki, 0);
        if (inner < 0 || inner + 4 > spki.length || spki[inner] != 0x30) {
            return Optional.empty();
        }
        int identifier = contentOf(spki, inner);
        int end = identifier < 0 ? -1 : identifier + (spki[inner + 1] & 0xff);
        if (end < 0 || end > spki.length || identifier >= end || spki[identifier] != OBJECT_IDENTIFIER) {
            return Optional.empty();
        }
        return Optional.of("the algorithm with identifier "
                + java.util.HexFormat.of().formatHex(Arrays.copyOfRange(spki, identifier, end)));
    }

    private static int contentOf(byte[] der, int at) {
        if (at + 2 > der.length || der[at] != 0x30) {
            return -1;
        }
        int length = der[at + 1] & 0xff;
        return length < 0x80 ? at + 2 : at + 2 + (length & 0x7f);
    }

    private static String kindOf(String text) {
        if (!text.startsWith("-----BEGIN ")) {
            return "no PEM";
        }
        int end = text.indexOf("-----", 11);
        return end < 0 || end > 60
                ? "broken PEM"
                : TrustException.quoted(text.substring(11, end)) + ", or more than one block";
    }
}
