package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** People, keys and a policy for tests: a vendor who signs hybrid, its second signer, two officers, an organisation with a release of its own. */
final class Site {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final byte[] SUMS = ("a".repeat(64) + "  hexr/contents.json\n" + "b".repeat(64) + "  index.json\n")
            .getBytes(StandardCharsets.US_ASCII);
    static final byte[] OTHER_SUMS = ("c".repeat(64) + "  hexr/contents.json\n").getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, SigningKey> KEYS = new HashMap<>();

    private Site() {}

    /** A key by a name, made once per run; the name begins with its algorithm. */
    static synchronized SigningKey key(String name) {
        return KEYS.computeIfAbsent(
                name,
                n -> SigningKey.generate(Arrays.stream(Algorithm.values())
                        .filter(a -> n.startsWith(a.token()))
                        .findFirst()
                        .orElse(Algorithm.ED25519)));
    }

    static SigningKey vendorClassic() {
        return key("ecdsa-p256 vendor");
    }

    static SigningKey vendorQuantum() {
        return key("ml-dsa-65 vendor");
    }

    static List<SigningKey> vendor() {
        return List.of(vendorClassic(), vendorQuantum());
    }

    static List<SigningKey> second() {
        return List.of(key("ecdsa-p384 second"));
    }

    static SigningKey officer() {
        return key("officer");
    }

    static SigningKey organisation() {
        return key("ecdsa-p256 organisation");
    }

    static Signer signer(String name, List<SigningKey> keys) {
        return new Signer(name, keys.stream().map(SigningKey::trusted).toList(), Validity.ALWAYS);
    }

    static Set<Fingerprint> compared(List<SigningKey> keys) {
        return keys.stream().map(SigningKey::fingerprint).collect(Collectors.toSet());
    }

    static TrustPolicy with(TrustPolicy policy, String release, Role role, String name, List<SigningKey> keys) {
        return policy.add(release, role, signer(name, keys), compared(keys));
    }

    /** Vendor (hybrid) and a second signer release "hexr", one is enough; two officers, none needed yet; "agents" belongs to the organisation. */
    static TrustPolicy policy() {
        TrustPolicy policy = with(TrustPolicy.empty(), "hexr", Role.RELEASE, "vendor", vendor());
        policy = with(policy, "hexr", Role.RELEASE, "second", second());
        policy = with(policy, "hexr", Role.APPROVE, "officer", List.of(officer()));
        policy = with(policy, "hexr", Role.APPROVE, "deputy", List.of(key("ml-dsa-87 deputy")));
        return with(policy, "agents", Role.RELEASE, "organisation", List.of(organisation()));
    }

    static ReleaseClaim claim(long sequence) {
        return new ReleaseClaim("hexr", "1.2." + sequence, sequence, SUMS);
    }

    static List<SignatureFile> signed(List<SigningKey> keys) {
        return Signatures.write("SHA256SUMS", SUMS, keys);
    }

    static SignatureFile approved(SigningKey key) {
        return Signatures.counterSign("hexr-bundle.tar.gz", SUMS, key);
    }

    static List<SignatureFile> join(List<SignatureFile> some, List<SignatureFile> more) {
        List<SignatureFile> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
