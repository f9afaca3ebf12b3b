package io.hexr.helm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;

/** Which image stands behind each logical name a chart knows, by digest, and which groups the release declares. The same shape as {@code images.yaml}. */
public record ImageLock(SortedMap<String, Entry> images, SortedSet<String> groups) {
    /** Where an image or model lies below the registry. The tag is only a label. */
    public record Entry(String repository, String tag, Digest digest) {
        public Entry {
            if (!repository.matches("[a-z0-9]+([._/-][a-z0-9]+)*") || !tag.matches("\\w[\\w.-]{0,127}")) {
                throw new HelmException.DocumentInvalid(
                        repository + ":" + tag, "is no repository and tag below a registry");
            }
        }
    }

    public ImageLock {
        images = new TreeMap<>(images);
        groups = new TreeSet<>(groups);
    }

    /** The images and models of a release, with all groups it declares. */
    public static ImageLock of(Contents contents) {
        return of(contents.artifacts(), contents.groups());
    }

    /** The images and models among these artifacts of a release that declares these groups. */
    public static ImageLock of(List<Artifact> artifacts, Set<String> groups) {
        SortedMap<String, Entry> images = new TreeMap<>();
        for (Artifact artifact : artifacts) {
            if (artifact instanceof ImageArtifact || artifact instanceof ModelArtifact) {
                images.put(
                        artifact.name(),
                        new Entry(
                                artifact.pushName(),
                                artifact.tags().getFirst(),
                                artifact.content().digest()));
            }
        }
        return new ImageLock(images, new TreeSet<>(groups));
    }

    /** What {@code global.imageLock} and {@code global.groups} of a values file say. */
    public static ImageLock read(Path file) {
        return of(file.toString(), Documents.read(file));
    }

    static ImageLock of(String resource, JsonNode values) {
        SortedMap<String, Entry> images = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field :
                values.path("global").path("imageLock").properties()) {
            JsonNode entry = field.getValue();
            try {
                images.put(
                        field.getKey(),
                        new Entry(
                                entry.path("repository").asText(),
                                entry.path("tag").asText(),
                                Digest.parse(entry.path("digest").asText())));
            } catch (OciException e) {
                throw new HelmException.DocumentInvalid(
                        resource, "locks " + field.getKey() + " without a digest: " + e.getMessage());
            }
        }
        SortedSet<String> groups = new TreeSet<>();
        values.path("global").path("groups").forEach(group -> groups.add(group.asText()));
        return new ImageLock(images, groups);
    }

    /** The shape charts read: {@code {name: {repository, tag, digest}}}. */
    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        images.forEach((name, entry) -> tree.putObject(name)
                .put("repository", entry.repository())
                .put("tag", entry.tag())
                .put("digest", entry.digest().toString()));
        return tree;
    }
}
