package io.hexr.format;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.oci.ContentSource;
import io.hexr.signing.Verified;

/**
 * A bundle of which every byte was verified. Content is read out of the archive in place, and verified again as it is read, since a file can change under
 * its reader.
 */
public final class VerifiedBundle {
    private final SignedBundle bundle;
    private final Verification verification;

    VerifiedBundle(SignedBundle bundle, Verification verification) {
        this.bundle = bundle;
        this.verification = verification;
    }

    public Verification verification() {
        return verification;
    }

    public Contents contents() {
        return verification.contents();
    }

    public Presence presence() {
        return verification.presence();
    }

    /** Who signed and approved, and what was ignored. */
    public Verified verified() {
        return verification.verified();
    }

    public ReleaseFiles files() {
        return verification.files();
    }

    public boolean isComplete() {
        return verification.isComplete();
    }

    /** Artifacts that are wholly here. */
    public List<Artifact> artifacts() {
        return presence().artifacts();
    }

    /** Artifacts that are not. */
    public List<Artifact> absent() {
        return presence().absentArtifacts();
    }

    /** Groups of which every artifact is here. */
    public SortedSet<String> completeGroups() {
        SortedSet<String> groups = new TreeSet<>(contents().groups());
        absent().forEach(artifact -> groups.removeAll(artifact.groups()));
        return groups;
    }

    /** Where each blob lies. */
    public ArchivePlan plan() {
        return bundle.plan();
    }

    /** Every blob that is here; it knows no tags, {@link #content(Artifact)} does. */
    public ContentSource content() {
        return bundle.content();
    }

    /** The content of one artifact's repository: tags lead to it. */
    public ContentSource content(Artifact artifact) {
        return bundle.content(artifact);
    }

    /** The content of a repository that several artifacts share. */
    public ContentSource content(List<Artifact> artifacts) {
        return bundle.content(artifacts);
    }

    /** The same release as a source for another archive, such as one with fewer blobs. */
    public VerifiedRelease release() {
        return bundle.release();
    }
}
