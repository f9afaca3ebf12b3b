package io.hexr.format;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/**
 * What a release consists of: the signed list. A value of this type is whole in itself: every blob is named, sized, in order and used, every artifact
 * leads to blobs that are listed. Whether anyone trusted signed it, and whether the blobs are what it says, is for others to show.
 */
public record Contents(
        String minimumReader,
        String release,
        String version,
        long sequence,
        List<Artifact> artifacts,
        List<ManifestNode> manifests,
        List<Blob> blobs,
        SortedMap<String, String> expires,
        SortedMap<String, String> dataDates,
        List<String> planned) {
    /** Entry name in archives and folders. */
    public static final String PATH = "hexr/contents.json";

    public Contents {
        artifacts = List.copyOf(artifacts);
        manifests = List.copyOf(manifests);
        blobs = List.copyOf(blobs);
        expires = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(expires));
        dataDates = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(dataDates));
        planned = List.copyOf(planned);
        ContentsRules.check(
                new ContentsRules.Header(minimumReader, release, version, sequence, expires, dataDates, planned),
                artifacts,
                manifests,
                blobs);
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

    /** What a person calls it: {@code hexr 0.8.0}. */
    public String title() {
        return release + " " + version;
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
        return graph().manifestsOf(artifact);
    }

    /** Every blob an artifact needs, manifests included. */
    public Set<Digest> closure(Artifact artifact) {
        return graph().closure(artifact);
    }

    /** Bytes of all that each artifact needs, in signed order; what artifacts share counts for each of them. */
    public SequencedMap<Artifact, Long> sizes() {
        Graph graph = graph();
        Map<Digest, Long> sizes = new HashMap<>();
        blobs.forEach(blob -> sizes.put(blob.digest(), blob.size()));
        SequencedMap<Artifact, Long> all = new LinkedHashMap<>();
        for (Artifact artifact : artifacts) {
            long sum = 0;
            for (Digest digest : graph.closure(artifact)) {
                sum += sizes.getOrDefault(digest, 0L);
            }
            all.put(artifact, sum);
        }
        return all;
    }

    /** The blobs in order, each with the media type that a registry needs to hear: a manifest's own, or none in particular. */
    public List<Descriptor> descriptors() {
        Graph graph = graph();
        return blobs.stream().map(graph::descriptor).toList();
    }

    /** An index over the manifests, for callers that ask for many artifacts. */
    Graph graph() {
        return new Graph(manifests);
    }

    /** Manifests by digest and by subject. */
    static final class Graph {
        private final Map<Digest, ManifestNode> byDigest = new HashMap<>();
        private final Map<Digest, List<ManifestNode>> bySubject = new HashMap<>();

        Graph(List<ManifestNode> manifests) {
            for (ManifestNode node : manifests) {
                byDigest.put(node.digest(), node);
                node.subject()
                        .ifPresent(subject -> bySubject
                                .computeIfAbsent(subject, s -> new java.util.ArrayList<>())
                                .add(node));
            }
        }

        Map<Digest, ManifestNode> byDigest() {
            return byDigest;
        }

        Descriptor descriptor(Blob blob) {
            ManifestNode node = byDigest.get(blob.digest());
            return node == null ? blob.descriptor() : Descriptor.of(node.mediaType(), blob.digest(), blob.size());
        }

        List<ManifestNode> referrers(Digest subject) {
            return bySubject.getOrDefault(subject, List.of());
        }

        /** Breadth first; a cycle that only a lie can hold ends the walk, as every node is visited once. */
        List<ManifestNode> manifestsOf(Artifact artifact) {
            Set<ManifestNode> seen = new LinkedHashSet<>();
            Deque<Digest> open = new ArrayDeque<>();
            open.add(artifact.content().digest());
            artifact.delivery().origin().sbom().ifPresent(open::add);
            while (!open.isEmpty()) {
                ManifestNode node = byDigest.get(open.remove());
                if (node == null || !seen.add(node)) {
                    continue;
                }
                if (node.isIndex()) {
                    open.addAll(node.children());
                }
                referrers(node.digest()).forEach(referrer -> open.add(referrer.digest()));
            }
            return List.copyOf(seen);
        }

        Set<Digest> closure(Artifact artifact) {
            Set<Digest> all = new HashSet<>();
            for (ManifestNode node : manifestsOf(artifact)) {
                all.add(node.digest());
                all.addAll(node.children());
            }
            return all;
        }
    }
}
