package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.ManifestNode;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.registry.RegistryStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Judges what lies at a destination by reading it. */
record Landed(Contents contents, Destination destination) {
    /** Every artifact of the groups is there under its tags, every blob with its digest, with all that refers to it. */
    void holds(Set<String> groups) {
        for (Artifact artifact : contents.artifacts()) {
            if (artifact.groups().stream().anyMatch(groups::contains)) {
                RegistryStore store = destination.store(artifact.pushName());
                for (String tag : artifact.tags()) {
                    assertThat(store.resolve(tag).map(Descriptor::digest))
                            .as(artifact.pushName() + ":" + tag)
                            .contains(artifact.content().digest());
                }
                for (Digest digest : contents.closure(artifact)) {
                    read(store, described(digest));
                }
                for (ManifestNode node : contents.manifestsOf(artifact)) {
                    node.subject()
                            .ifPresent(subject -> assertThat(store.referrers(subject))
                                    .extracting(Descriptor::digest)
                                    .contains(node.digest()));
                }
            }
        }
    }

    /** Whatever has its name is whole, the release's own tags last of all. */
    void holdsNothingHalf() {
        for (Artifact artifact : contents.artifacts()) {
            if (isTagged(artifact)) {
                RegistryStore store = destination.store(artifact.pushName());
                contents.closure(artifact).forEach(digest -> read(store, described(digest)));
            }
        }
        for (String group : contents.groups()) {
            if (marker(ReleaseArtifact.tag(contents, group)).isPresent()) {
                holds(Set.of(group));
            }
        }
        if (marker(ReleaseArtifact.tag(contents)).isPresent()) {
            holds(contents.groups());
        }
    }

    Optional<Descriptor> marker(String tag) {
        return destination.releases().resolve(tag);
    }

    List<String> tags(String pushName) {
        return destination.store(pushName).tags();
    }

    private boolean isTagged(Artifact artifact) {
        return artifact.tags().stream()
                .anyMatch(tag -> destination
                        .store(artifact.pushName())
                        .resolve(tag)
                        .filter(found ->
                                found.digest().equals(artifact.content().digest()))
                        .isPresent());
    }

    private Descriptor described(Digest digest) {
        return contents.descriptors().stream()
                .filter(descriptor -> descriptor.digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    private static void read(RegistryStore store, Descriptor content) {
        try (InputStream in = store.open(content)) {
            assertThat(in.readAllBytes()).hasSize((int) content.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
