package io.hexr.format;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.oci.Platform;
import io.hexr.oci.Reference;

/**
 * What people write of a release: where its images, charts and files lie, what they are called and which group they belong to. Tags are allowed here and nowhere
 * after. Paths are as written; whoever builds resolves them against the folder of the spec.
 */
public record ReleaseSpec(
        String minimumReader,
        String release,
        String version,
        long sequence,
        List<Image> images,
        List<Content> files,
        List<Chart> charts,
        List<Content> models,
        List<Content> wheels,
        SortedMap<String, String> expires,
        SortedMap<String, String> dataDates,
        List<String> planned) {

    /** The names and groups an artifact gets. */
    public record Names(
            String name, String pushName, List<String> tags, List<String> groups, Optional<String> licence) {}

    /** Where an image comes from. */
    public sealed interface Place permits Layout, Recipe, Upstream {}

    /** It lies in an OCI layout folder under a name. */
    public record Layout(String folder, String reference) implements Place {}

    /** Somebody else published it, under a name that may move or with a digest that may not. */
    public record Upstream(Reference reference) implements Place {}

    /** It is built from the recipe in a folder. */
    public record Recipe(String folder) implements Place {}

    /**
     * An image.
     *
     * @param usedBy what runs it, where that is no chart of the release
     * @param waiver why nothing uses it yet
     */
    public record Image(
            Names names,
            Place place,
            Platform platform,
            List<String> loadTags,
            Optional<String> usedBy,
            Optional<Waiver> waiver) {}

    /** That something is carried before it is used, for a reason and until a day. */
    public record Waiver(String reason, LocalDate until) {}

    /** A file, or a folder with everything below it: as it is, as a model, or as the wheels of a package index. */
    public record Content(Names names, String path, Optional<Platform> platform) {}

    /** A chart's folder, and the folder of the profiles in which nothing that the chart renders may be missing from the release. */
    public record Chart(Names names, String path, String profiles) {}

    public ReleaseSpec {
        images = List.copyOf(images);
        files = List.copyOf(files);
        charts = List.copyOf(charts);
        models = List.copyOf(models);
        wheels = List.copyOf(wheels);
        expires = Collections.unmodifiableSortedMap(new TreeMap<>(expires));
        dataDates = Collections.unmodifiableSortedMap(new TreeMap<>(dataDates));
        planned = List.copyOf(planned);
    }

    /**
     * Reads the YAML form. Unknown and repeated fields, anchors, aliases, tags, text that YAML takes for something else, absolute paths, names that no
     * release may have and anything beyond the caps are refused.
     *
     * @throws BundleException.Invalid naming the file and the field
     */
    public static ReleaseSpec parse(String resource, byte[] yaml) {
        return new ReleaseSpecYaml(resource).read(yaml);
    }
}
