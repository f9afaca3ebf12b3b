package io.hexr.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/**
 * What leads to what in a release. Manifests and blobs are numbered once, since thousands of artifacts ask over tens of thousands of edges, and a hostile list
 * makes each of them reach everything. A cycle that only a lie can hold ends a walk, as every node is visited once.
 */
final class ReleaseGraph {
    private static final int[] NONE = {};

    private final List<ManifestNode> nodes;
    private final List<Blob> blobs;
    private final Map<Digest, Integer> nodeOf;
    private final Map<Digest, Integer> blobOf;
    /** From each manifest to those it needs: what an index lists, and what refers to it as its subject. */
    private final int[][] needs;
    /** The blobs of each manifest: its own bytes and its children. */
    private final int[][] carries;

    /** Digests that lead nowhere are passed over; {@link ContentsRules} refuses them. */
    ReleaseGraph(List<ManifestNode> nodes, List<Blob> blobs) {
        this.nodes = nodes;
        this.blobs = blobs;
        this.nodeOf = HashMap.newHashMap(nodes.size());
        this.blobOf = HashMap.newHashMap(blobs.size());
        nodes.forEach(node -> nodeOf.put(node.digest(), nodeOf.size()));
        blobs.forEach(blob -> blobOf.put(blob.digest(), blobOf.size()));
        this.needs = new int[nodes.size()][];
        this.carries = new int[nodes.size()][];
        for (int i = 0; i < nodes.size(); i++) {
            ManifestNode node = nodes.get(i);
            needs[i] = node.isIndex() ? known(nodeOf, node.children()) : NONE;
            List<Digest> held = new ArrayList<>(node.children());
            held.add(node.digest());
            carries[i] = known(blobOf, held);
        }
        addReferrers();
    }

    private static int[] known(Map<Digest, Integer> numbers, List<Digest> digests) {
        return digests.stream()
                .mapToInt(digest -> numbers.getOrDefault(digest, -1))
                .filter(number -> number >= 0)
                .toArray();
    }

    private void addReferrers() {
        List<List<Integer>> referrers = new ArrayList<>();
        nodes.forEach(node -> referrers.add(new ArrayList<>(0)));
        for (int i = 0; i < nodes.size(); i++) {
            int referrer = i;
            nodes.get(i)
                    .subject()
                    .map(digest -> nodeOf.getOrDefault(digest, -1))
                    .filter(number -> number >= 0)
                    .ifPresent(subject -> referrers.get(subject).add(referrer));
        }
        for (int i = 0; i < needs.length; i++) {
            int before = needs[i].length;
            needs[i] = Arrays.copyOf(needs[i], before + referrers.get(i).size());
            for (int k = 0; k < referrers.get(i).size(); k++) {
                needs[i][before + k] = referrers.get(i).get(k);
            }
        }
    }

    Optional<ManifestNode> node(Digest digest) {
        return Optional.ofNullable(nodeOf.get(digest)).map(nodes::get);
    }

    Optional<Blob> blob(Digest digest) {
        return Optional.ofNullable(blobOf.get(digest)).map(blobs::get);
    }

    /** With the media type that a registry needs to hear: a manifest's own, or none in particular. */
    Descriptor descriptor(Blob blob) {
        return node(blob.digest())
                .map(node -> Descriptor.of(node.mediaType(), blob.digest(), blob.size()))
                .orElseGet(blob::descriptor);
    }

    List<ManifestNode> referrers(Digest subject) {
        Optional<Digest> wanted = Optional.of(subject);
        return node(subject).stream()
                .flatMap(node -> Arrays.stream(needs[number(node)]).mapToObj(nodes::get))
                .filter(node -> node.subject().equals(wanted))
                .toList();
    }

    private int number(ManifestNode node) {
        return java.util.Objects.requireNonNull(nodeOf.get(node.digest()), "a node of this graph");
    }

    List<ManifestNode> manifestsOf(Artifact artifact) {
        return new Walk().from(artifact).seen().mapToObj(nodes::get).toList();
    }

    Set<Digest> closure(Artifact artifact) {
        Set<Digest> all = new HashSet<>();
        new Walk()
                .from(artifact)
                .seen()
                .flatMap(node -> Arrays.stream(carries[node]))
                .forEach(blob -> all.add(blobs.get(blob).digest()));
        return all;
    }

    /** A blob that no artifact leads to. */
    Optional<Blob> unused(List<Artifact> artifacts) {
        Walk walk = new Walk();
        artifacts.forEach(walk::add);
        BitSet used = new BitSet(blobs.size());
        walk.run().seen().flatMap(node -> Arrays.stream(carries[node])).forEach(used::set);
        int first = used.nextClearBit(0);
        return first < blobs.size() ? Optional.of(blobs.get(first)) : Optional.empty();
    }

    /** Bytes that each artifact needs; what artifacts share counts for each of them. */
    long[] sizes(List<Artifact> artifacts) {
        long[] sizes = new long[artifacts.size()];
        int[] countedFor = new int[blobs.size()];
        Walk walk = new Walk();
        for (int i = 0; i < sizes.length; i++) {
            walk.from(artifacts.get(i));
            for (int at = 0; at < walk.count; at++) {
                for (int blob : carries[walk.seen[at]]) {
                    if (countedFor[blob] != i + 1) {
                        countedFor[blob] = i + 1;
                        sizes[i] += blobs.get(blob).size();
                    }
                }
            }
        }
        return sizes;
    }

    /** Whether all that an artifact needs is present, found for all manifests at once by going backwards from what is absent. */
    Predicate<Artifact> completeWith(Predicate<Digest> present) {
        List<List<Integer>> neededBy = new ArrayList<>();
        nodes.forEach(node -> neededBy.add(new ArrayList<>(1)));
        for (int i = 0; i < needs.length; i++) {
            for (int other : needs[i]) {
                neededBy.get(other).add(i);
            }
        }
        BitSet lacking = new BitSet(nodes.size());
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < carries.length; i++) {
            if (Arrays.stream(carries[i])
                    .anyMatch(blob -> !present.test(blobs.get(blob).digest()))) {
                lacking.set(i);
                open.add(i);
            }
        }
        while (!open.isEmpty()) {
            for (int other : neededBy.get(open.remove())) {
                if (!lacking.get(other)) {
                    lacking.set(other);
                    open.add(other);
                }
            }
        }
        return artifact -> Arrays.stream(roots(artifact)).noneMatch(lacking::get);
    }

    private int[] roots(Artifact artifact) {
        List<Digest> roots = new ArrayList<>();
        roots.add(artifact.content().digest());
        artifact.delivery().origin().sbom().ifPresent(roots::add);
        return known(nodeOf, roots);
    }

    /** Breadth first; used again it begins anew without clearing what it marked. */
    private final class Walk {
        private final int[] marks = new int[nodes.size()];
        private final int[] seen = new int[nodes.size()];
        private int mark = 1;
        private int count;

        Walk from(Artifact artifact) {
            count = 0;
            mark++;
            add(artifact);
            return run();
        }

        void add(Artifact artifact) {
            visit(roots(artifact));
        }

        Walk run() {
            for (int at = 0; at < count; at++) {
                visit(needs[seen[at]]);
            }
            return this;
        }

        IntStream seen() {
            return Arrays.stream(seen, 0, count);
        }

        private void visit(int[] numbers) {
            for (int node : numbers) {
                if (marks[node] != mark) {
                    marks[node] = mark;
                    seen[count++] = node;
                }
            }
        }
    }
}
