package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** As much as six megabytes of contents can make a reader do: thousands of artifacts that each lead to everything there is. Times are printed, not judged. */
final class HeavyContentsTest {
    private static final int ARTIFACTS = 1900;
    private static final int INNER = 60;
    private static final int LEAVES = 120;
    private static final String INDEX = MediaTypes.OCI_INDEX;

    private static Digest digest(String what) {
        return Digest.of(what.getBytes(StandardCharsets.US_ASCII));
    }

    private static ManifestNode node(String name, String type, List<Digest> children) {
        return new ManifestNode(digest(name), type, Optional.empty(), Optional.empty(), children);
    }

    /** Each artifact is an index of one child, the same for all, below which lie sixty indexes of a hundred and twenty manifests each. */
    private static Contents heavy(List<Blob> more) {
        List<ManifestNode> manifests = new ArrayList<>();
        List<Artifact> artifacts = new ArrayList<>();
        for (int i = 0; i < ARTIFACTS; i++) {
            manifests.add(node("own-" + i, INDEX, List.of(digest("top"))));
            Descriptor content = Descriptor.of(INDEX, digest("own-" + i), 1);
            Origin origin = new Origin(Optional.empty(), Optional.empty(), Optional.of(digest("top")));
            artifacts.add(new FileArtifact(
                    new Delivery("f" + i, "f" + i, List.of("1"), content, List.of("core"), origin), Optional.empty()));
        }
        List<Digest> inner = new ArrayList<>();
        for (int i = 0; i < INNER; i++) {
            inner.add(digest("inner-" + i));
            List<Digest> leaves = new ArrayList<>();
            for (int k = 0; k < LEAVES; k++) {
                leaves.add(digest("leaf-" + (i * 40 + k)));
            }
            manifests.add(node("inner-" + i, INDEX, leaves));
        }
        manifests.add(node("top", INDEX, inner));
        for (int i = 0; i < (INNER - 1) * 40 + LEAVES; i++) {
            manifests.add(node("leaf-" + i, MediaTypes.OCI_MANIFEST, List.of(digest("config"))));
        }
        List<Blob> blobs = new ArrayList<>();
        manifests.forEach(node -> blobs.add(new Blob(node.digest(), 1)));
        blobs.add(new Blob(digest("config"), 1));
        blobs.addAll(more);
        ReleaseHeader header =
                new ReleaseHeader("0.8.0", "hexr", "1", 1, new TreeMap<>(Map.of()), new TreeMap<>(Map.of()), List.of());
        return new Contents(header, artifacts, manifests, blobs);
    }

    private static <T> T timed(String what, Supplier<T> work) {
        long start = System.nanoTime();
        T made = work.get();
        System.out.printf("heavy contents: %s: %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
        return made;
    }

    @Test
    void isReadAndAskedWithoutWalkingForEachArtifactAnew() {
        byte[] bytes = heavy(List.of()).bytes();
        assertThat(bytes.length).isBetween(Caps.CONTENTS_BYTES / 2, Caps.CONTENTS_BYTES);
        Contents contents = timed("parse of " + bytes.length + " bytes", () -> Contents.parse(Contents.PATH, bytes));
        long all = contents.blobs().size() - ARTIFACTS + 1L;
        assertThat(timed("sizes", contents::sizes).values()).containsOnly(all);
        assertThat(contents.closure(contents.artifacts().getFirst())).hasSize((int) all);
        Digest last = digest("leaf-" + ((INNER - 1) * 40 + LEAVES - 1));
        Presence partial = Presence.of(contents, blob -> !blob.digest().equals(last));
        assertThat(timed("absent artifacts", partial::absentArtifacts)).hasSize(ARTIFACTS);
        assertThat(timed("list of sums", () -> SumsFile.of(contents, bytes, new byte[0])))
                .isNotEmpty();
    }

    @Test
    void refusesWhatNothingLeadsToAtItsEnd() {
        assertThatThrownBy(() -> heavy(List.of(new Blob(digest("stray"), 1))))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("belongs to no artifact");
    }

    @Test
    void endsWhereManifestsLeadInACircle() {
        ManifestNode one = node("one", INDEX, List.of(digest("two")));
        ManifestNode two = node("two", INDEX, List.of(digest("one")));
        List<Blob> blobs = List.of(new Blob(digest("one"), 1), new Blob(digest("two"), 2));
        Delivery delivery = new Delivery(
                "f",
                "f",
                List.of("1"),
                Descriptor.of(INDEX, digest("one"), 1),
                List.of("core"),
                new Origin(Optional.empty(), Optional.empty(), Optional.empty()));
        ReleaseHeader header = new ReleaseHeader("0.8.0", "hexr", "1", 1, new TreeMap<>(), new TreeMap<>(), List.of());
        Contents contents =
                new Contents(header, List.of(new FileArtifact(delivery, Optional.empty())), List.of(one, two), blobs);
        assertThat(contents.closure(contents.artifacts().getFirst())).isEqualTo(Set.of(digest("one"), digest("two")));
        assertThat(Presence.of(contents, blob -> blob.size() == 1).absentArtifacts())
                .hasSize(1);
    }
}
