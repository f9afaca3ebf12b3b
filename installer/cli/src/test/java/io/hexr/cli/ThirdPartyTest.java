package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.oci.Digest;
import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The notices that travel with the distribution name every library that the build resolved for it, with its licence. */
final class ThirdPartyTest {
    /** Written by the build before the tests: the libraries the command line runs with. */
    private static final Path RESOLVED = Path.of("target", "third-party.txt");

    private static final Pattern LICENCE =
            Pattern.compile("<license>\\s*<name>([^<]*)</name>(?:\\s*<url>([^<]*)</url>)?", Pattern.DOTALL);
    private static final Pattern PARENT = Pattern.compile("<parent>(.*?)</parent>", Pattern.DOTALL);

    @Test
    void theNoticesNameEveryLibraryOfTheDistribution() throws IOException {
        Map<String, List<String>> texts = new TreeMap<>();
        Map<String, String> rows = new TreeMap<>();
        for (String resolved : Files.readString(RESOLVED).strip().split(":", -1)) {
            Path jar = Path.of(resolved);
            String name = name(jar);
            rows.put(
                    name,
                    "| " + name + " | " + licence(jar, 0) + " | `" + Digest.of(Files.readAllBytes(jar)) + "` |\n");
            for (String text : texts(jar)) {
                texts.computeIfAbsent(text, _ -> new ArrayList<>()).add(name);
            }
        }
        StringBuilder page = new StringBuilder("""
            # Third-party notices

            The libraries that the distribution and the bundle tools carry, as the build resolved them. Generated:
            `mvn -pl installer/cli -am test -Dgolden.update`. The Java runtime of the distribution is OpenJDK under GPL-2.0 with the Classpath
            Exception; its notices lie in `runtime/legal`. The text of the Apache License 2.0 is that of [LICENSE](../LICENSE).

            | library | licence | jar |
            |---|---|---|
            """);
        rows.values().forEach(page::append);
        texts.forEach((text, names) -> page.append("\n## As told by ")
                .append(String.join(", ", names.stream().sorted().distinct().toList()))
                .append("\n\n```\n")
                .append(text)
                .append("\n```\n"));

        assertThat(rows.values()).noneMatch(row -> row.contains("| unknown |"));
        Golden.check(Path.of("..", "..", "docs", "THIRD-PARTY.md"), page.toString());
    }

    /** group:artifact:version from the place in the local repository. */
    private static String name(Path jar) {
        Path place = repository(jar).relativize(jar);
        int parts = place.getNameCount();
        String group = place.subpath(0, parts - 3).toString().replace('/', '.');
        return group + ":" + place.getName(parts - 3) + ":" + place.getName(parts - 2);
    }

    private static Path repository(Path jar) {
        for (Path folder = jar.getParent(); folder != null; folder = folder.getParent()) {
            if (folder.endsWith("repository")) {
                return folder;
            }
        }
        throw new AssertionError(jar + " lies in no local repository");
    }

    /** The licence in the library's own description, or in the one it inherits from. */
    private static String licence(Path jar, int inherited) throws IOException {
        Path pom = jar.resolveSibling(String.valueOf(jar.getFileName()).replaceFirst("\\.(jar|pom)$", ".pom"));
        if (!Files.exists(pom) || inherited > 5) {
            return "unknown";
        }
        String text = Files.readString(pom);
        Matcher found = LICENCE.matcher(text);
        if (found.find()) {
            return found.group(2) == null ? found.group(1) : "[" + found.group(1) + "](" + found.group(2) + ")";
        }
        Matcher parent = PARENT.matcher(text);
        if (!parent.find()) {
            return "unknown";
        }
        String artifact = tag(parent.group(1), "artifactId");
        String version = tag(parent.group(1), "version");
        return licence(
                repository(jar)
                        .resolve(tag(parent.group(1), "groupId").replace('.', '/'))
                        .resolve(artifact)
                        .resolve(version)
                        .resolve(artifact + "-" + version + ".pom"),
                inherited + 1);
    }

    private static String tag(String xml, String name) {
        return xml.replaceFirst("(?s).*<" + name + ">\\s*([^<\\s]*)\\s*</" + name + ">.*", "$1");
    }

    /** What the jar says about itself, but for the licence we have ourselves. */
    private static List<String> texts(Path jar) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName().toUpperCase(Locale.ROOT);
                if (name.matches("(META-INF/)?[^/]*(LICEN[CS]E|NOTICE|COPYING)[^/]*") && !name.endsWith(".CLASS")) {
                    String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
                            .replace("\r", "")
                            .strip();
                    if (!text.contains("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION")) {
                        texts.add(text);
                    }
                }
            }
        }
        return texts;
    }
}
