package io.hexr.format;

import java.util.ArrayList;
import java.util.List;

import io.hexr.oci.Platform;

/** A container image of one platform. {@code loadTags} are names it bears after {@code docker load} only, such as {@code latest}; they are never pushed. */
public record ImageArtifact(Delivery delivery, Platform platform, List<String> loadTags) implements Artifact {
    private static final String PREFIX = "hexr-";

    public ImageArtifact {
        String resource = "image " + delivery.name();
        if (loadTags.size() > Caps.TAGS) {
            throw new BundleException.Invalid(resource, "has " + loadTags.size() + " load tags, at most " + Caps.TAGS);
        }
        loadTags.forEach(tag -> Names.requireTag(resource, tag));
        List<String> all = new ArrayList<>(delivery.tags());
        all.addAll(loadTags);
        Distinct.require(resource, "tag", all);
        loadTags = List.copyOf(loadTags);
    }

    @Override
    public String kind() {
        return "image";
    }

    /** The repository name it bears after {@code docker load}. */
    public String loadName() {
        return pushName().startsWith(PREFIX) ? pushName() : PREFIX + pushName();
    }

    /** Every {@code name:tag} it bears after {@code docker load}. */
    public List<String> loadReferences() {
        List<String> all = new ArrayList<>();
        tags().forEach(tag -> all.add(loadName() + ":" + tag));
        loadTags.forEach(tag -> all.add(loadName() + ":" + tag));
        return all;
    }
}
