package io.hexr.signing;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

import io.hexr.oci.Digest;

/** Names a public key: the SHA-256 digest of its SubjectPublicKeyInfo. Shown in groups of four so that two people can compare it aloud. */
public record Fingerprint(String hex) implements Comparable<Fingerprint> {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int BRIEF = 16;

    public Fingerprint {
        if (!HEX.matcher(hex).matches()) {
            throw new TrustException.MalformedKey("a fingerprint", "is not 64 lower-case hex digits");
        }
    }

    /** Takes it as shown or as typed: groups parted by blanks, colons or dashes, either case. All 64 digits are needed; a short form compares nothing. */
    public static Fingerprint parse(String text) {
        if (text.length() > 256) {
            throw new TrustException.MalformedKey("a fingerprint", "has " + text.length() + " characters");
        }
        return new Fingerprint(text.replaceAll("[\\s:-]", "").toLowerCase(java.util.Locale.ROOT));
    }

    static Fingerprint of(byte[] spki) {
        return new Fingerprint(Digest.of(spki).hex());
    }

    /** Sixteen digits, for file names and lists; never enough to trust a key by. */
    public String brief() {
        return hex.substring(0, BRIEF);
    }

    /** How Sigstore bundles point at a plain key. */
    String hint() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    @Override
    public int compareTo(Fingerprint other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex.replaceAll("(.{4})(?!$)", "$1 ");
    }
}
