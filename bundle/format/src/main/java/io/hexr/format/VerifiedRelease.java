package io.hexr.format;

import io.hexr.oci.ContentSource;
import io.hexr.oci.ContentStore;
import io.hexr.signing.Verified;

/**
 * A release whose contents are signed by whom a policy believes, and the place its blobs lie in: a folder or a registry. Every blob is checked when it is
 * read. There is no way to one without the verdict.
 */
public final class VerifiedRelease {
    private final SignedContents signed;
    private final ContentSource source;

    private VerifiedRelease(SignedContents signed, ContentSource source) {
        this.signed = signed;
        this.source = source;
    }

    public static VerifiedRelease of(SignedContents signed, ContentSource source) {
        return new VerifiedRelease(signed, source);
    }

    /** The release whose files and blobs a store holds. */
    public static VerifiedRelease verify(ReleaseFiles files, ContentStore store, Trust trust) {
        return new VerifiedRelease(SignedContents.verify(files, trust), store);
    }

    public Contents contents() {
        return signed.contents();
    }

    public ReleaseFiles files() {
        return signed.files();
    }

    public Verified verified() {
        return signed.verified();
    }

    public ContentSource source() {
        return source;
    }

    SignedContents signed() {
        return signed;
    }
}
