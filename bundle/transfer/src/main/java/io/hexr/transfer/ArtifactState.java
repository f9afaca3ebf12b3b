package io.hexr.transfer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.hexr.format.Artifact;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** What a destination has of one artifact. Filled by one thread. */
final class ArtifactState {
    private final Artifact artifact;
    private final List<String> tags;
    private final List<Descriptor> manifests = new ArrayList<>();
    private final List<Descriptor> missing = new ArrayList<>();
    private final Set<Digest> blobs = new LinkedHashSet<>();

    ArtifactState(Artifact artifact, List<String> tags) {
        this.artifact = artifact;
        this.tags = tags;
    }

    Artifact artifact() {
        return artifact;
    }

    /** Tags that do not lead to it yet. */
    List<String> tags() {
        return tags;
    }

    /** Manifests to write, what refers to another before it, its own last. */
    List<Descriptor> manifests() {
        return manifests.reversed();
    }

    /** Blobs that must be there before the manifests. */
    Set<Digest> blobs() {
        return blobs;
    }

    /** What neither the bundle nor the destination has. */
    List<Descriptor> missing() {
        return missing;
    }

    void writes(Descriptor manifest) {
        manifests.add(manifest);
    }

    void needs(Digest blob) {
        blobs.add(blob);
    }

    void lacks(List<Descriptor> contents) {
        missing.addAll(contents);
    }
}
