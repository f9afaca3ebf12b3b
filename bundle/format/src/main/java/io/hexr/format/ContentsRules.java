package io.hexr.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Limits;

/** What makes a list of contents whole in itself. A signature does not excuse a list that breaks one of these. */
final class ContentsRules {
    private static final String RESOURCE = Contents.PATH;

    private final List<Artifact> artifacts;
    private final List<ManifestNode> manifests;
    private final List<Blob> blobs;
    private final ReleaseGraph graph;

    private ContentsRules(List<Artifact> artifacts, List<ManifestNode> manifests, List<Blob> blobs) {
        this.artifacts = artifacts;
        this.manifests = manifests;
        this.blobs = blobs;
        this.graph = new ReleaseGraph(manifests, blobs);
    }

    /** What leads to what in them. @throws BundleException.Invalid naming the first rule that is broken */
    static ReleaseGraph check(List<Artifact> artifacts, List<ManifestNode> manifests, List<Blob> blobs) {
        cap("artifacts", artifacts.size(), Caps.ARTIFACTS);
        cap("manifests", manifests.size(), Caps.MANIFESTS);
        cap("blobs", blobs.size(), Caps.BLOBS);
        cap(
                "children",
                manifests.stream().mapToInt(node -> node.children().size()).sum(),
                Caps.EDGES);
        Distinct.require(RESOURCE, "blob", blobs.stream().map(Blob::digest).toList());
        Distinct.require(
                RESOURCE,
                "manifest",
                manifests.stream().map(ManifestNode::digest).toList());
        ContentsRules rules = new ContentsRules(artifacts, manifests, blobs);
        manifests.forEach(rules::checkManifest);
        artifacts.forEach(rules::checkArtifact);
        rules.checkNames();
        rules.checkUse();
        rules.checkOrder();
        return rules.graph;
    }

    private void checkManifest(ManifestNode node) {
        Blob own = blob(node.digest(), "manifest");
        if (own.size() > Caps.MANIFEST_BYTES) {
            throw refused(
                    "manifest " + node.digest() + " has " + own.size() + " bytes, at most " + Caps.MANIFEST_BYTES);
        }
        cap("children of " + node.digest(), node.children().size(), Caps.CHILDREN);
        node.subject().ifPresent(subject -> requireManifest(subject, "the subject of " + node.digest()));
        for (Digest child : node.children()) {
            blob(child, "child of " + node.digest());
            if (node.isIndex()) {
                requireManifest(child, "a child of index " + node.digest());
            }
        }
        node.config().ifPresent(config -> {
            if (blob(config, "config").size() > Limits.MANIFEST_BYTES) {
                throw refused("config " + config + " has more than " + Limits.MANIFEST_BYTES + " bytes");
            }
        });
    }

    private void checkArtifact(Artifact artifact) {
        Descriptor content = artifact.content();
        ManifestNode node = requireManifest(content.digest(), artifact.title());
        if (!node.mediaType().equals(content.mediaType())) {
            throw refused(artifact.title() + " names " + content.digest() + " " + content.mediaType()
                    + ", its manifest is " + node.mediaType());
        }
        if (blob(content.digest(), artifact.title()).size() != content.size()) {
            throw refused(artifact.title() + " gives another size for " + content.digest() + " than the list of blobs");
        }
        if (artifact instanceof ImageArtifact && node.isIndex()) {
            throw refused(artifact.title() + " names an index; an image has one platform here");
        }
        artifact.delivery().origin().sbom().ifPresent(sbom -> requireManifest(sbom, "the SBOM of " + artifact.title()));
    }

    /** A name stands for one thing: within the release, at a registry, and after loading. */
    private void checkNames() {
        Distinct.require(
                RESOURCE,
                "artifact",
                artifacts.stream().map(ContentsRules::identity).toList());
        Map<String, Digest> pushed = new HashMap<>();
        for (Artifact artifact : artifacts) {
            for (String tag : artifact.tags()) {
                Digest digest = artifact.content().digest();
                Digest before = pushed.putIfAbsent(artifact.pushName() + ":" + tag, digest);
                if (before != null) {
                    throw refused(artifact.pushName() + ":" + tag + " is pushed twice");
                }
            }
        }
        checkLoadNames();
    }

    /** Only platforms of one image may share a name after loading. */
    private void checkLoadNames() {
        Map<String, ImageArtifact> loaded = new HashMap<>();
        Set<String> perPlatform = new HashSet<>();
        for (Artifact artifact : artifacts) {
            if (artifact instanceof ImageArtifact image) {
                for (String reference : image.loadReferences()) {
                    ImageArtifact first = loaded.putIfAbsent(reference, image);
                    boolean other = first != null && !first.pushName().equals(image.pushName());
                    if (other || !perPlatform.add(reference + " " + image.platform())) {
                        throw refused(reference + " is loaded for two images: " + image.pushName());
                    }
                }
            }
        }
    }

    private static String identity(Artifact artifact) {
        return switch (artifact) {
            case ImageArtifact image -> image.title() + " " + image.platform();
            case FileArtifact file ->
                file.title() + " " + file.platform().map(Object::toString).orElse("");
            case ChartArtifact chart -> chart.title();
            case ModelArtifact model -> model.title();
        };
    }

    /** Nothing is carried that no artifact leads to. */
    private void checkUse() {
        graph.unused(artifacts).ifPresent(blob -> {
            throw refused("blob " + blob.digest() + " belongs to no artifact");
        });
    }

    /** Manifests first, as listed, then their configs, then the rest: a reader that sees the bytes once knows the manifests before what they name. */
    private void checkOrder() {
        Set<Digest> first = new LinkedHashSet<>();
        manifests.forEach(node -> first.add(node.digest()));
        manifests.forEach(node -> node.config().ifPresent(first::add));
        List<Digest> expected = new ArrayList<>(first);
        for (int i = 0; i < expected.size(); i++) {
            if (!blobs.get(i).digest().equals(expected.get(i))) {
                throw refused("blob " + i + " is " + blobs.get(i).digest() + ", manifests and then configs come first: "
                        + expected.get(i));
            }
        }
    }

    private Blob blob(Digest digest, String what) {
        return graph.blob(digest).orElseThrow(() -> refused(what + ": " + digest + " is not in the list of blobs"));
    }

    private ManifestNode requireManifest(Digest digest, String what) {
        return graph.node(digest).orElseThrow(() -> refused(what + ": " + digest + " is not in the list of manifests"));
    }

    static void cap(String what, int found, int allowed) {
        if (found > allowed) {
            throw refused(what + " has " + found + " entries, at most " + allowed);
        }
    }

    static BundleException refused(String rule) {
        return new BundleException.Invalid(RESOURCE, rule);
    }
}
