package io.hexr.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.format.Artifact;
import io.hexr.format.ChartArtifact;
import io.hexr.format.Contents;
import io.hexr.format.FileArtifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.format.Presence;
import io.hexr.oci.Digest;
import io.hexr.oci.Platform;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What of a release a bundle is to carry: all of it, or what belongs to groups and platforms. */
final class ContentSelection {
    @Option(
            names = "--groups",
            paramLabel = "NAME,...",
            split = ",",
            description = "Only what belongs to these groups; the bundle is partial then.")
    Set<String> groups = new TreeSet<>();

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH,...",
            split = ",",
            converter = PlatformConverter.class,
            description = "Only images and programs for these platforms; the bundle is partial if there are others.")
    Set<Platform> platforms = new HashSet<>();

    /** @throws ConsoleException where the release has no such group or platform */
    Presence of(Contents contents) {
        Set<Digest> wanted = new HashSet<>();
        for (String group : groups) {
            require(contents.groups().contains(group), "group " + group, contents.groups());
        }
        Set<Platform> known = new HashSet<>();
        contents.artifacts().forEach(artifact -> platform(artifact).ifPresent(known::add));
        for (Platform platform : platforms) {
            require(known.contains(platform), "platform " + platform, known);
        }
        contents.artifacts().stream()
                .filter(artifact ->
                        groups.isEmpty() || artifact.groups().stream().anyMatch(groups::contains))
                .filter(artifact -> platforms.isEmpty()
                        || platform(artifact).map(platforms::contains).orElse(true))
                .forEach(artifact -> wanted.addAll(contents.closure(artifact)));
        return Presence.of(contents, blob -> wanted.contains(blob.digest()));
    }

    private static Optional<Platform> platform(Artifact artifact) {
        return switch (artifact) {
            case ImageArtifact image -> Optional.of(image.platform());
            case FileArtifact file -> file.platform();
            case ChartArtifact _, ModelArtifact _ -> Optional.empty();
        };
    }

    private static void require(boolean known, String what, Set<?> all) {
        if (!known) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "the release has no " + what)
                    .because("it was mistyped, or belongs to another release")
                    .next("choose among: "
                            + all.stream().map(Object::toString).sorted().collect(Collectors.joining(", "))));
        }
    }

    static final class PlatformConverter implements ITypeConverter<Platform> {
        @Override
        public Platform convert(String value) {
            return Platform.parse(value);
        }
    }

    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (!groups.isEmpty()) {
            words.addAll(List.of("--groups", String.join(",", groups)));
        }
        if (!platforms.isEmpty()) {
            words.addAll(List.of(
                    "--platform",
                    platforms.stream().map(Platform::toString).sorted().collect(Collectors.joining(","))));
        }
        return words;
    }
}
