package io.hexr.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.hexr.format.ReleaseFiles;
import io.hexr.oci.Descriptor;
import io.hexr.registry.RegistryStore;

/** The releases whose files a registry holds, by their tags. Nothing of them is believed here. */
final class RegistryReleases {
    /** What the referrers of a manifest are listed under where a registry has no list; no version is that long. */
    static final Pattern NO_RELEASE = Pattern.compile("sha(256|512)-[0-9a-f]{64}.*");

    private final Destination registry;
    private final RegistryStore store;

    RegistryReleases(Destination registry) {
        this.registry = registry;
        this.store = registry.store(ReleaseArtifact.REPOSITORY);
    }

    /** One release's files, and the tags that name them. */
    record Tagged(Descriptor manifest, List<String> tags) {
        Tagged {
            tags = List.copyOf(tags);
        }

        /** The version alone, where the whole release is there. */
        String shortest() {
            return tags.stream().min(Comparator.comparingInt(String::length)).orElseThrow();
        }
    }

    /** Where a tag lies, for messages. */
    String place(String tag) {
        return registry.name(ReleaseArtifact.REPOSITORY, tag);
    }

    private String place() {
        return registry + "/" + ReleaseArtifact.REPOSITORY;
    }

    RegistryStore store() {
        return store;
    }

    List<Tagged> all() {
        return named(store.tags());
    }

    private List<Tagged> named(List<String> tags) {
        Map<Descriptor, List<String>> byManifest = new LinkedHashMap<>();
        for (String tag : tags) {
            if (!NO_RELEASE.matcher(tag).matches()) {
                store.resolve(tag)
                        .ifPresent(manifest -> byManifest
                                .computeIfAbsent(manifest, m -> new ArrayList<>())
                                .add(tag));
            }
        }
        return byManifest.entrySet().stream()
                .map(entry -> new Tagged(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The release of that version, whole or by its groups; the only one there is where no version is named. */
    Tagged find(Optional<String> version) {
        Optional<Tagged> whole =
                version.flatMap(tag -> store.resolve(tag).map(manifest -> new Tagged(manifest, List.of(tag))));
        if (whole.isPresent()) {
            return whole.get();
        }
        List<String> tags = store.tags();
        String prefix = version.map(named -> named + ".").orElse("");
        List<Tagged> found =
                named(tags.stream().filter(tag -> tag.startsWith(prefix)).toList());
        if (found.isEmpty()) {
            throw new TransferException.ReleaseMissing(place(), version, tags);
        }
        if (found.size() > 1) {
            throw new TransferException.ReleaseAmbiguous(
                    place(), found.stream().map(Tagged::shortest).toList());
        }
        return found.getFirst();
    }

    ReleaseFiles files(Tagged tagged) {
        return ReleaseArtifact.read(place(tagged.tags().getFirst()), store, tagged.manifest());
    }
}
