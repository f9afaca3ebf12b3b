package io.hexr.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ManifestNode;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.Manifest;
import io.hexr.oci.StrictJson;

/** Where each image of a release lies and under which digest, as values for charts: {@code global.registry} and {@code global.imageLock}. */
public record ImageLock(String registry, SortedMap<String, Image> images) {
    /** One image by its logical name's place. */
    public record Image(String repository, String tag, Digest digest) {}

    public ImageLock {
        images = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(images));
    }

    /** As a push leaves them: with the digests that are signed. */
    public static ImageLock of(Contents contents, Set<String> groups, Destination destination) {
        SortedMap<String, Image> images = new TreeMap<>();
        for (ImageArtifact image : images(contents, groups)) {
            images.put(
                    image.name(),
                    new Image(
                            image.pushName(),
                            image.tags().getFirst(),
                            image.content().digest()));
        }
        return new ImageLock(destination.toString(), images);
    }

    private static List<ImageArtifact> images(Contents contents, Set<String> groups) {
        return contents.artifacts().stream()
                .filter(ImageArtifact.class::isInstance)
                .map(ImageArtifact.class::cast)
                .filter(image -> image.groups().stream().anyMatch(groups::contains))
                .toList();
    }

    /**
     * As they really are: a tool between may have rewritten a manifest, which changes its digest. The config, which names the content of every layer, is
     * what an image is recognised by.
     *
     * @throws TransferException.ImagesDiffer where an image of these groups is not there, or is another one
     */
    public static ImageLock read(Contents contents, Set<String> groups, Destination destination) {
        SortedMap<String, Image> images = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        for (ImageArtifact image : images(contents, groups)) {
            String tag = image.tags().getFirst();
            String place = destination.name(image.pushName(), tag);
            Optional<Manifest> found = destination.store(image.pushName()).manifest(tag);
            if (found.isEmpty()) {
                differences.add(place + " is not there");
            } else if (isSame(contents, image, found.get())) {
                images.put(image.name(), new Image(image.pushName(), tag, digest(found.get())));
            } else {
                differences.add(place + " is another image: " + digest(found.get()));
            }
        }
        if (!differences.isEmpty()) {
            throw new TransferException.ImagesDiffer(destination.toString(), differences);
        }
        return new ImageLock(destination.toString(), images);
    }

    private static Digest digest(Manifest manifest) {
        return manifest.descriptor().digest();
    }

    private static boolean isSame(Contents contents, Artifact image, Manifest found) {
        if (digest(found).equals(image.content().digest())) {
            return true;
        }
        Optional<Digest> config = contents.manifestsOf(image).stream()
                .filter(node -> node.digest().equals(image.content().digest()) && !node.isIndex())
                .map(ManifestNode::children)
                .map(SequencedCollection::getFirst)
                .findFirst();
        return found instanceof ImageManifest manifest
                && config.equals(Optional.of(manifest.config()).map(Descriptor::digest));
    }

    /** As a values file; the same lock gives the same bytes. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder("# where the images of this release lie; for helm: --values FILE\n");
        yaml.append("global:\n  registry: ").append(quoted(registry)).append("\n  imageLock:");
        yaml.append(images.isEmpty() ? " {}\n" : "\n");
        images.forEach((name, image) -> yaml.append("    ")
                .append(quoted(name))
                .append(":\n      repository: ")
                .append(quoted(image.repository()))
                .append("\n      tag: ")
                .append(quoted(image.tag()))
                .append("\n      digest: ")
                .append(quoted(image.digest().toString()))
                .append('\n'));
        return yaml.toString();
    }

    /** A string of JSON is one of YAML. */
    private static String quoted(String text) {
        return new String(StrictJson.write(List.of(text)), StandardCharsets.UTF_8)
                .strip()
                .replaceAll("^\\[\\s*|\\s*]$", "");
    }

    /** Writes the values file. @throws TransferException.Unwritable */
    public void write(Path file) {
        OneFile.write(file, yaml());
    }
}
