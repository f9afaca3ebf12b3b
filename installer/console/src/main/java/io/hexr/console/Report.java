package io.hexr.console;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a command as data. It is written once and rendered twice: as aligned lines and tables, or as one JSON document whose first member is
 * {@code "schema": "hexr.io/<kind>/v<version>"}. Within a version, keys are only ever added.
 */
public record Report(String kind, int version, List<Entry> entries) {
    /** One member of the document. */
    public sealed interface Entry permits Field, Table, Listing, Document {
        String key();
    }

    public record Field(String key, Cell value) implements Entry {}

    /** Rows under named columns; in JSON an array of objects. */
    public record Table(String key, List<String> columns, List<List<Cell>> rows) implements Entry {
        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<Cell> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException(
                            "table " + key + " has " + columns.size() + " columns, a row has " + row.size());
                }
            }
        }
    }

    /** Lines without columns; in JSON an array of strings. */
    public record Listing(String key, List<String> lines) implements Entry {
        public Listing {
            lines = List.copyOf(lines);
        }
    }

    /** A text of several lines that is the result itself, such as a script; in JSON one string. */
    public record Document(String key, String text) implements Entry {}

    public Report {
        if (!kind.matches("[a-z]+(-[a-z]+)*") || version < 1) {
            throw new IllegalArgumentException("not a kind and version of a result: " + kind + " v" + version);
        }
        entries = List.copyOf(entries);
        if (entries.stream().map(Entry::key).distinct().count() != entries.size()) {
            throw new IllegalArgumentException("result " + kind + " has a key twice");
        }
    }

    /** An empty result of the first version of its kind. */
    public static Report of(String kind) {
        return new Report(kind, 1, List.of());
    }

    public Report with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new Report(kind, version, more);
    }

    public Report with(String key, Cell value) {
        return with(new Field(key, value));
    }

    public Report with(String key, String value) {
        return with(key, Cell.of(value));
    }

    public Report with(String key, long count) {
        return with(key, Cell.of(count));
    }

    /** "imageCount" is "image count" to people. */
    public static String label(String key) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isUpperCase(c)) {
                words.append(' ').append(Character.toLowerCase(c));
            } else {
                words.append(c);
            }
        }
        return words.toString();
    }

    String schema() {
        return "hexr.io/" + kind + "/v" + version;
    }
}
