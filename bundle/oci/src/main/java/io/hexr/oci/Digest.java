package io.hexr.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** A content digest that was parsed: a known algorithm and exactly its number of lower-case hex digits, so it is safe in a path or a URL. */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {

    /** The algorithms content is addressed by. */
    public enum Algorithm {
        SHA256("SHA-256", 64),
        SHA512("SHA-512", 128);

        private final String javaName;
        private final int hexLength;

        Algorithm(String javaName, int hexLength) {
            this.javaName = javaName;
            this.hexLength = hexLength;
        }

        /** As written before the colon. */
        public String prefix() {
            return name().toLowerCase(Locale.ROOT);
        }

        public MessageDigest start() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + javaName, e);
            }
        }
    }

    public Digest {
        if (hex.length() != algorithm.hexLength || !isLowerHex(hex)) {
            throw new OciException.MalformedDigest(algorithm.prefix() + ":" + hex);
        }
    }

    /** Parses {@code sha256:<64 hex>} or {@code sha512:<128 hex>}; anything else, upper case included, is refused. */
    public static Digest parse(String text) {
        for (Algorithm algorithm : Algorithm.values()) {
            String prefix = algorithm.prefix() + ":";
            if (text.startsWith(prefix)) {
                return new Digest(algorithm, text.substring(prefix.length()));
            }
        }
        throw new OciException.MalformedDigest(text);
    }

    /** The SHA-256 digest of the bytes. */
    public static Digest of(byte[] bytes) {
        return of(Algorithm.SHA256, bytes);
    }

    public static Digest of(Algorithm algorithm, byte[] bytes) {
        return finish(algorithm, algorithm.start(), bytes);
    }

    /** Ends a running computation that {@link Algorithm#start()} began. */
    public static Digest finish(Algorithm algorithm, MessageDigest running) {
        return new Digest(algorithm, HexFormat.of().formatHex(running.digest()));
    }

    private static Digest finish(Algorithm algorithm, MessageDigest running, byte[] bytes) {
        running.update(bytes);
        return finish(algorithm, running);
    }

    /** {@code sha256/<hex>}: its place below {@code blobs/} in an OCI layout. */
    public String path() {
        return algorithm.prefix() + "/" + hex;
    }

    /** Enough to recognise it on a screen. */
    public String brief() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return algorithm.prefix() + ":" + hex;
    }

    private static boolean isLowerHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
