package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The statement by which releasing keys hand over to the next ones: release name, its number in turn, the new signers and threshold. JSON in one form,
 * which begins with a brace and so is no list of sums.
 */
public record Rotation(String release, long number, SignerSet signers) {
    /** The largest rotation that is read. */
    public static final int MAX_BYTES = 64 << 10;

    static final String TYPE = "hexr-rotation/v1";

    private static final String RESOURCE = "a key rotation";

    public Rotation {
        ReleaseTrust.requireName(release);
        signers.requireDistinctKeys(SignerSet.EMPTY, release);
        if (number < 1 || signers.threshold() < 1) {
            throw new TrustException.PolicyChangeRefused("a rotation has a number and a threshold of at least one");
        }
    }

    /** The bytes to sign. */
    public byte[] statement() {
        TreeMap<String, Object> fields = new TreeMap<>(PolicyDocument.set(signers));
        fields.put("type", TYPE);
        fields.put("release", release);
        fields.put("number", number);
        return PolicyDocument.bytes(fields);
    }

    /** What the statement's file is called; its signatures lie beside it, {@code <name>.<key>.sigstore.json}. */
    public String fileName() {
        return release + "-rotation-" + number + ".json";
    }

    /** Signs with every key given: those of enough present releasing signers. */
    public List<SignatureFile> sign(List<SigningKey> keys) {
        byte[] statement = statement();
        return keys.stream()
                .map(key -> Signatures.bundle(fileName(), statement, key, key.sign(statement)))
                .toList();
    }

    /**
     * Writes statement and signatures into the folder. Holders of further keys do the same with theirs: each names the next keys again, and whoever names
     * others is refused.
     *
     * @throws TrustException.AlreadyThere where the folder has another statement of that name
     */
    public List<Path> write(Path folder, List<SigningKey> keys) {
        Path file = folder.resolve(fileName());
        byte[] statement = statement();
        if (statement.length > MAX_BYTES) {
            throw new TrustException.RotationRefused("rotation " + number + " of release " + release + " takes "
                    + statement.length + " bytes, more than the " + MAX_BYTES
                    + " that a site reads: name fewer signers or keys");
        }
        List<SignatureFile> signatures = sign(keys);
        if (SmallFiles.isAbsent(file) || !Arrays.equals(SmallFiles.read(file, MAX_BYTES), statement)) {
            SmallFiles.create(file, statement, SmallFiles.Access.EVERYONE_READS);
        }
        List<Path> written = new ArrayList<>(List.of(file));
        for (SignatureFile signature : signatures) {
            Path beside = folder.resolve(signature.name());
            SmallFiles.replace(beside, signature.bytes(), SmallFiles.Access.EVERYONE_READS);
            written.add(beside);
        }
        return List.copyOf(written);
    }

    /** The bytes of a statement; they count only through {@link TrustPolicy#rotate}. */
    public static byte[] read(Path file) {
        return SmallFiles.read(file, MAX_BYTES);
    }

    /** Reads the statement; it counts only through {@link TrustPolicy#rotate}. */
    public static Rotation parse(byte[] statement) {
        try {
            return parsed(statement);
        } catch (TrustException.MalformedPolicy | TrustException.MalformedKey e) {
            throw new TrustException.RotationRefused(String.valueOf(e.getMessage()), e);
        }
    }

    private static Rotation parsed(byte[] statement) {
        JsonNode root = PolicyDocument.json(statement, MAX_BYTES, RESOURCE);
        PolicyDocument.Fields fields = new PolicyDocument.Fields(RESOURCE, root);
        fields.require("type", TYPE);
        Rotation rotation = PolicyDocument.building(
                RESOURCE,
                () -> new Rotation(fields.text("release"), fields.number("number"), PolicyDocument.set(fields)));
        fields.requireOnly("type", "release", "number", "signers", "threshold");
        if (!Arrays.equals(statement, rotation.statement())) {
            throw new TrustException.MalformedPolicy(
                    RESOURCE,
                    "is not in the one form it is written in: "
                            + TrustException.quoted(new String(statement, StandardCharsets.ISO_8859_1)));
        }
        return rotation;
    }

    void requireTurn(ReleaseTrust trust) {
        if (number <= trust.rotations()) {
            throw new TrustException.RotationRefused("rotation " + number + " of release " + release
                    + " is an old one, rotation " + trust.rotations() + " was taken already");
        }
        if (signers.threshold() < trust.release().threshold()) {
            throw new TrustException.RotationRefused("rotation " + number + " of release " + release
                    + " would lower the threshold from " + trust.release().threshold() + " to "
                    + signers.threshold());
        }
    }
}
