package io.hexr.signing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One look of a policy at one statement. Every file is read and every known key checked before anything is counted. */
final class Evaluation {
    /** Signature files beside one statement. */
    static final int MAX_FILES = 256;

    private final TrustPolicy policy;
    private final String release;
    private final ReleaseTrust trust;
    private final byte[] statement;
    private final Instant now;
    private final Optional<ReleaseClaim> claim;

    Evaluation(TrustPolicy policy, ReleaseClaim claim, Instant now) {
        this(policy, claim.release(), claim.statement(), now, Optional.of(claim));
    }

    Evaluation(TrustPolicy policy, String release, byte[] statement, Instant now) {
        this(policy, release, statement, now, Optional.empty());
    }

    private Evaluation(
            TrustPolicy policy, String release, byte[] statement, Instant now, Optional<ReleaseClaim> claim) {
        this.policy = policy;
        this.release = release;
        this.trust = policy.trust(release);
        this.statement = statement;
        this.now = now;
        this.claim = claim;
    }

    Verified verdict(List<SignatureFile> signatures, List<SignatureFile> approvals, Optional<AllowedRollback> allowed) {
        ReleaseClaim claimed = claim.orElseThrow();
        Statement.require(statement);
        if (signatures.isEmpty()) {
            throw new TrustException.Unsigned(release);
        }
        requireOwnForm(signatures);
        Count signed = count(signatures, Role.RELEASE);
        Count approved = count(approvals, Role.APPROVE);
        signed.require();
        approved.require();
        long minimum = trust.minimumSequence();
        boolean older = claimed.sequence() < minimum;
        Optional<AllowedRollback> used =
                older ? allowed.filter(rollback -> rollback.covers(claimed)) : Optional.empty();
        if (older && used.isEmpty()) {
            throw new TrustException.Rollback(release, claimed.version(), claimed.sequence(), minimum);
        }
        List<Ignored> ignored = new ArrayList<>(signed.ignored);
        ignored.addAll(approved.ignored);
        return new Verified(claimed, signed.names, approved.names, ignored, used);
    }

    void requireReleaseThreshold(List<SignatureFile> signatures) {
        count(signatures, Role.RELEASE).require();
    }

    /**
     * Inside a bundle nothing may vary: each Sigstore bundle is in the form we write and bears its key in its name, the bare signature repeats one of
     * them, no name comes twice. So no byte of a signature file can be changed without a refusal, except in a signature by a key unknown here.
     */
    private void requireOwnForm(List<SignatureFile> signatures) {
        Set<String> names = new HashSet<>();
        List<byte[]> carried = new ArrayList<>();
        for (SignatureFile file : signatures) {
            if (!names.add(file.name())) {
                throw new TrustException.MalformedSignature(file.name(), "is there twice");
            }
            if (!file.isRaw()) {
                SigstoreBundle bundle = SigstoreBundle.parse(file);
                if (!bundle.isCanonical(file)) {
                    throw new TrustException.MalformedSignature(file.name(), "is not in the one form it is written in");
                }
                if (!file.name().endsWith(Signatures.fileName("", bundle.key()))) {
                    throw new TrustException.MalformedSignature(
                            file.name(), "is by the key " + bundle.key().brief() + ", which its name does not say");
                }
                carried.add(bundle.signature());
            }
        }
        for (SignatureFile file : signatures) {
            if (file.isRaw() && carried.stream().noneMatch(signature -> Arrays.equals(signature, file.bytes()))) {
                throw new TrustException.MalformedSignature(
                        file.name(), "differs from the signature in each Sigstore bundle beside it");
            }
        }
    }

    private Count count(List<SignatureFile> files, Role role) {
        if (files.size() > MAX_FILES) {
            throw new TrustException.MalformedSignature(
                    files.getLast().name(), "is one of " + files.size() + ", at most " + MAX_FILES + " are read");
        }
        Map<Fingerprint, String> good = new HashMap<>();
        Count count = new Count(role);
        for (SignatureFile file : files) {
            if (!file.isRaw()) {
                check(file, good, count);
            }
        }
        count.signers(good);
        return count;
    }

    /** A bare signature names no key: inside a bundle it repeats a named one, beside it it would say nothing. */
    private void check(SignatureFile file, Map<Fingerprint, String> good, Count count) {
        SigstoreBundle bundle = SigstoreBundle.parse(file);
        Optional<TrustedKey> known = policy.key(bundle.key());
        if (known.isEmpty()) {
            Revocation revocation = policy.revoked().get(bundle.key());
            if (revocation == null) {
                count.ignore(file.name(), bundle.key(), Ignored.Reason.UNKNOWN_KEY);
            } else {
                count.ignore(file.name(), bundle.key(), Ignored.Reason.REVOKED);
                count.because(new TrustException.Revoked(revocation.key(), revocation.reason()));
            }
            return;
        }
        TrustedKey key = known.get();
        if (!bundle.isAbout(statement, key.algorithm())) {
            throw new TrustException.BadSignature(file.name(), key.fingerprint(), "it is over something else");
        }
        if (!key.verifies(statement, bundle.signature())) {
            throw new TrustException.BadSignature(file.name(), key.fingerprint(), "it does not verify");
        }
        good.putIfAbsent(key.fingerprint(), file.name());
    }

    /** Who of a role signed, and who did not count. */
    private final class Count {
        private final Role role;
        private final List<String> names = new ArrayList<>();
        private final List<Ignored> ignored = new ArrayList<>();
        private Optional<TrustException> better = Optional.empty();

        Count(Role role) {
            this.role = role;
        }

        void ignore(String file, Fingerprint key, Ignored.Reason reason) {
            ignored.add(new Ignored(file, key, reason));
        }

        void signers(Map<Fingerprint, String> good) {
            Map<Fingerprint, String> left = new HashMap<>(good);
            for (Signer signer : trust.of(role).signers()) {
                Map<Fingerprint, String> signed = new HashMap<>(good);
                signed.keySet()
                        .retainAll(signer.keys().stream()
                                .map(TrustedKey::fingerprint)
                                .toList());
                left.keySet().removeAll(signed.keySet());
                if (!signed.isEmpty()) {
                    weigh(signer, signed);
                }
            }
            Role other = role == Role.RELEASE ? Role.APPROVE : Role.RELEASE;
            Set<Fingerprint> others = trust.of(other).fingerprints();
            left.forEach((key, file) ->
                    ignore(file, key, others.contains(key) ? Ignored.Reason.OTHER_ROLE : Ignored.Reason.OTHER_RELEASE));
            ignored.sort(Comparator.comparing(Ignored::file).thenComparing(Ignored::key));
        }

        private void weigh(Signer signer, Map<Fingerprint, String> signed) {
            Optional<Revocation> revocation = signer.keys().stream()
                    .map(key -> policy.revoked().get(key.fingerprint()))
                    .filter(Objects::nonNull)
                    .findFirst();
            if (revocation.isPresent()) {
                because(new TrustException.Revoked(
                        revocation.get().key(), revocation.get().reason()));
                signed.forEach((key, file) -> ignored.add(new Ignored(file, key, Ignored.Reason.REVOKED)));
            } else if (signed.size() < signer.keys().size()) {
                signed.forEach((key, file) -> ignored.add(new Ignored(file, key, Ignored.Reason.INCOMPLETE_SIGNER)));
            } else if (!signer.validity().holds(now)) {
                because(new TrustException.Expired(signer.name(), signer.validity(), now));
                signed.forEach((key, file) -> ignored.add(new Ignored(file, key, Ignored.Reason.OUT_OF_TIME)));
            } else {
                names.add(signer.name());
            }
        }

        /** The first cause that a person can act on outranks the bare count. */
        private void because(TrustException cause) {
            if (better.isEmpty()) {
                better = Optional.of(cause);
            }
        }

        void require() {
            int required = trust.of(role).threshold();
            if (names.size() >= required) {
                return;
            }
            if (better.isPresent()) {
                throw better.get();
            }
            throw role == Role.RELEASE
                    ? new TrustException.ThresholdNotMet(
                            "release " + TrustException.quoted(release), required, names.size(), ignored)
                    : new TrustException.ApprovalMissing(release, required, names.size(), ignored);
        }
    }
}
