package io.hexr.charts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What one Kubernetes version publishes about its API, as {@code build/schemas/kubernetes} wrote it down: strict, since it drops what it does not know. */
final class KubernetesSchema {
    private final JsonNode kinds;
    private final JsonNode definitions;

    private KubernetesSchema(JsonNode document) {
        this.kinds = document.path("kinds");
        this.definitions = document.path("definitions");
    }

    static KubernetesSchema of(String version) {
        String name = "/kubernetes/" + version + ".json";
        try (InputStream in = Objects.requireNonNull(KubernetesSchema.class.getResourceAsStream(name), name)) {
            return new KubernetesSchema(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Everything about this object that this version would refuse or drop. */
    List<String> problems(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        List<String> found = new ArrayList<>();
        if (!kinds.has(kind)) {
            found.add(kind + " is no API of this version");
        } else {
            check(kind, definitions.path(kinds.path(kind).asText()), object, found);
        }
        return found;
    }

    private void check(String path, JsonNode schema, JsonNode value, List<String> found) {
        if (schema.has("$ref")) {
            check(path, definitions.path(schema.path("$ref").asText()), value, found);
            return;
        }
        if (value.isNull()) {
            found.add(path + " is empty");
            return;
        }
        if (!fits(schema, value)) {
            found.add(path + " is " + value + ", not of type "
                    + schema.path("type").asText());
            return;
        }
        for (JsonNode needed : schema.path("required")) {
            if (!value.has(needed.asText())) {
                found.add(path + " lacks " + needed.asText());
            }
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            check(path + "[" + i + "]", schema.path("items"), value.get(i), found);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            String name = path + "." + field.getKey();
            if (!known.isMissingNode()) {
                check(name, known, field.getValue(), found);
            } else if (schema.path("additionalProperties").isObject()) {
                check(name, schema.path("additionalProperties"), field.getValue(), found);
            } else {
                found.add(name + " is no field of this version");
            }
        }
    }

    private static boolean fits(JsonNode schema, JsonNode value) {
        // quantities and ports: published as text, taken as numbers, too
        if (schema.path("format").asText().equals("int-or-string")) {
            return value.isTextual() || value.isIntegralNumber();
        }
        return switch (schema.path("type").asText("object")) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
    }
}
