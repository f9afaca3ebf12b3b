package io.hexr.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import io.hexr.signing.SignatureFile;
import io.hexr.signing.Signatures;
import io.hexr.signing.SigningKey;

/**
 * The files that make a release out of content: contents, the text for people, the list of sums and the signatures over it. They travel unchanged from
 * the signing on, in folders, registries and archives. Holding them proves nothing; {@link VerifiedRelease} does.
 */
public final class ReleaseFiles {
    private final byte[] contents;
    private final byte[] verifyText;
    private final byte[] sums;
    private final List<SignatureFile> signatures;

    private ReleaseFiles(byte[] contents, byte[] verifyText, byte[] sums, List<SignatureFile> signatures) {
        this.contents = contents;
        this.verifyText = verifyText;
        this.sums = sums;
        this.signatures = signatures.stream()
                .sorted(Comparator.comparing(SignatureFile::name))
                .toList();
    }

    /** Signs a release: the only place of this module that takes a key. */
    public static ReleaseFiles sign(Contents contents, List<SigningKey> keys) {
        byte[] bytes = contents.bytes();
        byte[] text = VerifyText.of(contents);
        byte[] sums = SumsFile.of(contents, bytes, text);
        return new ReleaseFiles(bytes, text, sums, Signatures.write(SumsFile.NAME, sums, keys));
    }

    /** From wherever they were kept, by entry name ({@code hexr/contents.json}, ...). @throws BundleException.Invalid where one is missing, too many or too large */
    public static ReleaseFiles of(Map<String, byte[]> files) {
        Map<String, byte[]> left = new LinkedHashMap<>(files);
        byte[] contents = take(left, Contents.PATH, Caps.CONTENTS_BYTES);
        byte[] text = take(left, VerifyText.PATH, Caps.VERIFY_TEXT_BYTES);
        byte[] sums = take(left, SumsFile.PATH, Caps.SUMS_BYTES);
        List<SignatureFile> signatures = new ArrayList<>();
        left.forEach((path, bytes) -> {
            if (!isSignature(path)) {
                throw new BundleException.Invalid(BundleException.quoted(path), "is no file of a release");
            }
            signatures.add(new SignatureFile(path.substring(ControlName.FOLDER.length()), bytes.clone()));
        });
        if (signatures.size() > Caps.SIGNATURES) {
            throw new BundleException.Invalid(
                    SumsFile.PATH, "has " + signatures.size() + " signature files, at most " + Caps.SIGNATURES);
        }
        return new ReleaseFiles(contents, text, sums, signatures);
    }

    static boolean isSignature(String path) {
        return ControlName.isSignature(path);
    }

    /** The most bytes a file of that name may have, to be asked before any are read; 0 where no release has such a file. */
    public static int cap(String path) {
        boolean ours = path.equals(Contents.PATH)
                || path.equals(VerifyText.PATH)
                || path.equals(SumsFile.PATH)
                || isSignature(path);
        return ours ? ControlName.cap(path) : 0;
    }

    /** How many files a release has at most. */
    public static int most() {
        return Caps.SIGNATURES + 3;
    }

    private static byte[] take(Map<String, byte[]> files, String path, int cap) {
        byte[] bytes = files.remove(path);
        if (bytes == null) {
            throw new BundleException.Invalid(path, "is missing");
        }
        if (bytes.length > cap) {
            throw new BundleException.Invalid(path, "has " + bytes.length + " bytes, at most " + cap);
        }
        return bytes.clone();
    }

    /** By entry name, in the order of the archive; copies. */
    public SequencedMap<String, byte[]> files() {
        SequencedMap<String, byte[]> all = new LinkedHashMap<>();
        all.put(Contents.PATH, contents.clone());
        all.put(SumsFile.PATH, sums.clone());
        signatures.forEach(
                file -> all.put(ControlName.FOLDER + file.name(), file.bytes().clone()));
        all.put(VerifyText.PATH, verifyText.clone());
        return all;
    }

    /** What the signatures cover: {@code SHA256SUMS}; a copy. */
    public byte[] sums() {
        return sums.clone();
    }

    public List<SignatureFile> signatures() {
        return signatures;
    }

    byte[] contents() {
        return contents;
    }

    byte[] verifyText() {
        return verifyText;
    }
}
