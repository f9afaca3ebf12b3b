package io.hexr.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in the order they came; names compared without case. */
record Headers(List<Field> fields) {
    static final Headers NONE = new Headers(List.of());

    record Field(String name, String value) {}

    Headers {
        fields = List.copyOf(fields);
    }

    static Headers of(String name, String value) {
        return NONE.with(name, value);
    }

    Headers with(String name, String value) {
        List<Field> all = new ArrayList<>(fields);
        all.add(new Field(name, value));
        return new Headers(all);
    }

    Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether the comma-separated field holds the word. */
    boolean says(String name, String word) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(part -> part.strip().equalsIgnoreCase(word));
    }
}
