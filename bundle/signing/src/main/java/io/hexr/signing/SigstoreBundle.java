package io.hexr.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * A Sigstore bundle v0.3 that holds a bare signature by a plain key. Log entries and time stamps, which other tools may add, are neither needed nor
 * believed: nothing here could check them without a network.
 */
@SuppressWarnings("ArrayRecordComponent") // two of these are never compared
record SigstoreBundle(Fingerprint key, String digestToken, byte[] digest, byte[] signature) {
    static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private static final int MAX_SIGNATURE = 8192;

    static SigstoreBundle sign(byte[] statement, SigningKey key, byte[] signature) {
        Algorithm algorithm = key.algorithm();
        return new SigstoreBundle(
                key.fingerprint(), algorithm.digestToken(), digest(algorithm.digestName(), statement), signature);
    }

    static SigstoreBundle parse(SignatureFile file) {
        JsonNode root;
        try {
            root = StrictJson.parse(file.bytes(), SignatureFile.MAX_BYTES, TrustException.quoted(file.name()));
        } catch (OciException e) {
            throw new TrustException.MalformedSignature(file.name(), "is not a Sigstore bundle: " + e.getMessage(), e);
        }
        Fields top = new Fields(file.name(), root, Set.of("mediaType", "messageSignature", "verificationMaterial"));
        if (!MEDIA_TYPE.equals(top.text("mediaType"))) {
            throw top.refused("is not of media type " + MEDIA_TYPE);
        }
        Fields material =
                top.object("verificationMaterial", Set.of("publicKey", "tlogEntries", "timestampVerificationData"));
        byte[] hint = material.object("publicKey", Set.of("hint")).bytes("hint", 32);
        if (hint.length != 32) {
            throw top.refused("does not name its key by the SHA-256 of it");
        }
        Fields message = top.object("messageSignature", Set.of("messageDigest", "signature"));
        Fields digest = message.object("messageDigest", Set.of("algorithm", "digest"));
        return new SigstoreBundle(
                new Fingerprint(java.util.HexFormat.of().formatHex(hint)),
                digest.text("algorithm"),
                digest.bytes("digest", 64),
                message.bytes("signature", MAX_SIGNATURE));
    }

    /** The one form in which a bundle of ours is written. */
    byte[] write() {
        return StrictJson.write(sorted(Map.of(
                "mediaType",
                MEDIA_TYPE,
                "verificationMaterial",
                sorted(Map.of("publicKey", Map.of("hint", key.hint()))),
                "messageSignature",
                sorted(Map.of(
                        "messageDigest",
                        sorted(Map.of("algorithm", digestToken, "digest", base64(digest))),
                        "signature",
                        base64(signature))))));
    }

    /** Whether the digest that accompanies the signature is the statement's; it is no proof, but a file that contradicts itself is refused. */
    boolean isAbout(byte[] statement, Algorithm algorithm) {
        return digestToken.equals(algorithm.digestToken())
                && MessageDigest.isEqual(digest, digest(algorithm.digestName(), statement));
    }

    boolean isCanonical(SignatureFile file) {
        return Arrays.equals(file.bytes(), write());
    }

    private static byte[] digest(String name, byte[] statement) {
        try {
            return MessageDigest.getInstance(name).digest(statement);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }

    private static String base64(byte[] bytes) {
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }

    private static Map<String, Object> sorted(Map<String, ?> map) {
        return new TreeMap<>(map);
    }

    /** An object of which every field is known by name and type. */
    private record Fields(String file, JsonNode node) {
        Fields(String file, JsonNode node, Set<String> known) {
            this(file, node);
            if (!node.isObject()) {
                throw refused("has something else where an object belongs");
            }
            for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!known.contains(name)) {
                    throw refused(
                            "has the field " + TrustException.quoted(name) + ", which a bundle of a plain key has not");
                }
            }
        }

        Fields object(String name, Set<String> known) {
            return new Fields(file, node.path(name), known);
        }

        String text(String name) {
            if (!node.path(name).isTextual()) {
                throw refused("has no text " + name);
            }
            return node.path(name).textValue();
        }

        byte[] bytes(String name, int most) {
            return Pem.strictBase64(text(name))
                    .filter(bytes -> bytes.length > 0 && bytes.length <= most)
                    .orElseThrow(() -> refused("has no plain base64 in " + name));
        }

        TrustException refused(String rule) {
            return new TrustException.MalformedSignature(file, rule);
        }
    }
}
