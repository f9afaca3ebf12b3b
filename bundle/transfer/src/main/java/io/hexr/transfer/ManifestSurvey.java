package io.hexr.transfer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hexr.format.ManifestNode;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** Which manifests of an artifact are to be written, and which blobs they need first. */
final class ManifestSurvey {
    private final Survey survey;
    private final List<ManifestNode> nodes;
    private final boolean deep;

    /** The nodes in the order of contents: the artifact's own manifest first. */
    ManifestSurvey(Survey survey, List<ManifestNode> nodes, boolean deep) {
        this.survey = survey;
        this.nodes = nodes;
        this.deep = deep;
    }

    void into(ArtifactState state, boolean rootThere) {
        Map<Digest, ManifestNode> byDigest = new HashMap<>();
        nodes.forEach(node -> byDigest.put(node.digest(), node));
        Digest root = state.artifact().content().digest();
        Set<Digest> vouched = new HashSet<>();
        if (rootThere) {
            vouch(root, byDigest, vouched);
        }
        for (ManifestNode node : nodes) {
            if (vouched.contains(node.digest())) {
                continue;
            }
            Descriptor manifest = survey.described(node.digest());
            boolean inBundle = survey.inBundle(node.digest());
            boolean asked = deep || rootThere || !inBundle;
            boolean there = asked && survey.has(state.artifact().pushName(), manifest);
            if (!there && !inBundle) {
                state.lacks(List.of(manifest));
                if (node.digest().equals(root)) {
                    return;
                }
                continue;
            }
            if (!there) {
                state.writes(manifest);
            } else if (!deep) {
                vouch(node.digest(), byDigest, vouched);
                continue;
            }
            node.children().stream()
                    .filter(child -> !byDigest.containsKey(child))
                    .forEach(state::needs);
        }
    }

    /** A registry keeps no manifest whose children it lacks. */
    private static void vouch(Digest manifest, Map<Digest, ManifestNode> byDigest, Set<Digest> vouched) {
        ManifestNode node = byDigest.get(manifest);
        if (node != null && vouched.add(manifest) && node.isIndex()) {
            node.children().forEach(child -> vouch(child, byDigest, vouched));
        }
    }
}
