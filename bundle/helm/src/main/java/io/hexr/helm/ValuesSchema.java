package io.hexr.helm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A chart's {@code values.schema.json}, asked before Helm is: its refusals name key, value, rule and remedy. It knows only the words that such a schema may
 * use here and refuses a schema with others, so that Helm, which asks the same file, never means something else.
 */
final class ValuesSchema {
    private static final Set<String> WORDS = Set.of(
            "$schema",
            "title",
            "description",
            "type",
            "properties",
            "additionalProperties",
            "required",
            "enum",
            "pattern",
            "items",
            "minItems",
            "minimum",
            "maximum",
            "x-rule",
            "x-remedy");
    private static final int SHOWN = 80;

    private final JsonNode root;

    private ValuesSchema(JsonNode root) {
        this.root = root;
    }

    /** The schema. @throws HelmException.DocumentInvalid where it uses a word that is not understood here */
    static ValuesSchema of(String resource, JsonNode schema) {
        requireKnown(resource, schema);
        return new ValuesSchema(schema);
    }

    private static void requireKnown(String resource, JsonNode schema) {
        for (Map.Entry<String, JsonNode> word : schema.properties()) {
            if (!WORDS.contains(word.getKey())) {
                throw new HelmException.DocumentInvalid(
                        resource, "uses " + word.getKey() + ", which is not understood");
            }
        }
        schema.path("properties").forEach(property -> requireKnown(resource, property));
        if (schema.path("items").isObject()) {
            requireKnown(resource, schema.path("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            requireKnown(resource, schema.path("additionalProperties"));
        }
    }

    /** Everything wrong with these values. */
    List<Refusal> refusals(JsonNode values) {
        List<Refusal> found = new ArrayList<>();
        check("", root, values, found);
        return found;
    }

    private void check(String key, JsonNode schema, JsonNode value, List<Refusal> found) {
        String type = schema.path("type").asText("");
        if (!type.isEmpty() && !is(type, value)) {
            found.add(refusal(key, value, "is " + kind(value) + ", " + article(type) + " is needed", schema));
            return;
        }
        if (schema.has("enum") && stream(schema.path("enum")).noneMatch(value::equals)) {
            String choices = String.join(
                    ", ", stream(schema.path("enum")).map(JsonNode::asText).toList());
            found.add(refusal(key, value, "is none of " + choices, schema));
        }
        if (schema.has("pattern")
                && value.isTextual()
                && !Pattern.compile(schema.path("pattern").asText())
                        .matcher(value.asText())
                        .find()) {
            found.add(
                    refusal(key, value, "does not fit " + schema.path("pattern").asText(), schema));
        }
        if (value.isNumber()
                && (value.asLong() < schema.path("minimum").asLong(Long.MIN_VALUE)
                        || value.asLong() > schema.path("maximum").asLong(Long.MAX_VALUE))) {
            found.add(refusal(
                    key,
                    value,
                    "is outside " + schema.path("minimum").asText("") + " to "
                            + schema.path("maximum").asText(""),
                    schema));
        }
        if (value.isArray()) {
            if (value.size() < schema.path("minItems").asInt(0)) {
                found.add(refusal(key, value, "has too few entries", schema));
            }
            for (int i = 0; i < value.size() && schema.has("items"); i++) {
                check(key + "[" + i + "]", schema.path("items"), value.get(i), found);
            }
        }
        if (value.isObject()) {
            checkFields(key, schema, value, found);
        }
    }

    private void checkFields(String key, JsonNode schema, JsonNode value, List<Refusal> found) {
        JsonNode known = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String name = key.isEmpty() ? field.getKey() : key + "." + field.getKey();
            if (known.has(field.getKey())) {
                check(name, known.path(field.getKey()), field.getValue(), found);
            } else if (others.isObject()) {
                check(name, others, field.getValue(), found);
            } else if (others.isBoolean() && !others.asBoolean()) {
                found.add(new Refusal(
                        name, shown(field.getValue()), "is no key of this chart", instead(key, field.getKey(), known)));
            }
        }
        for (JsonNode needed : schema.path("required")) {
            if (!value.has(needed.asText())) {
                String name = key.isEmpty() ? needed.asText() : key + "." + needed.asText();
                found.add(new Refusal(name, "", "is missing", "leave the chart's own default in place, or set it"));
            }
        }
    }

    private static String instead(String key, String wrong, JsonNode known) {
        List<String> names = new ArrayList<>();
        known.fieldNames().forEachRemaining(names::add);
        Optional<String> near = names.stream()
                .filter(name -> distance(name, wrong) <= Math.max(1, wrong.length() / 3))
                .min(Comparator.comparingInt(name -> distance(name, wrong)));
        String prefix = key.isEmpty() ? "" : key + ".";
        return near.map(name -> "did you mean " + prefix + name + "? Otherwise take it out")
                .orElse("take it out; known here: " + String.join(", ", names));
    }

    private static int distance(String one, String other) {
        String a = one.toLowerCase(java.util.Locale.ROOT);
        String b = other.toLowerCase(java.util.Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    private static Refusal refusal(String key, JsonNode value, String otherwise, JsonNode schema) {
        String rule = schema.has("x-rule") && !otherwise.startsWith("is a ")
                ? schema.path("x-rule").asText()
                : otherwise;
        String remedy = schema.path("x-remedy")
                .asText("hexr render --explain shows what it takes: "
                        + schema.path("description").asText("see values.schema.json"));
        return new Refusal(key.isEmpty() ? "values" : key, shown(value), rule, remedy);
    }

    static String shown(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.length() <= SHOWN
                ? text.replaceAll("\\s+", " ")
                : text.substring(0, SHOWN).replaceAll("\\s+", " ") + "…";
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            default -> false;
        };
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a map";
            case ARRAY -> "a list";
            case STRING -> "a text";
            case BOOLEAN -> "a truth value";
            case NUMBER -> "a number";
            default -> "a nothing";
        };
    }

    private static String article(String type) {
        return switch (type) {
            case "object" -> "a map";
            case "array" -> "a list";
            case "string" -> "a text";
            case "boolean" -> "true or false";
            default -> "a whole number";
        };
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Every key that has a value of its own, with its description: what documentation is made from. */
    Set<String> keys() {
        Set<String> all = new HashSet<>();
        collect("", root, all);
        return all;
    }

    private static void collect(String key, JsonNode schema, Set<String> all) {
        if (!key.isEmpty()) {
            all.add(key);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            collect(key.isEmpty() ? property.getKey() : key + "." + property.getKey(), property.getValue(), all);
        }
    }
}
