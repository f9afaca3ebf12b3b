package io.hexr.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/**
 * What a release consists of: the signed list. A value of this type is whole in itself: every blob is named, sized, in order and used, every artifact
 * leads to blobs that are listed. Whether anyone trusted signed it, and whether the blobs are what it says, is for others to show.
 */
public final class Contents {
    /** Entry name in archives and folders. */
    public static final String PATH = "hexr/contents.json";

    private final ReleaseHeader header;
    private final List<Artifact> artifacts;
    private final List<ManifestNode> manifests;
    private final List<Blob> blobs;
    private final ReleaseGraph graph;

    Contents(ReleaseHeader header, List<Artifact> artifacts, List<ManifestNode> manifests, List<Blob> blobs) {
        this.header = header;
        this.artifacts = List.copyOf(artifacts);
        this.manifests = List.copyOf(manifests);
        this.blobs = List.copyOf(blobs);
        this.graph = ContentsRules.check(this.artifacts, this.manifests, this.blobs);
    }

    /**
     * Reads a contents list, which must be in canonical form.
     *
     * @throws BundleException.TooNew before anything else of it is read, or {@link BundleException.Invalid}
     */
    public static Contents parse(String resource, byte[] bytes) {
        return ContentsJson.read(resource, bytes);
    }

    /** The canonical form, the same on every machine. */
    public byte[] bytes() {
        return ContentsJson.write(this);
    }

    /** The first hexr that reads it. */
    public String minimumReader() {
        return header.minimumReader();
    }

    public String release() {
        return header.release();
    }

    public String version() {
        return header.version();
    }

    public long sequence() {
        return header.sequence();
    }

    /** In signed order. */
    public List<Artifact> artifacts() {
        return artifacts;
    }

    /** In signed order. */
    public List<ManifestNode> manifests() {
        return manifests;
    }

    /** In the order of the archive. */
    public List<Blob> blobs() {
        return blobs;
    }

    /** When something should be renewed, by name. */
    public SortedMap<String, String> expires() {
        return header.expires();
    }

    /** How old data is that grows old, by name. */
    public SortedMap<String, String> dataDates() {
        return header.dataDates();
    }

    /** What is announced and not delivered. */
    public List<String> planned() {
        return header.planned();
    }

    /** What a person calls it: {@code hexr 0.8.0}. */
    public String title() {
        return release() + " " + version();
    }

    /** Every group an artifact names. */
    public SortedSet<String> groups() {
        SortedSet<String> all = new TreeSet<>();
        artifacts.forEach(artifact -> all.addAll(artifact.groups()));
        return all;
    }

    /** Artifacts of one group. */
    public List<Artifact> group(String group) {
        return artifacts.stream()
                .filter(artifact -> artifact.groups().contains(group))
                .toList();
    }

    /** Bytes of all blobs together. */
    public long totalSize() {
        return blobs.stream().mapToLong(Blob::size).sum();
    }

    /** The manifests an artifact needs: its own, those below it, its bill of materials, and whatever refers to any of these as its subject. */
    public List<ManifestNode> manifestsOf(Artifact artifact) {
        return graph.manifestsOf(artifact);
    }

    /** Every blob an artifact needs, manifests included. */
    public Set<Digest> closure(Artifact artifact) {
        return graph.closure(artifact);
    }

    /** Bytes of all that each artifact needs, in signed order; what artifacts share counts for each of them. */
    public SequencedMap<Artifact, Long> sizes() {
        long[] sizes = graph.sizes(artifacts);
        SequencedMap<Artifact, Long> all = new LinkedHashMap<>();
        for (int i = 0; i < sizes.length; i++) {
            all.put(artifacts.get(i), sizes[i]);
        }
        return all;
    }

    /** The blobs in order, each with the media type that a registry needs to hear: a manifest's own, or none in particular. */
    public List<Descriptor> descriptors() {
        return blobs.stream().map(graph::descriptor).toList();
    }

    /** Whether this is the digest of a manifest, of which the contents say what it holds. */
    public boolean isManifest(Digest digest) {
        return graph().node(digest).isPresent();
    }

    /** Holds a manifest's own bytes against what is said of it here. @throws BundleException.Invalid where they say otherwise */
    public void requireManifest(Digest digest, byte[] bytes) {
        graph().node(digest).flatMap(node -> node.contradiction(bytes)).ifPresent(rule -> {
            throw new BundleException.Invalid("manifest " + digest + " of " + title(), rule);
        });
    }

    ReleaseGraph graph() {
        return graph;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contents that
                && header.equals(that.header)
                && artifacts.equals(that.artifacts)
                && manifests.equals(that.manifests)
                && blobs.equals(that.blobs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(header, artifacts, manifests, blobs);
    }
}
