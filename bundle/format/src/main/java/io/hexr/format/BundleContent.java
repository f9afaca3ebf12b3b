package io.hexr.format;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.VerifyingInputStream;

/** The blobs of an archive as a content source, each read from where it lies. */
final class BundleContent implements ContentSource {
    private final Contents contents;
    private final ArchivePlan plan;
    private final Function<ArchivePlan.Entry, VerifyingInputStream> opener;
    private final List<Artifact> tagged;

    BundleContent(
            Contents contents,
            ArchivePlan plan,
            Function<ArchivePlan.Entry, VerifyingInputStream> opener,
            List<Artifact> tagged) {
        this.contents = contents;
        this.plan = plan;
        this.opener = opener;
        this.tagged = tagged;
    }

    @Override
    public boolean has(Descriptor descriptor) {
        return entry(descriptor).isPresent();
    }

    private Optional<ArchivePlan.Entry> entry(Descriptor descriptor) {
        return plan.entry(descriptor.digest()).filter(entry -> entry.blob().size() == descriptor.size());
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        return opener.apply(entry(descriptor)
                .orElseThrow(() -> new OciException.NotFound("content " + descriptor.digest() + " of the bundle")));
    }

    @Override
    public Optional<Descriptor> resolve(String tag) {
        return tagged.stream()
                .filter(artifact -> artifact.tags().contains(tag))
                .map(Artifact::content)
                .filter(this::has)
                .findFirst();
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return contents.graph().referrers(subject).stream()
                .map(node -> plan.entry(node.digest())
                        .map(entry -> Descriptor.of(
                                node.mediaType(), node.digest(), entry.blob().size())))
                .flatMap(Optional::stream)
                .map(descriptor -> manifest(descriptor).asReferrer())
                .toList();
    }
}
