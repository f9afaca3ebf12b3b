package io.hexr.signing;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a site believes, release name by release name. A value: every change gives a new policy, {@link #update} puts it in place in one step.
 *
 * <p>A release and its approval are signatures over the same bytes. They cannot stand for one another because no key may hold both roles for one release
 * name (every constructor of a policy refuses it), because release signatures are taken from the bundle and approvals from beside it, and because the
 * release name is inside what is signed: what a key approved under one name is a different list of sums from anything it could release under another.
 */
public final class TrustPolicy {
    /** The largest policy file that is read; room for some three hundred hybrid signers. */
    public static final int MAX_BYTES = 1 << 20;

    /** More releases and revocations than a file of that size holds. */
    static final int MAX_ENTRIES = 1024;

    private final NavigableMap<String, ReleaseTrust> releases;
    private final NavigableMap<Fingerprint, Revocation> revoked;
    private final NavigableMap<String, Reached> forgotten;

    TrustPolicy(
            Map<String, ReleaseTrust> releases, Map<Fingerprint, Revocation> revoked, Map<String, Reached> forgotten) {
        if (releases.size() > MAX_ENTRIES || revoked.size() > MAX_ENTRIES || forgotten.size() > MAX_ENTRIES) {
            throw new TrustException.PolicyChangeRefused(
                    "a policy holds at most " + MAX_ENTRIES + " entries of a kind");
        }
        releases.forEach((name, trust) -> {
            ReleaseTrust.requireName(name);
            trust.release().requireDistinctKeys(trust.approve(), name);
        });
        this.releases = Collections.unmodifiableNavigableMap(new TreeMap<>(releases));
        forgotten.keySet().forEach(name -> {
            ReleaseTrust.requireName(name);
            if (releases.containsKey(name)) {
                throw new TrustException.PolicyChangeRefused("release " + name + " is believed and forgotten at once");
            }
        });
        this.revoked = Collections.unmodifiableNavigableMap(new TreeMap<>(revoked));
        this.forgotten = Collections.unmodifiableNavigableMap(new TreeMap<>(forgotten));
    }

    /** Believes nobody. */
    public static TrustPolicy empty() {
        return new TrustPolicy(Map.of(), Map.of(), Map.of());
    }

    public static TrustPolicy read(Path file) {
        return parse(SmallFiles.read(file, MAX_BYTES), file.toString());
    }

    /** The policy in this file; nothing only where nothing bears the name. A link that leads nowhere or a folder that cannot be searched is refused. */
    public static Optional<TrustPolicy> find(Path file) {
        return SmallFiles.isAbsent(file) ? Optional.empty() : Optional.of(read(file));
    }

    /**
     * Changes the policy in this file, which begins as one that believes nobody. Changes by other threads and processes wait for one another, so none is
     * lost; a link stays one, what it leads to is replaced.
     */
    public static TrustPolicy update(Path file, UnaryOperator<TrustPolicy> change) {
        Path target = SmallFiles.behindLinks(file);
        return SmallFiles.exclusively(target, () -> {
            TrustPolicy changed = change.apply(find(target).orElseGet(TrustPolicy::empty));
            changed.save(target);
            return changed;
        });
    }

    /** Parses the versioned JSON form; unknown fields, duplicate keys and a policy this class would not build are refused. */
    public static TrustPolicy parse(byte[] json, String resource) {
        return PolicyDocument.parse(json, resource);
    }

    /** Replaces the file in one step; a reader sees the old policy or the new one, also after a kill. */
    void save(Path file) {
        byte[] json = json();
        if (json.length > MAX_BYTES) {
            throw new TrustException.TooLarge(file.toString(), MAX_BYTES);
        }
        SmallFiles.replace(file, json, SmallFiles.Access.EVERYONE_READS);
    }

    public byte[] json() {
        return PolicyDocument.write(this);
    }

    /** By name, sorted. */
    public NavigableMap<String, ReleaseTrust> releases() {
        return releases;
    }

    /** By fingerprint, sorted. */
    public NavigableMap<Fingerprint, Revocation> revoked() {
        return revoked;
    }

    /** How far those releases came that nobody is believed for any more, by name, sorted. */
    public NavigableMap<String, Reached> forgotten() {
        return forgotten;
    }

    /** Whether the claim holds; see {@link #evaluate(ReleaseClaim, List, List, Instant, AllowedRollback)}. Nothing older than the minimum passes. */
    public Verified evaluate(
            ReleaseClaim claim, List<SignatureFile> signatures, List<SignatureFile> approvals, Instant now) {
        return new Evaluation(this, claim, now).verdict(signatures, approvals, Optional.empty());
    }

    /**
     * Whether the claim holds: enough releasing signers among {@code signatures} (the files inside the bundle), enough approving ones among
     * {@code approvals} (the files beside it), and a sequence not below the minimum unless it is exactly the one allowed.
     *
     * @throws TrustException for every other outcome; a wrong signature by any known key stops, unknown keys are listed in the result
     */
    public Verified evaluate(
            ReleaseClaim claim,
            List<SignatureFile> signatures,
            List<SignatureFile> approvals,
            Instant now,
            AllowedRollback allowed) {
        return new Evaluation(this, claim, now).verdict(signatures, approvals, Optional.of(allowed));
    }

    /**
     * Adds a signer. {@code compared} are the fingerprints that a person compared out of band; every key of the signer must be among them. The first
     * signer of a release name sets the release threshold to one; approvals are needed once {@link #requiring} says how many. A name that was forgotten
     * goes on from the sequence and the rotation it had reached.
     */
    public TrustPolicy add(String release, Role role, Signer signer, Set<Fingerprint> compared) {
        for (TrustedKey key : signer.keys()) {
            if (!compared.contains(key.fingerprint())) {
                throw new TrustException.FingerprintMismatch(key.fingerprint());
            }
            requireNotRevoked(key);
        }
        ReleaseTrust trust = releases.get(release);
        if (trust != null) {
            return with(release, trust.with(role, trust.of(role).with(signer)));
        }
        if (role == Role.APPROVE) {
            throw new TrustException.UnknownRelease(release);
        }
        return with(release, ReleaseTrust.beginning(signer, forgotten.getOrDefault(release, Reached.NOTHING)));
    }

    /** Takes a signer out; refused when the threshold could not be met any more: lower it first, or {@link #forget} the release. */
    public TrustPolicy remove(String release, Role role, String signer) {
        ReleaseTrust trust = trust(release);
        return with(release, trust.with(role, trust.of(role).without(signer)));
    }

    /** Sets how many signers of a role it takes. */
    public TrustPolicy requiring(String release, Role role, int threshold) {
        ReleaseTrust trust = trust(release);
        return with(release, trust.with(role, new SignerSet(trust.of(role).signers(), threshold)));
    }

    /** Believes nobody for this release name any more. What it had reached is kept: else forgetting and adding again would let old releases back in. */
    public TrustPolicy forget(String release) {
        Reached reached = trust(release).reached();
        Map<String, ReleaseTrust> fewer = new TreeMap<>(releases);
        fewer.remove(release);
        Map<String, Reached> more = new TreeMap<>(forgotten);
        if (!reached.equals(Reached.NOTHING)) {
            more.put(release, reached);
        }
        return new TrustPolicy(fewer, revoked, more);
    }

    /** A key that was lost or stolen counts no more, for no release; it cannot come back. Where too few signers are left, everything is refused. */
    public TrustPolicy revoke(Revocation revocation) {
        Map<Fingerprint, Revocation> more = new TreeMap<>(revoked);
        if (more.putIfAbsent(revocation.key(), revocation) != null) {
            throw new TrustException.PolicyChangeRefused(
                    "key " + revocation.key().brief() + " is already revoked");
        }
        return new TrustPolicy(releases, more, forgotten);
    }

    /** Raises the minimum to what was just accepted. A rollback that was allowed once lowers nothing. */
    public TrustPolicy accepted(Verified verified) {
        ReleaseTrust trust = trust(verified.release());
        return verified.sequence() <= trust.minimumSequence()
                ? this
                : with(verified.release(), trust.withMinimum(verified.sequence()));
    }

    /**
     * Takes over the new releasing keys that the present ones signed for. Numbers only rise, so none can be replayed; a site that began late has none of the earlier ones. The
     * threshold never falls, approving signers are never touched, and a revoked key does not return.
     */
    public TrustPolicy rotate(byte[] rotation, List<SignatureFile> signatures, Instant now) {
        Rotation next = Rotation.parse(rotation);
        ReleaseTrust trust = trust(next.release());
        next.requireTurn(trust);
        next.signers().keys().forEach(this::requireNotRevoked);
        new Evaluation(this, next.release(), rotation, now).requireReleaseThreshold(signatures);
        return with(next.release(), trust.rotated(next));
    }

    ReleaseTrust trust(String release) {
        ReleaseTrust trust = releases.get(release);
        if (trust == null) {
            throw new TrustException.UnknownRelease(release);
        }
        return trust;
    }

    /** The key behind a fingerprint, whatever release or role it stands for. */
    Optional<TrustedKey> key(Fingerprint fingerprint) {
        return keys().filter(key -> key.fingerprint().equals(fingerprint)).findFirst();
    }

    /** Every key of the policy once, revoked ones included; what a custody log is read with. */
    public List<TrustedKey> knownKeys() {
        return new ArrayList<>(
                keys().collect(Collectors.toMap(TrustedKey::fingerprint, key -> key, (first, _) -> first, TreeMap::new))
                        .values());
    }

    private Stream<TrustedKey> keys() {
        return releases.values().stream()
                .flatMap(trust ->
                        Stream.concat(trust.release().keys(), trust.approve().keys()));
    }

    private void requireNotRevoked(TrustedKey key) {
        Revocation revocation = revoked.get(key.fingerprint());
        if (revocation != null) {
            throw new TrustException.Revoked(key.fingerprint(), revocation.reason());
        }
    }

    private TrustPolicy with(String release, ReleaseTrust trust) {
        Map<String, ReleaseTrust> more = new TreeMap<>(releases);
        more.put(release, trust);
        Map<String, Reached> fewer = new TreeMap<>(forgotten);
        fewer.remove(release);
        return new TrustPolicy(more, revoked, fewer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustPolicy that
                && releases.equals(that.releases)
                && revoked.equals(that.revoked)
                && forgotten.equals(that.forgotten);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(releases, revoked, forgotten);
    }
}
