package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.hexr.oci.Digest;

/**
 * {@code hexr/SHA256SUMS}: the one thing that is signed. A line for every entry of the complete bundle but {@code hexr/bundle.json} and the
 * {@code hexr/SHA256SUMS*} files, in the order of the archive, as {@code sha256sum -c} reads it.
 */
final class SumsFile {
    static final String NAME = "SHA256SUMS";
    static final String PATH = "hexr/" + NAME;

    private SumsFile() {}

    static byte[] of(Contents contents, byte[] contentsBytes, byte[] verifyText) {
        Presence all = Presence.complete(contents);
        StringBuilder lines = new StringBuilder(160 * (contents.blobs().size() + 5));
        line(lines, Digest.of(contentsBytes), Contents.PATH);
        line(lines, Digest.of(verifyText), VerifyText.PATH);
        line(lines, Digest.of(DerivedFiles.ociLayout()), DerivedFiles.OCI_LAYOUT);
        line(lines, Digest.of(DerivedFiles.index(contents, all)), DerivedFiles.INDEX);
        line(lines, Digest.of(DerivedFiles.loadList(contents, all)), DerivedFiles.LOAD_LIST);
        contents.blobs().forEach(blob -> line(lines, blob.digest(), blob.path()));
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void line(StringBuilder lines, Digest digest, String path) {
        lines.append(digest.hex()).append("  ").append(path).append('\n');
    }

    /** The signed list must be exactly the one that follows from the contents; the message names the first line that is not. */
    static void require(byte[] found, Contents contents, byte[] contentsBytes, byte[] verifyText) {
        byte[] expected = of(contents, contentsBytes, verifyText);
        if (Arrays.equals(found, expected)) {
            return;
        }
        List<String> have = lines(found);
        List<String> want = lines(expected);
        for (int i = 0; i < want.size(); i++) {
            if (i >= have.size() || !have.get(i).equals(want.get(i))) {
                throw new BundleException.Invalid(
                        PATH,
                        "line " + (i + 1) + " must be " + BundleException.quoted(want.get(i)) + ", is "
                                + (i < have.size() ? BundleException.quoted(have.get(i)) : "missing"));
            }
        }
        throw new BundleException.Invalid(PATH, "has more lines than the contents have entries");
    }

    private static List<String> lines(byte[] bytes) {
        return new ArrayList<>(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
    }
}
