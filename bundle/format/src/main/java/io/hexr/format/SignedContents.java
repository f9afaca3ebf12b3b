package io.hexr.format;

import io.hexr.signing.ReleaseClaim;
import io.hexr.signing.Verified;

/**
 * The proof that a contents list is signed by whom a policy believes: the list, the files it was shown with, and the verdict. Every verified type of
 * this module is built on one.
 */
public final class SignedContents {
    private final Contents contents;
    private final ReleaseFiles files;
    private final Verified verified;

    private SignedContents(Contents contents, ReleaseFiles files, Verified verified) {
        this.contents = contents;
        this.files = files;
        this.verified = verified;
    }

    /**
     * Reads the contents, requires the list of sums that follows from them, then asks the policy about the signatures over it.
     *
     * @throws BundleException where the files do not belong together
     * @throws io.hexr.signing.TrustException where nobody believed signed them
     */
    public static SignedContents verify(ReleaseFiles files, Trust trust) {
        return Claimed.of(files).judged(trust);
    }

    /** Files that belong together, while nobody has been asked who signed them. */
    record Claimed(Contents contents, ReleaseFiles files) {
        static Claimed of(ReleaseFiles files) {
            Contents contents = Contents.parse(Contents.PATH, files.contents());
            SumsFile.require(files.sums(), contents, files.contents(), files.verifyText());
            return new Claimed(contents, files);
        }

        SignedContents judged(Trust trust) {
            ReleaseClaim claim =
                    new ReleaseClaim(contents.release(), contents.version(), contents.sequence(), files.sums());
            return new SignedContents(contents, files, trust.evaluate(claim, files.signatures()));
        }
    }

    public Contents contents() {
        return contents;
    }

    public ReleaseFiles files() {
        return files;
    }

    /** Who signed and approved, and what was ignored. */
    public Verified verified() {
        return verified;
    }
}
