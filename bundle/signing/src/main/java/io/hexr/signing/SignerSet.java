package io.hexr.signing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Those who have one role for one release, and how many of them it takes. */
public record SignerSet(List<Signer> signers, int threshold) {
    /** More signers than any site has. */
    public static final int MAX_SIGNERS = 64;

    /** Nobody, and nobody needed. */
    static final SignerSet EMPTY = new SignerSet(List.of(), 0);

    public SignerSet {
        signers = List.copyOf(signers);
        if (signers.size() > MAX_SIGNERS) {
            throw new TrustException.PolicyChangeRefused("at most " + MAX_SIGNERS + " signers share a role");
        }
        if (threshold < 0 || threshold > signers.size()) {
            throw new TrustException.PolicyChangeRefused(
                    "a threshold of " + threshold + " cannot be met by " + signers.size() + " signer(s)");
        }
        if (signers.stream().map(Signer::name).distinct().count() != signers.size()) {
            throw new TrustException.PolicyChangeRefused("two signers of one role share a name");
        }
    }

    Stream<TrustedKey> keys() {
        return signers.stream().flatMap(signer -> signer.keys().stream());
    }

    Set<Fingerprint> fingerprints() {
        return keys().map(TrustedKey::fingerprint).collect(Collectors.toSet());
    }

    SignerSet with(Signer signer) {
        List<Signer> more = new ArrayList<>(signers);
        more.add(signer);
        return new SignerSet(more, threshold);
    }

    SignerSet without(String name) {
        List<Signer> fewer =
                signers.stream().filter(s -> !s.name().equals(name)).toList();
        if (fewer.size() == signers.size()) {
            throw new TrustException.PolicyChangeRefused("there is no signer " + TrustException.quoted(name));
        }
        return new SignerSet(fewer, threshold);
    }

    void requireDistinctKeys(SignerSet other, String release) {
        Set<Fingerprint> seen = new HashSet<>();
        Stream.concat(keys(), other.keys()).forEach(key -> {
            if (!seen.add(key.fingerprint())) {
                throw new TrustException.PolicyChangeRefused(
                        "key " + key.fingerprint().brief()
                                + " stands twice for release " + release
                                + ": a key belongs to one signer, and no signer both releases and approves");
            }
        });
    }
}
