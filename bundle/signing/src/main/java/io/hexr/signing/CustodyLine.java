package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * One line of a custody log: the record, the public key that signed it and the signature over the record's JSON. The key travels along so that the
 * signature can be checked anywhere; whether it is known is another question.
 */
@SuppressWarnings("ArrayRecordComponent") // two of these are never compared
record CustodyLine(CustodyRecord record, TrustedKey key, byte[] signature) {
    static final int MAX_BYTES = 64 << 10;

    /** What every line begins with. */
    static final byte[] START = "{\"key\":\"".getBytes(StandardCharsets.US_ASCII);

    private static final String TYPE = "hexr-custody/v1";
    private static final ObjectWriter ONE_LINE =
            StrictJson.mapper(MAX_BYTES).writer().without(SerializationFeature.INDENT_OUTPUT);

    static CustodyLine sign(CustodyRecord record, SigningKey key) {
        return new CustodyLine(record, key.trusted(), key.sign(json(fields(record))));
    }

    boolean verifies() {
        return key.verifies(json(fields(record)), signature);
    }

    /** Without the line end; its digest is what the next record points at. */
    byte[] write() {
        return json(new TreeMap<>(
                Map.of("key", base64(key.spki()), "record", fields(record), "signature", base64(signature))));
    }

    /** Refuses every line that {@link #write} would not write. */
    static CustodyLine parse(byte[] line, String resource) {
        JsonNode root;
        try {
            root = StrictJson.parse(line, MAX_BYTES, resource);
        } catch (OciException e) {
            throw new TrustException.MalformedCustody(resource, "cannot be read: " + e.getMessage(), e);
        }
        try {
            CustodyLine parsed = new CustodyLine(
                    record(root.path("record")),
                    TrustedKey.ofSpki(bytes(root.path("key")), resource),
                    bytes(root.path("signature")));
            if (!Arrays.equals(line, parsed.write())) {
                throw new TrustException.MalformedCustody(resource, "is not in the one form it is written in");
            }
            return parsed;
        } catch (OciException | DateTimeException | IllegalArgumentException e) {
            throw new TrustException.MalformedCustody(resource, "is no custody record: " + e.getMessage(), e);
        } catch (TrustException.MalformedKey | TrustException.AlgorithmRefused e) {
            throw new TrustException.MalformedCustody(resource, "bears no key that is allowed", e);
        }
    }

    private static CustodyRecord record(JsonNode node) {
        List<String> remarks = new ArrayList<>();
        node.path("remarks").forEach(remark -> remarks.add(text(remark)));
        CustodyEvent event = new CustodyEvent(
                kind(text(node.path("event"))),
                Instant.parse(text(node.path("time"))),
                text(node.path("who")),
                text(node.path("hostRole")),
                optional(node, "medium"),
                text(node.path("tool")),
                Digest.parse(text(node.path("bundle"))),
                remarks);
        return new CustodyRecord(
                node.path("number").longValue(), optional(node, "previous").map(Digest::parse), event);
    }

    private static CustodyEvent.Kind kind(String token) {
        return Arrays.stream(CustodyEvent.Kind.values())
                .filter(kind -> kind.token().equals(token))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no event " + TrustException.quoted(token)));
    }

    private static Map<String, Object> fields(CustodyRecord record) {
        CustodyEvent event = record.event();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("type", TYPE);
        fields.put("number", record.number());
        record.previous().ifPresent(previous -> fields.put("previous", previous.toString()));
        fields.put("event", event.kind().token());
        fields.put("time", event.time().toString());
        fields.put("who", event.who());
        fields.put("hostRole", event.hostRole());
        event.medium().ifPresent(medium -> fields.put("medium", medium));
        fields.put("tool", event.tool());
        fields.put("bundle", event.bundle().toString());
        fields.put("remarks", event.remarks());
        return fields;
    }

    private static byte[] json(Map<String, Object> fields) {
        try {
            return ONE_LINE.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of ours cannot be written as JSON", e);
        }
    }

    private static Optional<String> optional(JsonNode node, String name) {
        return node.has(name) ? Optional.of(text(node.path(name))) : Optional.empty();
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("a text is missing");
        }
        return node.textValue();
    }

    private static byte[] bytes(JsonNode node) {
        return Pem.strictBase64(text(node)).orElseThrow(() -> new IllegalArgumentException("no plain base64"));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
