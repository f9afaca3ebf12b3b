package io.hexr.helm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Packs a chart with the lock of a release: the same chart and lock give the same bytes anywhere (sorted entries, no times, no owners, stored rather than
 * compressed). What an unpacked chart installs is then settled by digest; its bytes are never rewritten again.
 */
public final class ChartPacker {
    /** What a chart consists of; documentation and the like stay outside, since all of it would lie in every release Secret. */
    private static final Pattern PART = Pattern.compile(
            "(charts/[a-z0-9-]+/)*(Chart\\.yaml|values\\.yaml|values\\.schema\\.json|(templates|files|crds)/.+)");

    private static final Pattern LEFT_OUT = Pattern.compile("(charts/[a-z0-9-]+/)*(README\\.md|\\.helmignore)");

    private static final String LOCK = "  imageLock: {}";
    private static final String GROUPS = "  groups: []";
    private static final Pattern SWITCH =
            Pattern.compile("( *)enabled: true # group: ([a-z0-9-]+)(?:, image: ([a-z0-9-]+))?");

    private ChartPacker() {}

    /** What a chart says of itself, as JSON: the config of the artifact that carries it. */
    public record Description(String name, String version, String json) {}

    public static Description describe(Path chart) {
        ObjectNode page = Documents.read(chart.resolve("Chart.yaml"));
        return new Description(page.path("name").asText(), page.path("version").asText(), page.toString());
    }

    /** The chart as a {@code .tgz}, with the images of this lock written into its values. */
    public static byte[] pack(Path chart, ImageLock lock) {
        return pack(chart, lock, Set.of());
    }

    /**
     * The chart as a {@code .tgz}, with the images of this lock written into its values.
     *
     * @param planned images that the release announces and does not carry; what needs one is switched off
     */
    public static byte[] pack(Path chart, ImageLock lock, Set<String> planned) {
        SortedMap<String, byte[]> files = files(chart);
        if (!files.containsKey("Chart.yaml") || !files.containsKey("values.yaml")) {
            throw new HelmException.ChartInvalid(chart, "has no Chart.yaml or no values.yaml");
        }
        String name = describe(chart).name();
        String values = new String(files.get("values.yaml"), StandardCharsets.UTF_8);
        files.put("values.yaml", Documents.bytes(filled(chart, values, lock, planned)));
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        files.forEach((path, bytes) -> PlainTar.entry(tar, name + "/" + path, bytes));
        PlainTar.end(tar);
        return StoredGzip.of(tar.toByteArray());
    }

    /** Every file that belongs to the chart. A link, or a file nobody expects, is refused rather than packed. */
    private static SortedMap<String, byte[]> files(Path chart) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        List<Path> found;
        try (Stream<Path> all = Files.walk(chart)) {
            found = all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new HelmException.FileFailed(chart, "cannot be read", e);
        }
        for (Path file : found) {
            String path = chart.relativize(file).toString();
            if (LEFT_OUT.matcher(path).matches()) {
                continue;
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !PART.matcher(path).matches()) {
                throw new HelmException.ChartInvalid(chart, path + " is no part of a chart");
            }
            try {
                files.put(path, Files.readAllBytes(file));
            } catch (IOException e) {
                throw new HelmException.FileFailed(file, "cannot be read", e);
            }
        }
        return files;
    }

    /** The values with lock and groups; what belongs to a group, or needs an image, that the release lacks is switched off. */
    private static String filled(Path chart, String values, ImageLock lock, Set<String> planned) {
        List<String> lines = new ArrayList<>();
        int places = 0;
        for (String line : values.split("\n", -1)) {
            Matcher toggle = SWITCH.matcher(line);
            if (line.equals(LOCK)) {
                places++;
                lines.addAll(lockLines(lock));
            } else if (line.equals(GROUPS)) {
                places++;
                lines.add("  groups: [" + String.join(", ", lock.groups()) + "]");
            } else if (toggle.matches() && !lock.groups().contains(toggle.group(2))) {
                lines.add(toggle.group(1) + "enabled: false # group: " + toggle.group(2) + ", not in this release");
            } else if (toggle.matches() && toggle.group(3) != null && planned.contains(toggle.group(3))) {
                lines.add(toggle.group(1) + "enabled: false # image: " + toggle.group(3) + ", not in this release");
            } else {
                lines.add(line);
            }
        }
        if (places != 2) {
            throw new HelmException.ChartInvalid(
                    chart,
                    "values.yaml lacks the lines \"" + LOCK.strip() + "\" and \"" + GROUPS.strip()
                            + "\" below global, where the lock goes");
        }
        return String.join("\n", lines);
    }

    private static List<String> lockLines(ImageLock lock) {
        if (lock.images().isEmpty()) {
            return List.of(LOCK);
        }
        return Stream.concat(
                        Stream.of("  imageLock:"),
                        lock.images().entrySet().stream()
                                .map(image -> "    " + image.getKey() + ": {repository: "
                                        + image.getValue().repository() + ", tag: \""
                                        + image.getValue().tag() + "\", digest: \""
                                        + image.getValue().digest() + "\"}"))
                .collect(Collectors.toList());
    }
}
