package io.hexr.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares text with a committed file. A plain run fails with the lines that differ; {@code -Dgolden.update} writes the file instead, and the change is
 * then read in review.
 */
public final class Golden {
    private static final int SHOWN = 12;

    private Golden() {}

    /** Compares with {@code src/test/golden/<name>} of the module under test. */
    public static void check(String name, String actual) {
        check(Path.of("src", "test", "golden", name), actual);
    }

    /** Compares with any committed file, such as a generated page of the documentation. */
    public static void check(Path file, String actual) {
        try {
            if (System.getProperty("golden.update") != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, actual);
                return;
            }
            if (!Files.exists(file)) {
                throw new AssertionError(file + " does not exist; write it with -Dgolden.update\n" + actual);
            }
            String expected = Files.readString(file);
            if (!expected.equals(actual)) {
                throw new AssertionError(file + " differs; if this is meant, rerun with -Dgolden.update\n"
                        + difference(expected, actual));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("golden file " + file, e);
        }
    }

    private static String difference(String expected, String actual) {
        List<String> before = List.of(expected.split("\n", -1));
        List<String> after = List.of(actual.split("\n", -1));
        int head = 0;
        while (head < Math.min(before.size(), after.size()) && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(before.size(), after.size()) - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        StringBuilder text = new StringBuilder("from line ").append(head + 1).append('\n');
        before.subList(head, before.size() - tail).stream()
                .limit(SHOWN)
                .forEach(line -> text.append("- ").append(line).append('\n'));
        after.subList(head, after.size() - tail).stream()
                .limit(SHOWN)
                .forEach(line -> text.append("+ ").append(line).append('\n'));
        return text.toString();
    }
}
