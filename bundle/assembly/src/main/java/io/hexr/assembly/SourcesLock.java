package io.hexr.assembly;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.hexr.oci.Digest;

/**
 * Which bytes the names in recipes stand for: one line each, so that a change of source is read as a change of text.
 *
 * <pre>
 * debian NAME VERSION ARCHITECTURE sha256:HEX
 * maven GROUP:ARTIFACT:VERSION sha256:HEX
 * go MODULE VERSION h1:SUM
 * toolchain go VERSION sha256:HEX
 * toolchain gcc VERSION sha256:HEX
 * toolchain jdk VERSION sha256:HEX
 * pypi NAME==VERSION FILE sha256:HEX
 * </pre>
 */
final class SourcesLock {
    static final String FILE = "sources.lock";
    private static final int BYTES = 1 << 20;
    private static final String HEAD =
            "# Every source of the images made here, by checksum. Written by: hexr release sources refresh\n";

    /** One revision of a Debian package. */
    record Debian(String name, String version, String architecture, Digest digest) {
        /** Without epoch and revision. */
        String upstream() {
            String plain = version.substring(version.indexOf(':') + 1);
            int dash = plain.lastIndexOf('-');
            return dash < 0 ? plain : plain.substring(0, dash);
        }

        String purl() {
            return "pkg:deb/debian/" + name.replace("+", "%2B") + "@"
                    + version.replace("+", "%2B").replace(":", "%3A") + "?arch=" + architecture + "&distro=debian-12";
        }

        String line() {
            return String.join(" ", "debian", name, version, architecture, digest.toString());
        }
    }

    private final Path file;
    /** The fields after the name, by kind and name. */
    private final SortedMap<String, List<String>> lines = new TreeMap<>();

    private SourcesLock(Path file) {
        this.file = file;
    }

    static SourcesLock empty(Path file) {
        return new SourcesLock(file);
    }

    static SourcesLock read(Path file) {
        SourcesLock lock = new SourcesLock(file);
        String text = new String(SmallFile.read("the sources", file, BYTES), StandardCharsets.UTF_8);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.split(" ", -1));
            if (!isWellFormed(words)) {
                throw new AssemblyException.SourceUnreadable(
                        "the sources", file, "has a line " + number + " that is none of a sources lock");
            }
            if (lock.lines.put(key(words), words.subList(2, words.size())) != null) {
                throw new AssemblyException.SourceUnreadable(
                        "the sources", file, "names " + words.get(1) + " again in line " + number);
            }
        }
        return lock;
    }

    private static boolean isWellFormed(List<String> words) {
        String last = words.getLast();
        return switch (words.getFirst()) {
            case "debian" -> words.size() == 5 && isSum(last);
            case "maven" -> words.size() == 3 && isSum(last);
            case "go" -> words.size() == 4 && last.startsWith("h1:");
            case "pypi" -> words.size() == 4 && words.get(1).contains("==") && isSum(last);
            case "toolchain" -> words.size() == 4 && List.of("gcc", "go", "jdk").contains(words.get(1)) && isSum(last);
            default -> false;
        };
    }

    private static boolean isSum(String word) {
        return word.matches("sha256:[0-9a-f]{64}");
    }

    private static String key(List<String> words) {
        return words.get(0) + " " + words.get(1);
    }

    Optional<Debian> findDebian(String name) {
        return Optional.ofNullable(lines.get("debian " + name))
                .map(rest -> new Debian(name, rest.get(0), rest.get(1), Digest.parse(rest.get(2))));
    }

    Debian debian(String name) {
        return findDebian(name).orElseThrow(() -> unpinned("package " + name));
    }

    Digest maven(String artifact) {
        return Digest.parse(rest("maven", artifact).getFirst());
    }

    /** File name and checksum of a package of the Python index. */
    List<String> pypi(String artifact) {
        return rest("pypi", artifact);
    }

    /** Version and sum of a module. */
    List<String> go(String module) {
        return rest("go", module);
    }

    List<String> toolchain(String name) {
        return rest("toolchain", name);
    }

    /**
     * A recipe's version becomes its tag, so it must be that of something in it. What is built from Go, linked or ours is compared there; a base has a version
     * of its own.
     */
    void requireVersion(Recipe recipe) {
        List<String> versions = new ArrayList<>();
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            switch (ingredient) {
                case Recipe.DebianPackage wanted ->
                    // without what says that Debian packed it anew, like +ds
                    versions.add(debian(wanted.name()).upstream().replaceFirst("[+~].*", ""));
                case Recipe.MavenArchive wanted ->
                    versions.add(wanted.artifact().replaceFirst(".*:", ""));
                case Recipe.PythonWheel wanted -> versions.add(wanted.artifact().replaceFirst(".*==", ""));
                case Recipe.Files _ -> {}
                case Recipe.GoProgram _, Recipe.JavaRuntime _, Recipe.JavaService _ -> versions.add(recipe.version());
            }
        }
        if (recipe.tier() != Tier.BASE && !versions.isEmpty() && !versions.contains(recipe.version())) {
            throw new AssemblyException.SourceChanged(
                    "image " + recipe.name(), recipe.version() + " in its recipe", String.join(", ", versions));
        }
    }

    private List<String> rest(String kind, String name) {
        return Optional.ofNullable(lines.get(kind + " " + name)).orElseThrow(() -> unpinned(kind + " " + name));
    }

    private AssemblyException unpinned(String source) {
        return new AssemblyException.SourceUnpinned(source, file, "has no checksum");
    }

    /** With one more line, or another one in its place. */
    void put(String line) {
        List<String> words = List.of(line.split(" ", -1));
        if (!isWellFormed(words)) {
            throw new IllegalArgumentException(line);
        }
        lines.put(key(words), words.subList(2, words.size()));
    }

    /** The lines as a person reads them; {@code bytes} is these below a heading. */
    List<String> lines() {
        List<String> all = new ArrayList<>();
        lines.forEach((key, rest) -> all.add(key + " " + String.join(" ", rest)));
        return all;
    }

    byte[] bytes() {
        return (HEAD + lines().stream().map(line -> line + "\n").collect(Collectors.joining()))
                .getBytes(StandardCharsets.UTF_8);
    }
}
