package io.hexr.signing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes signature files. What is signed is the plain list of sums and nothing around it, so that stock tools can check it; no prefix tells a release
 * from an approval. They are told apart by who signs, see {@link TrustPolicy}; custody records and rotations are JSON and can never be such a list,
 * see {@link Statement}.
 */
public final class Signatures {
    private Signatures() {}

    /**
     * Signs a statement with every key: a Sigstore bundle each, {@code <statement>.<key>.sigstore.json}, and for the first ECDSA P-256 key the same
     * signature bare as {@code <statement>.sig}, which any openssl checks.
     */
    public static List<SignatureFile> write(String statementName, byte[] statement, List<SigningKey> keys) {
        Statement.require(statement);
        if (keys.isEmpty()) {
            throw new TrustException.MalformedKey("the order to sign", "names no key");
        }
        List<SignatureFile> files = new ArrayList<>();
        Set<Fingerprint> seen = new HashSet<>();
        boolean raw = false;
        for (SigningKey key : keys) {
            if (!seen.add(key.fingerprint())) {
                throw new TrustException.PolicyChangeRefused(
                        "key " + key.fingerprint().brief() + " is named twice");
            }
            byte[] signature = key.sign(statement);
            if (!raw && key.algorithm().checkedByEveryOpenssl()) {
                files.add(new SignatureFile(statementName + SignatureFile.RAW, signature));
                raw = true;
            }
            files.add(bundle(statementName, statement, key, signature));
        }
        return List.copyOf(files);
    }

    /** An officer's approval, to lie beside a bundle or its parts as {@code <bundle name>.<key>.sigstore.json}. */
    public static SignatureFile counterSign(String bundleName, byte[] statement, SigningKey key) {
        Statement.require(statement);
        return bundle(bundleName, statement, key, key.sign(statement));
    }

    /**
     * Whose signatures lie beside a statement that is no release, of the keys that a policy knows for anything and has not revoked. It grants nothing.
     *
     * @throws TrustException.BadSignature where a known key's signature is wrong
     */
    public static Set<Fingerprint> knownSigners(byte[] statement, List<SignatureFile> beside, TrustPolicy policy) {
        Statement.require(statement);
        Set<Fingerprint> good = new TreeSet<>();
        for (SignatureFile file : beside) {
            if (file.isRaw()) {
                continue;
            }
            SigstoreBundle bundle = SigstoreBundle.parse(file);
            for (TrustedKey key : policy.knownKeys()) {
                if (!key.fingerprint().equals(bundle.key()) || policy.revoked().containsKey(key.fingerprint())) {
                    continue;
                }
                if (!bundle.isAbout(statement, key.algorithm()) || !key.verifies(statement, bundle.signature())) {
                    throw new TrustException.BadSignature(file.name(), key.fingerprint(), "it does not verify");
                }
                good.add(key.fingerprint());
            }
        }
        return Set.copyOf(good);
    }

    static SignatureFile bundle(String name, byte[] statement, SigningKey key, byte[] signature) {
        return new SignatureFile(
                fileName(name, key.fingerprint()),
                SigstoreBundle.sign(statement, key, signature).write());
    }

    static String fileName(String name, Fingerprint key) {
        return name + "." + key.brief() + SignatureFile.BUNDLE;
    }
}
