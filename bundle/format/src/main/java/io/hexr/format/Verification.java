package io.hexr.format;

import java.util.List;

import io.hexr.signing.Verified;

/** The proof that every byte of an archive was verified: what is signed, by whom, and what of it is there. */
public final class Verification {
    private final SignedContents signed;
    private final Presence presence;

    Verification(SignedContents signed, Presence presence) {
        this.signed = signed;
        this.presence = presence;
    }

    public Contents contents() {
        return signed.contents();
    }

    public Presence presence() {
        return presence;
    }

    public Verified verified() {
        return signed.verified();
    }

    public ReleaseFiles files() {
        return signed.files();
    }

    public boolean isComplete() {
        return presence.isComplete();
    }

    /** Refuses a partial bundle. @throws BundleException.Incomplete naming the artifacts that are not wholly there */
    public void requireComplete(String archive) {
        if (!isComplete()) {
            List<String> absent =
                    presence.absentArtifacts().stream().map(Artifact::title).toList();
            throw new BundleException.Incomplete(archive, absent);
        }
    }
}
