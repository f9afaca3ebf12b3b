package io.hexr.format;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.oci.OciException;
import io.hexr.oci.Platform;
import io.hexr.oci.Reference;

/**
 * {@code release.yaml}: what people write about a release. Tags are allowed here and nowhere after; {@code release build} resolves it to a
 * {@link ReleaseLock}.
 *
 * @param groups name to one line for people, every group an artifact may be in
 * @param planned name to one line: what the release names and does not have yet
 */
public record ReleaseSpec(
        String release,
        String version,
        long sequence,
        String minimumReader,
        SortedMap<String, String> groups,
        List<Item> artifacts,
        SortedMap<String, String> planned,
        SortedMap<String, String> expires,
        SortedMap<String, String> dataDates) {
    private static final String RESOURCE = "release.yaml";

    /** Where an artifact is to come from. */
    public enum From {
        /** One of our own modules, built from this repository. */
        COMPONENT,
        /** A recipe below {@code components/third-party}. */
        RECIPE,
        /** An image of another registry, by reference. */
        IMAGE,
        /** A chart's folder. */
        CHART,
        /** A file or folder of files. */
        FILE,
        /** A model's folder. */
        MODEL;

        /** As written in the spec. */
        public String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One artifact, before anything of it is resolved. */
    public record Item(
            String kind,
            String name,
            String pushName,
            List<String> tags,
            List<String> loadTags,
            List<Platform> platforms,
            List<String> groups,
            Optional<String> licence,
            From from,
            String source) {
        public Item {
            String resource = RESOURCE + ": artifact " + BundleException.quoted(name);
            Names.requireName(resource, "the name", name);
            Names.requirePushName(resource, pushName);
            tags.forEach(tag -> Names.requireTag(resource, tag));
            loadTags.forEach(tag -> Names.requireTag(resource, tag));
            if (!Set.of("image", "chart", "model", "file").contains(kind)) {
                throw new BundleException.Invalid(resource, "is of the unknown kind " + BundleException.quoted(kind));
            }
            if (groups.isEmpty() || tags.isEmpty()) {
                throw new BundleException.Invalid(resource, "needs at least one group and one tag");
            }
            if (from == From.IMAGE) {
                requireReference(resource, source);
            }
            tags = List.copyOf(tags);
            loadTags = List.copyOf(loadTags);
            platforms = List.copyOf(platforms);
            groups = List.copyOf(groups);
        }

        private static void requireReference(String resource, String source) {
            try {
                Reference.parse(source);
            } catch (OciException e) {
                throw new BundleException.Invalid(resource, String.valueOf(e.getMessage()), e);
            }
        }
    }

    public ReleaseSpec {
        Names.requireName(RESOURCE, "the release", release);
        Names.requireVersion(RESOURCE, version);
        Names.requireReader(RESOURCE, minimumReader);
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        planned = Collections.unmodifiableSortedMap(new TreeMap<>(planned));
        expires = Collections.unmodifiableSortedMap(new TreeMap<>(expires));
        dataDates = Collections.unmodifiableSortedMap(new TreeMap<>(dataDates));
        artifacts = List.copyOf(artifacts);
        if (sequence < 1 || sequence > ContentsRules.SEQUENCE) {
            throw new BundleException.Invalid(RESOURCE, "the sequence must be at least 1 and rise with each release");
        }
        Set<String> names = new HashSet<>();
        for (Item item : artifacts) {
            if (!names.add(item.kind() + " " + item.name())) {
                throw new BundleException.Invalid(RESOURCE, item.kind() + " " + item.name() + " is there twice");
            }
            if (planned.containsKey(item.name())) {
                throw new BundleException.Invalid(RESOURCE, item.name() + " is both there and planned");
            }
            for (String group : item.groups()) {
                if (!groups.containsKey(group)) {
                    throw new BundleException.Invalid(
                            RESOURCE, item.name() + " is in group " + group + ", which the spec does not list");
                }
            }
        }
    }

    /** Reads a spec; unknown and repeated keys, aliases and types other than text are refused. */
    public static ReleaseSpec parse(String resource, byte[] yaml) {
        return new ReleaseSpecYaml(resource).read(yaml);
    }
}
