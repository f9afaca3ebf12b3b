package io.hexr.format;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.Platform;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ContentsTest {
    private final SampleRelease sample = SampleRelease.small(4);
    private final Contents contents = sample.contents();
    private final Artifact registrar = contents.artifacts().getFirst();
    private final Artifact gateway = contents.artifacts().get(1);

    @Test
    void saysWhatIsInIt() {
        assertThat(contents.title()).isEqualTo("hexr 0.8.0");
        assertThat(contents.groups()).containsExactly("core", "edge");
        assertThat(contents.group("core")).isEqualTo(contents.artifacts());
        assertThat(contents.group("edge")).containsExactly(gateway);
        assertThat(contents.group("none")).isEmpty();
        assertThat(contents.planned()).containsExactly("agent-operator");
        assertThat(contents.totalSize())
                .isEqualTo(contents.descriptors().stream()
                        .mapToLong(Descriptor::size)
                        .sum());
    }

    @Test
    void followsAnArtifactToAllThatItNeeds() {
        assertThat(contents.manifestsOf(registrar)).hasSize(1);
        assertThat(contents.manifestsOf(gateway)).hasSize(2);
        // manifest, config and two layers; the bill of the other is a manifest, an empty config and a document more
        assertThat(contents.closure(registrar)).hasSize(4);
        assertThat(contents.closure(gateway)).hasSize(7);
        assertThat(contents.sizes().keySet()).containsExactlyElementsOf(contents.artifacts());
        assertThat(contents.sizes().get(registrar))
                .isEqualTo(contents.blobs().stream()
                        .filter(blob -> contents.closure(registrar).contains(blob.digest()))
                        .mapToLong(Blob::size)
                        .sum());
    }

    @Test
    void knowsManifestsByWhatTheySay() {
        Descriptor manifest = registrar.content();
        byte[] bytes = sample.store().bytes(manifest, 1 << 20);
        assertThat(contents.isManifest(manifest.digest())).isTrue();
        assertThat(contents.isManifest(contents.blobs().getLast().digest())).isFalse();
        assertThatCode(() -> contents.requireManifest(manifest.digest(), bytes)).doesNotThrowAnyException();
        assertThatThrownBy(() -> contents.requireManifest(
                        manifest.digest(), sample.store().bytes(gateway.content(), 1 << 20)))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("manifest " + manifest.digest() + " of hexr 0.8.0");
    }

    @Test
    void isEqualToTheSameAndToNothingElse() {
        Contents later = ContentsAssembly.assemble(sample.lock(8), artifact -> sample.store());
        assertThat(contents).isEqualTo(sample.contents()).hasSameHashCodeAs(sample.contents());
        assertThat(contents)
                .isNotEqualTo(later)
                .isNotEqualTo(SampleRelease.small(5).contents());
        assertThat(contents.hashCode()).isNotZero();
    }

    @Test
    void presenceTellsWhatTravelsAndWhatDoesNot() {
        Presence some =
                Presence.of(contents, blob -> contents.closure(registrar).contains(blob.digest()));
        assertThat(some.isComplete()).isFalse();
        assertThat(Presence.complete(contents).isComplete()).isTrue();
        assertThat(some.isComplete(registrar)).isTrue();
        assertThat(some.isComplete(gateway)).isFalse();
        assertThat(some.blobs()).hasSize(4);
        assertThat(some.absentBlobs()).hasSize(contents.blobs().size() - 4).noneMatch(blob -> some.has(blob.digest()));
        assertThat(some.artifacts()).containsExactly(registrar);
        assertThat(some.absentArtifacts()).doesNotContain(registrar).contains(gateway);
        assertThat(Presence.complete(contents).absentBlobs()).isEmpty();
    }

    @Test
    void everyListHasALimit() {
        List<Artifact> none = List.of();
        Blob blob = contents.blobs().getLast();
        assertThatThrownBy(
                        () -> ContentsRules.check(none, List.of(), java.util.Collections.nCopies(Caps.BLOBS + 1, blob)))
                .hasMessageContaining("blobs has " + (Caps.BLOBS + 1) + " entries, at most " + Caps.BLOBS);
        ManifestNode node = contents.manifests().getFirst();
        assertThatThrownBy(() -> ContentsRules.check(
                        none, java.util.Collections.nCopies(Caps.MANIFESTS + 1, node), List.of(blob)))
                .hasMessageContaining("manifests has " + (Caps.MANIFESTS + 1) + " entries");
        assertThatThrownBy(() -> ContentsRules.check(
                        java.util.Collections.nCopies(Caps.ARTIFACTS + 1, registrar), List.of(), List.of(blob)))
                .hasMessageContaining("artifacts has " + (Caps.ARTIFACTS + 1) + " entries");
        ManifestNode wide = new ManifestNode(
                node.digest(),
                node.mediaType(),
                node.artifactType(),
                node.subject(),
                java.util.Collections.nCopies(Caps.CHILDREN, blob.digest()));
        assertThatThrownBy(() -> ContentsRules.check(none, java.util.Collections.nCopies(40, wide), List.of(blob)))
                .hasMessageContaining("children has " + 40 * Caps.CHILDREN + " entries");
        assertThatCode(() -> ContentsRules.cap("list", 5, 5)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ContentsRules.cap("list", 6, 5)).hasMessageContaining("list has 6 entries, at most 5");
    }

    @Test
    void onlyAPlatformOfTheSameImageSharesANameAfterLoading() {
        ImageArtifact image = (ImageArtifact) registrar;
        ImageArtifact arm =
                new ImageArtifact(image.delivery(), io.hexr.oci.Platform.parse("linux/arm64"), image.loadTags());
        assertThatThrownBy(() -> ContentsRules.check(
                        List.of(image, arm, gateway, contents.artifacts().getLast()),
                        contents.manifests(),
                        contents.blobs()))
                .hasMessageContaining("is pushed twice");
        assertThat(new TreeMap<>(contents.expires())).isNotEmpty();
        assertThat(Set.copyOf(contents.dataDates().keySet())).containsExactly("cve-database");
    }

    private static Blob resized(Blob blob, long size) {
        return new Blob(blob.digest(), size);
    }

    /** The release with other sizes of its first manifest and its first config. */
    private List<Blob> sized(long manifest, long config) {
        ManifestNode first = contents.manifests().getFirst();
        return contents.blobs().stream()
                .map(blob -> blob.digest().equals(first.digest()) ? resized(blob, manifest) : blob)
                .map(blob -> first.config().filter(blob.digest()::equals).isPresent() ? resized(blob, config) : blob)
                .toList();
    }

    @Test
    void manifestsAndConfigsHaveLimitedSizes() {
        ManifestNode first = contents.manifests().getFirst();
        List<Artifact> none = List.of();
        // nothing leads to the blobs of this list, which is asked last: what is refused before is refused for its size
        assertThatThrownBy(() -> ContentsRules.check(
                        none, contents.manifests(), sized(Caps.MANIFEST_BYTES, Limits.MANIFEST_BYTES)))
                .hasMessageContaining("belongs to no artifact");
        assertThatThrownBy(() -> ContentsRules.check(none, contents.manifests(), sized(Caps.MANIFEST_BYTES + 1L, 2)))
                .hasMessageContaining(
                        "manifest " + first.digest() + " has " + (Caps.MANIFEST_BYTES + 1) + " bytes, at most");
        assertThatThrownBy(() -> ContentsRules.check(none, contents.manifests(), sized(2, Limits.MANIFEST_BYTES + 1L)))
                .hasMessageContaining(
                        "config " + first.config().orElseThrow() + " has more than " + Limits.MANIFEST_BYTES);
    }

    private ManifestNode node(List<Digest> children) {
        ManifestNode first = contents.manifests().getFirst();
        return new ManifestNode(first.digest(), MediaTypes.OCI_INDEX, Optional.empty(), Optional.empty(), children);
    }

    @Test
    void anIndexNamesManifestsAndAnImageIsNone() {
        List<Blob> blobs = contents.blobs();
        Digest layer = blobs.getLast().digest();
        assertThatThrownBy(() -> ContentsRules.check(List.of(), List.of(node(List.of(layer))), blobs))
                .hasMessageContaining("a child of index")
                .hasMessageContaining(layer + " is not in the list of manifests");
        ManifestNode index = node(List.of());
        Delivery delivery = registrar.delivery();
        Delivery asIndex = new Delivery(
                delivery.name(),
                delivery.pushName(),
                delivery.tags(),
                Descriptor.of(
                        MediaTypes.OCI_INDEX, index.digest(), delivery.content().size()),
                delivery.groups(),
                delivery.origin());
        ImageArtifact image = new ImageArtifact(asIndex, Platform.LINUX_AMD64, List.of());
        assertThatThrownBy(() -> ContentsRules.check(List.of(image), List.of(index), blobs))
                .hasMessageContaining("names an index; an image has one platform here");
    }
}
