package io.hexr.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.hexr.oci.Digest;
import io.hexr.oci.StrictJson;
import io.hexr.signing.SignatureFile;

/**
 * Which blobs of a release an archive carries, in signed order, and which signature files. It is not signed: a wrong one can only make an archive
 * refused or partial, never accepted, since everything it names is checked against what is signed.
 */
public final class Presence {
    /** Entry name in archives. */
    public static final String PATH = "hexr/bundle.json";

    private final Contents contents;
    private final Set<Digest> present;

    private Presence(Contents contents, Set<Digest> present) {
        this.contents = contents;
        this.present = present;
    }

    public static Presence complete(Contents contents) {
        return of(contents, blob -> true);
    }

    /** Leaves out what a receiver has: {@code kept} says which blobs travel. */
    public static Presence of(Contents contents, Predicate<Blob> kept) {
        Set<Digest> present = new HashSet<>();
        contents.blobs().stream().filter(kept).forEach(blob -> present.add(blob.digest()));
        return new Presence(contents, Set.copyOf(present));
    }

    public boolean has(Digest digest) {
        return present.contains(digest);
    }

    public boolean isComplete() {
        return present.size() == contents.blobs().size();
    }

    /** Whether every blob the artifact needs is here. */
    public boolean isComplete(Artifact artifact) {
        return present.containsAll(contents.closure(artifact));
    }

    /** What travels, in signed order. */
    public List<Blob> blobs() {
        return contents.blobs().stream().filter(blob -> has(blob.digest())).toList();
    }

    /** What does not, in signed order. */
    public List<Blob> absentBlobs() {
        return contents.blobs().stream().filter(blob -> !has(blob.digest())).toList();
    }

    /** Artifacts that are wholly here, in signed order. */
    public List<Artifact> artifacts() {
        return split(true);
    }

    /** Artifacts of which something is missing, in signed order. */
    public List<Artifact> absentArtifacts() {
        return split(false);
    }

    private List<Artifact> split(boolean complete) {
        if (isComplete()) {
            return complete ? contents.artifacts() : List.of();
        }
        Predicate<Artifact> isComplete = contents.graph().completeWith(present::contains);
        return contents.artifacts().stream()
                .filter(artifact -> isComplete.test(artifact) == complete)
                .toList();
    }

    /** The canonical form. */
    byte[] bytes(List<SignatureFile> signatures) {
        Map<String, Object> all = new TreeMap<>();
        all.put("format", FormatVersion.CURRENT);
        all.put("minimumReader", contents.minimumReader());
        all.put(
                "present",
                blobs().stream().map(blob -> blob.digest().toString()).toList());
        all.put("signatures", signatures.stream().map(Presence::line).toList());
        return StrictJson.write(all);
    }

    private static Map<String, Object> line(SignatureFile file) {
        return Map.of("digest", Digest.of(file.bytes()).toString(), "name", file.name(), "size", file.bytes().length);
    }

    /** Reads the list and compares it with its canonical form. @throws BundleException.Invalid or {@link BundleException.TooNew} */
    static Presence parse(byte[] bytes, Contents contents, List<SignatureFile> signatures) {
        VersionProbe.require(PATH, bytes, Caps.PRESENCE_BYTES);
        List<Digest> listed = new ArrayList<>();
        JsonFields.readObject(
                PATH,
                bytes,
                Caps.PRESENCE_BYTES,
                in -> in.object(field -> {
                    switch (field) {
                        case "format" -> in.number(Integer.MAX_VALUE);
                        case "minimumReader" -> in.text(Caps.NAME);
                        case "present" -> listed.addAll(in.list(Caps.BLOBS, in::digest));
                        case "signatures" -> in.list(Caps.SIGNATURES, () -> signature(in));
                        default -> throw in.unknown(field);
                    }
                }));
        Set<Digest> present = Distinct.require(PATH, "blob", listed);
        Set<Digest> known = new HashSet<>();
        contents.blobs().forEach(blob -> known.add(blob.digest()));
        for (Digest digest : listed) {
            if (!known.contains(digest)) {
                throw new BundleException.Invalid(PATH, "blob " + digest + " is not in the signed contents");
            }
        }
        Presence presence = new Presence(contents, Set.copyOf(present));
        if (!Arrays.equals(presence.bytes(signatures), bytes)) {
            throw new BundleException.Invalid(
                    PATH, "is not the canonical list of the blobs and signature files that are here");
        }
        return presence;
    }

    private static String signature(JsonFields in) {
        in.object(field -> {
            switch (field) {
                case "digest" -> in.digest();
                case "name" -> in.text(Caps.NAME);
                case "size" -> in.number(SignatureFile.MAX_BYTES);
                default -> throw in.unknown(field);
            }
        });
        return "";
    }
}
