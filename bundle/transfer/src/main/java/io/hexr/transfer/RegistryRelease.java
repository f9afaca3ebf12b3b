package io.hexr.transfer;

import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.format.SignedContents;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.Digest;

/**
 * A release read back from a registry: its files are fetched and must be signed by whom the policy believes before any other repository is looked at.
 * What the registry says about itself is not believed: tags only lead to the files, and what is there is settled by asking for each blob.
 */
public final class RegistryRelease {
    private final Destination registry;
    private final String place;
    private final SignedContents signed;
    private final RepositoriesSource source;

    private RegistryRelease(Destination registry, String place, SignedContents signed) {
        this.registry = registry;
        this.place = place;
        this.signed = signed;
        this.source = RepositoriesSource.of(registry, signed.contents());
    }

    /**
     * Finds the release and verifies its signatures.
     *
     * @param version as people call it; where none is named, there must be just one release
     * @throws TransferException.WrongRelease where the files that the tag leads to are of another release
     */
    public static RegistryRelease verify(Destination registry, Optional<String> version, Trust trust) {
        RegistryReleases releases = new RegistryReleases(registry);
        RegistryReleases.Tagged tagged = releases.find(version);
        String place = releases.place(tagged.tags().getFirst());
        SignedContents signed = SignedContents.verify(releases.files(tagged), trust);
        requireNamed(place, tagged, signed.contents());
        // the tags of 0.8.1 begin like a group of 0.8
        version.filter(named -> !ReleaseArtifact.tags(signed.contents()).contains(named))
                .ifPresent(named -> {
                    throw new TransferException.WrongRelease(
                            place, signed.contents().title());
                });
        return new RegistryRelease(registry, place, signed);
    }

    /** A tag that leads to another release than it says would let one version pass for another. */
    private static void requireNamed(String place, RegistryReleases.Tagged tagged, Contents contents) {
        Set<String> tags = ReleaseArtifact.tags(contents);
        if (tagged.tags().stream().noneMatch(tags::contains)) {
            throw new TransferException.WrongRelease(place, contents.title());
        }
    }

    /** Registry, repository and tag. */
    public String place() {
        return place;
    }

    public Contents contents() {
        return signed.contents();
    }

    /** The release, with its blobs out of the repositories they were pushed to. */
    public VerifiedRelease release() {
        return VerifiedRelease.of(signed, source);
    }

    /** What the registry has of the release; asks for every blob, on several connections. */
    public Presence presence(Runnable asked) {
        Set<Digest> there = source.locate(contents().descriptors(), asked);
        return Presence.of(contents(), blob -> there.contains(blob.digest()));
    }

    /**
     * Reads all of it that is there, and keeps nothing.
     *
     * @param read told how many bytes came, by several threads
     * @throws io.hexr.oci.OciException where content is not as signed
     */
    public ReleaseCheck check(LongConsumer read) {
        return ReleaseCheck.of(registry, contents(), read);
    }
}
