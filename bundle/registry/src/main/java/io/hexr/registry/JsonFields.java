package io.hexr.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.StrictJson;

/** A JSON object of a stranger, of which only some fields matter: what is absent or of another type is empty. */
record JsonFields(Map<?, ?> fields) {
    /** Parses strictly as JSON. @throws io.hexr.oci.OciException where it is not an object */
    static JsonFields parse(byte[] bytes, int limit, String resource) {
        return new JsonFields(StrictJson.parse(bytes, limit, resource, LinkedHashMap.class));
    }

    Optional<String> text(String name) {
        return fields.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    Optional<Long> number(String name) {
        return fields.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    Optional<JsonFields> object(String name) {
        return fields.get(name) instanceof Map<?, ?> map ? Optional.of(new JsonFields(map)) : Optional.empty();
    }

    List<?> list(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }

    List<String> names() {
        return fields.keySet().stream().map(String::valueOf).toList();
    }
}
