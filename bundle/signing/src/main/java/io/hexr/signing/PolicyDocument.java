package io.hexr.signing;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** The JSON form of policies and of the signers within. Every field is read by name and type, and any other is refused. */
final class PolicyDocument {
    static final String FORMAT = "hexr-trust/v1";

    private PolicyDocument() {}

    static byte[] write(TrustPolicy policy) {
        Map<String, Object> releases = new TreeMap<>();
        policy.releases()
                .forEach((name, trust) -> releases.put(
                        name,
                        new TreeMap<>(Map.of(
                                "release",
                                set(trust.release()),
                                "approve",
                                set(trust.approve()),
                                "minimumSequence",
                                trust.minimumSequence(),
                                "rotations",
                                trust.rotations()))));
        List<Object> revoked = new ArrayList<>();
        policy.revoked()
                .values()
                .forEach(revocation -> revoked.add(new TreeMap<>(Map.of(
                        "key",
                        revocation.key().hex(),
                        "reason",
                        revocation.reason(),
                        "at",
                        revocation.at().toString()))));
        Map<String, Object> forgotten = new TreeMap<>();
        policy.forgotten()
                .forEach((name, reached) -> forgotten.put(
                        name, Map.of("minimumSequence", reached.minimumSequence(), "rotations", reached.rotations())));
        return bytes(Map.of("format", FORMAT, "releases", releases, "revoked", revoked, "forgotten", forgotten));
    }

    static TrustPolicy parse(byte[] bytes, String resource) {
        Fields root = new Fields(resource, json(bytes, TrustPolicy.MAX_BYTES, resource));
        root.require("format", FORMAT);
        root.requireOnly("format", "releases", "revoked", "forgotten");
        Map<String, ReleaseTrust> releases = new TreeMap<>();
        Fields named = root.object("releases");
        named.names().forEach(name -> releases.put(name, building(resource, () -> release(named.object(name)))));
        Map<Fingerprint, Revocation> revoked = new TreeMap<>();
        for (Fields entry : root.list("revoked")) {
            entry.requireOnly("key", "reason", "at");
            Revocation revocation = building(
                    resource,
                    () -> new Revocation(entry.fingerprint("key"), entry.text("reason"), entry.instant("at")));
            if (revoked.put(revocation.key(), revocation) != null) {
                throw entry.refused("revokes a key twice");
            }
        }
        Map<String, Reached> forgotten = new TreeMap<>();
        Fields past = root.object("forgotten");
        past.names().forEach(name -> forgotten.put(name, building(resource, () -> reached(past.object(name)))));
        return building(resource, () -> new TrustPolicy(releases, revoked, forgotten));
    }

    private static Reached reached(Fields fields) {
        fields.requireOnly("minimumSequence", "rotations");
        return new Reached(fields.number("minimumSequence"), fields.number("rotations"));
    }

    private static ReleaseTrust release(Fields fields) {
        fields.requireOnly("release", "approve", "minimumSequence", "rotations");
        Fields release = fields.object("release");
        Fields approve = fields.object("approve");
        release.requireOnly("signers", "threshold");
        approve.requireOnly("signers", "threshold");
        return new ReleaseTrust(
                set(release), set(approve), fields.number("minimumSequence"), fields.number("rotations"));
    }

    static Map<String, Object> set(SignerSet set) {
        List<Object> signers = new ArrayList<>();
        for (Signer signer : set.signers()) {
            Map<String, Object> fields = new TreeMap<>();
            fields.put("name", signer.name());
            fields.put("keys", signer.keys().stream().map(PolicyDocument::key).toList());
            signer.validity().notBefore().ifPresent(time -> fields.put("notBefore", time.toString()));
            signer.validity().notAfter().ifPresent(time -> fields.put("notAfter", time.toString()));
            signers.add(fields);
        }
        return new TreeMap<>(Map.of("signers", signers, "threshold", set.threshold()));
    }

    static SignerSet set(Fields fields) {
        List<Signer> signers = new ArrayList<>();
        for (Fields signer : fields.list("signers")) {
            signer.requireOnly("name", "keys", "notBefore", "notAfter");
            List<TrustedKey> keys =
                    signer.list("keys").stream().map(PolicyDocument::key).toList();
            Validity validity = new Validity(signer.optionalInstant("notBefore"), signer.optionalInstant("notAfter"));
            signers.add(new Signer(signer.text("name"), keys, validity));
        }
        return new SignerSet(signers, Math.toIntExact(fields.number("threshold")));
    }

    private static Map<String, Object> key(TrustedKey key) {
        return new TreeMap<>(Map.of(
                "algorithm",
                key.algorithm().token(),
                "fingerprint",
                key.fingerprint().hex(),
                "publicKey",
                Base64.getEncoder().encodeToString(key.spki())));
    }

    private static TrustedKey key(Fields fields) {
        fields.requireOnly("algorithm", "fingerprint", "publicKey");
        byte[] spki = Pem.strictBase64(fields.text("publicKey"))
                .orElseThrow(() -> fields.refused("publicKey is not plain base64"));
        TrustedKey key = TrustedKey.ofSpki(spki, fields.resource());
        fields.require("algorithm", key.algorithm().token());
        fields.require("fingerprint", key.fingerprint().hex());
        return key;
    }

    static byte[] bytes(Map<String, Object> fields) {
        return StrictJson.write(new TreeMap<>(fields));
    }

    static JsonNode json(byte[] bytes, int limit, String resource) {
        try {
            return StrictJson.parse(bytes, limit, resource);
        } catch (OciException e) {
            throw new TrustException.MalformedPolicy(resource, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** What a constructor refuses is, when it came out of a file, a malformed file. */
    static <T> T building(String resource, Supplier<T> made) {
        try {
            return made.get();
        } catch (TrustException.PolicyChangeRefused | ArithmeticException e) {
            throw new TrustException.MalformedPolicy(resource, String.valueOf(e.getMessage()), e);
        }
    }

    /** An object of a document, read field by field. */
    record Fields(String resource, JsonNode node) {
        Fields {
            if (!node.isObject()) {
                throw new TrustException.MalformedPolicy(resource, "has something else where an object belongs");
            }
        }

        List<String> names() {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            return names;
        }

        void requireOnly(String... known) {
            Set<String> allowed = Set.of(known);
            names().stream().filter(name -> !allowed.contains(name)).findFirst().ifPresent(name -> {
                throw refused("has the unknown field " + TrustException.quoted(name));
            });
        }

        void require(String name, String value) {
            if (!text(name).equals(value)) {
                throw refused(name + " is " + TrustException.quoted(text(name)) + ", it must be " + value);
            }
        }

        Fields object(String name) {
            return new Fields(resource, node.path(name));
        }

        List<Fields> list(String name) {
            if (!node.path(name).isArray() || node.path(name).size() > TrustPolicy.MAX_ENTRIES) {
                throw refused("has no list " + name + " of at most " + TrustPolicy.MAX_ENTRIES);
            }
            List<Fields> entries = new ArrayList<>();
            node.path(name).forEach(entry -> entries.add(new Fields(resource, entry)));
            return entries;
        }

        String text(String name) {
            if (!node.path(name).isTextual()) {
                throw refused("has no text " + name);
            }
            return node.path(name).textValue();
        }

        long number(String name) {
            if (!node.path(name).isIntegralNumber() || !node.path(name).canConvertToLong()) {
                throw refused("has no whole number " + name);
            }
            return node.path(name).longValue();
        }

        Instant instant(String name) {
            try {
                return Instant.parse(text(name));
            } catch (DateTimeException e) {
                throw new TrustException.MalformedPolicy(
                        resource, name + " is no UTC time: " + TrustException.quoted(text(name)), e);
            }
        }

        Optional<Instant> optionalInstant(String name) {
            return node.has(name) ? Optional.of(instant(name)) : Optional.empty();
        }

        Fingerprint fingerprint(String name) {
            return new Fingerprint(text(name));
        }

        TrustException refused(String rule) {
            return new TrustException.MalformedPolicy(resource, rule);
        }
    }
}
