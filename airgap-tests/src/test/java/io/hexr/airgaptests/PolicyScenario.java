package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One file of the policy matrix: a sentence, the cells it expects, and the policies that must bring them about. */
record PolicyScenario(String name, String sentence, List<Cell> cells, String manifest) {
    /** From whom, to what, and whether it may: "alpha/client -> tcp alpha/web:8080 open". */
    record Cell(String namespace, String pod, String target, String expected) {
        private static final Pattern FORM = Pattern.compile("#\\? (\\w+)/(\\w+) -> (\\w+ \\S+) (open|blocked)");

        static Cell parse(String line) {
            Matcher matcher = FORM.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a cell: " + line);
            }
            return new Cell(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
        }

        @Override
        public String toString() {
            return "%s/%s -> %s %s".formatted(namespace, pod, target, expected);
        }
    }

    private static final Path FOLDER = Script.FOLDER.resolve("src/test/resources/io/hexr/airgaptests/policies");

    static List<PolicyScenario> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(PolicyScenario::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + FOLDER, e);
        }
    }

    private static PolicyScenario read(Path file) {
        try {
            String text = Files.readString(file);
            List<Cell> cells = text.lines()
                    .filter(line -> line.startsWith("#?"))
                    .map(Cell::parse)
                    .toList();
            String sentence = text.lines().findFirst().orElseThrow().substring(2);
            return new PolicyScenario(file.getFileName().toString().replace(".yaml", ""), sentence, cells, text);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    boolean hasPolicies() {
        return manifest.contains("kind: NetworkPolicy");
    }

    /** The manifest with the addresses that only the running cluster knows. */
    String manifest(Map<String, String> addresses) {
        return Pattern.compile("\\$\\{address ([\\w/]+)}")
                .matcher(manifest)
                .replaceAll(match -> addresses.getOrDefault(match.group(1), "no address of " + match.group(1)));
    }
}
