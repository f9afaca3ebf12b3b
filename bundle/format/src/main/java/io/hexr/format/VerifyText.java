package io.hexr.format;

import java.nio.charset.StandardCharsets;

/** {@code hexr/VERIFY.txt}: how to check a bundle with stock tools. The text is signed, so a later edition of it changes nothing in bundles that exist. */
final class VerifyText {
    static final String PATH = "hexr/VERIFY.txt";

    private static final String TEXT = """
            HOW TO CHECK THIS BUNDLE WITH STOCK TOOLS
            Release: @RELEASE@ @VERSION@, sequence @SEQUENCE@

            You need tar, openssl, sha256sum, and the public key of the release (release.pub), whose fingerprint
            you have compared with one that reached you by another way than this bundle:

              openssl pkey -pubin -in release.pub -outform DER | sha256sum

            Run the commands one after the other, in a shell, beside hexr-bundle.tar.gz. Go on only while each one
            succeeds and prints what is said below it.

            1. The list of entries, before anything is unpacked. No name may be there twice, and none may leave
               the folder. Both commands print nothing:

              tar -tzf hexr-bundle.tar.gz | sort | uniq -d
              tar -tzf hexr-bundle.tar.gz | grep -v -x -E '(hexr|blobs/sha256)/[A-Za-z0-9._-]+|oci-layout|index\\.json|manifest\\.json'

            2. Unpack into a new folder. The folder must not be there yet:

              mkdir checked
              tar -xzf hexr-bundle.tar.gz -C checked
              cd checked

            3. The signature over the list of sums. It prints "Verified OK":

              openssl dgst -sha256 -verify ../release.pub -signature hexr/SHA256SUMS.sig hexr/SHA256SUMS

            4. Every file against its sum. It prints OK for each line and exits 0. Do not add --ignore-missing:

              sha256sum -c hexr/SHA256SUMS

            5. Nothing that was not signed. Both commands print nothing. (hexr/bundle.json and the files
               hexr/SHA256SUMS* are not in the list of sums; bundle.json says only which files travel.)

              find . ! -type f ! -type d
              { cut -c67- hexr/SHA256SUMS; find hexr -name 'SHA256SUMS*'; echo hexr/bundle.json; } | sed 's,^,./,' | sort > ../want && find . -type f | sort > ../have && diff ../want ../have

            6. What the signed list is a list of: the release, version and sequence you expect.

              grep -E '^  "(release|version|sequence)"' hexr/contents.json

            7. Load from the folder that was checked, never from the archive again:

              tar -cf - . | docker load

            A PARTIAL BUNDLE carries the same signature and fewer blobs: step 4 fails for index.json, manifest.json
            and the blobs that are absent, by design. Check it with "hexr bundle verify", or with the small Python
            reader of the documentation (docs/format/hexr_verify.py), which need no network either.

            WITH COSIGN (3.0.4 or later), for each hexr/SHA256SUMS.<key>.sigstore.json:

              cosign verify-blob --insecure-ignore-tlog --key release.pub --bundle BUNDLE hexr/SHA256SUMS

            That flag says that no public transparency log is asked. Behind an air gap there is none: what you
            trust is the key whose fingerprint you compared. The signature itself is checked in full.
            """;

    private VerifyText() {}

    static byte[] of(Contents contents) {
        return TEXT.replace("@RELEASE@", contents.release())
                .replace("@VERSION@", contents.version())
                .replace("@SEQUENCE@", Long.toString(contents.sequence()))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
