package io.hexr.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.Manifest;

/** Makes the contents of a release: walks from each artifact of a lock over its manifests, and puts every blob into the order of the archive. */
public final class ContentsAssembly {
    private final Function<Artifact, ContentSource> sources;
    private final SequencedMap<Digest, Manifest> manifests = new LinkedHashMap<>();
    private final Map<Digest, Descriptor> seen = new LinkedHashMap<>();

    private ContentsAssembly(Function<Artifact, ContentSource> sources) {
        this.sources = sources;
    }

    /**
     * The contents that follow from a lock and the manifests it pins; the same inputs give the same bytes.
     *
     * @param sources where the manifests of an artifact lie; its referrers are taken along
     */
    public static Contents assemble(ReleaseLock lock, Function<Artifact, ContentSource> sources) {
        ContentsAssembly assembly = new ContentsAssembly(sources);
        lock.artifacts().forEach(assembly::walk);
        return assembly.contents(lock);
    }

    private void walk(Artifact artifact) {
        ContentSource source = sources.apply(artifact);
        visit(source, artifact.content(), 0);
        artifact.delivery().origin().sbom().ifPresent(sbom -> requireSeen(artifact, sbom));
    }

    /** A bill of materials is a referrer of its artifact, or an artifact of its own that stands before it. */
    private void requireSeen(Artifact artifact, Digest sbom) {
        if (!manifests.containsKey(sbom)) {
            throw new BundleException.Invalid(
                    "release lock", artifact.title() + ": its SBOM " + sbom + " neither refers to it nor precedes it");
        }
    }

    private void visit(ContentSource source, Descriptor descriptor, int depth) {
        if (manifests.containsKey(descriptor.digest())) {
            return;
        }
        if (depth > Limits.GRAPH_DEPTH || manifests.size() >= Caps.MANIFESTS) {
            throw new BundleException.Invalid(
                    "release lock", "manifest " + descriptor.digest() + " lies too deep, or is one of too many");
        }
        Manifest manifest = source.manifest(descriptor);
        manifests.put(descriptor.digest(), manifest);
        seen.put(descriptor.digest(), descriptor);
        ManifestNode node = ManifestNode.of(manifest);
        for (Descriptor child : manifest.children()) {
            if (node.isIndex()) {
                visit(source, child, depth + 1);
            } else {
                see(child);
            }
        }
        source.referrers(descriptor.digest()).stream()
                .sorted(java.util.Comparator.comparing(Descriptor::digest))
                .forEach(referrer -> visit(source, referrer, depth + 1));
    }

    private void see(Descriptor child) {
        Descriptor before = seen.putIfAbsent(child.digest(), child);
        if (before != null && before.size() != child.size()) {
            throw new BundleException.Invalid(
                    "release lock",
                    "blob " + child.digest() + " is given two sizes: " + before.size() + " and " + child.size());
        }
    }

    private Contents contents(ReleaseLock lock) {
        List<ManifestNode> nodes =
                manifests.values().stream().map(ManifestNode::of).toList();
        SequencedMap<Digest, Descriptor> ordered = new LinkedHashMap<>();
        nodes.forEach(node -> put(ordered, node.digest()));
        nodes.forEach(node -> node.config().ifPresent(config -> put(ordered, config)));
        seen.keySet().forEach(digest -> put(ordered, digest));
        List<Blob> blobs = new ArrayList<>(ordered.size());
        ordered.values().forEach(descriptor -> blobs.add(new Blob(descriptor.digest(), descriptor.size())));
        ReleaseHeader header = new ReleaseHeader(
                lock.minimumReader(),
                lock.release(),
                lock.version(),
                lock.sequence(),
                lock.expires(),
                lock.dataDates(),
                lock.planned());
        return new Contents(header, lock.artifacts(), nodes, blobs);
    }

    private void put(Map<Digest, Descriptor> ordered, Digest digest) {
        Descriptor descriptor = seen.get(digest);
        if (descriptor != null) {
            ordered.putIfAbsent(digest, descriptor);
        }
    }
}
