package io.hexr.assembly;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.oci.Descriptor;
import io.hexr.oci.StrictJson;

/**
 * The pages of a package index as PEP 503 and PEP 691 want them, as files that any web server can serve and pip can read from a disk: all links are relative and
 * carry the digest of what they lead to.
 */
final class WheelIndex {
    /** Where the wheels lie, beside {@code simple}. */
    static final String FOLDER = "files/";

    static final String METADATA = ".metadata";

    private static final String VERSION = "1.1";

    private final SortedMap<String, List<Entry>> projects = new TreeMap<>();

    /** A wheel and the file METADATA of it, both stored. */
    record Entry(WheelName name, Optional<String> requiresPython, Descriptor content, Descriptor metadata) {
        private String url() {
            return "../../" + FOLDER + name.file().replace("+", "%2B").replace("!", "%21");
        }
    }

    /** In the order of their names. */
    WheelIndex(List<Entry> wheels) {
        wheels.forEach(entry -> projects.computeIfAbsent(entry.name().project(), name -> new ArrayList<>())
                .add(entry));
    }

    /** Every page by its path. */
    SequencedMap<String, byte[]> pages() {
        SequencedMap<String, byte[]> pages = new LinkedHashMap<>();
        pages.put(
                "simple/index.html",
                html(
                        "Index",
                        projects.keySet().stream()
                                .map(name -> "<a href=\"" + name + "/\">" + name + "</a>")
                                .toList()));
        pages.put(
                "simple/index.json",
                StrictJson.write(Map.of(
                        "meta",
                        Map.of("api-version", VERSION),
                        "projects",
                        projects.keySet().stream()
                                .map(name -> Map.of("name", name))
                                .toList())));
        projects.forEach((name, wheels) -> {
            pages.put(
                    "simple/" + name + "/index.html",
                    html(name, wheels.stream().map(WheelIndex::link).toList()));
            pages.put("simple/" + name + "/index.json", json(name, wheels));
        });
        return pages;
    }

    private static String link(Entry entry) {
        StringBuilder link = new StringBuilder("<a href=\"")
                .append(entry.url())
                .append("#sha256=")
                .append(entry.content().digest().hex())
                .append('"');
        entry.requiresPython()
                .ifPresent(range -> link.append(" data-requires-python=\"")
                        .append(range.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                        .append('"'));
        String metadata = "sha256=" + entry.metadata().digest().hex();
        return link.append(" data-dist-info-metadata=\"")
                .append(metadata)
                .append("\" data-core-metadata=\"")
                .append(metadata)
                .append("\">")
                .append(entry.name().file())
                .append("</a>")
                .toString();
    }

    private static byte[] html(String title, List<String> links) {
        return ("<!DOCTYPE html>\n<html>\n<head>\n<meta name=\"pypi:repository-version\" content=\"" + VERSION
                        + "\">\n<title>" + title + "</title>\n</head>\n<body>\n" + String.join("<br>\n", links)
                        + "\n</body>\n</html>\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] json(String name, List<Entry> wheels) {
        List<Object> files = new ArrayList<>();
        TreeSet<String> versions = new TreeSet<>();
        for (Entry entry : wheels) {
            Map<String, Object> file = new TreeMap<>();
            file.put("filename", entry.name().file());
            file.put("url", entry.url());
            file.put("hashes", Map.of("sha256", entry.content().digest().hex()));
            file.put("size", entry.content().size());
            file.put("core-metadata", Map.of("sha256", entry.metadata().digest().hex()));
            entry.requiresPython().ifPresent(range -> file.put("requires-python", range));
            files.add(file);
            versions.add(entry.name().version());
        }
        return StrictJson.write(Map.of(
                "meta",
                Map.of("api-version", VERSION),
                "name",
                name,
                "files",
                files,
                "versions",
                List.copyOf(versions)));
    }
}
