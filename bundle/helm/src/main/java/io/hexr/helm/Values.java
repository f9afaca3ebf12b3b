package io.hexr.helm;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Values laid over each other as Helm does it (maps merge, everything else replaces), with where each came from. */
public record Values(ObjectNode tree, SortedMap<String, String> origins) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    public Values {
        origins = new TreeMap<>(origins);
    }

    static Values none() {
        return new Values(NODES.objectNode(), new TreeMap<>());
    }

    /** What one file says. @throws HelmException.DocumentInvalid where it is no plain YAML */
    public static Values ofFile(Path file) {
        return none().under("file " + file, Documents.read(file));
    }

    /** These with others on top. A key set to nothing keeps what is below it: to take a value away, name another. */
    Values under(String origin, ObjectNode more) {
        ObjectNode merged = tree.deepCopy();
        SortedMap<String, String> from = new TreeMap<>(origins);
        merge(merged, more, "", origin, from);
        return new Values(merged, from);
    }

    private static void merge(
            ObjectNode into, ObjectNode more, String path, String origin, SortedMap<String, String> from) {
        for (Map.Entry<String, JsonNode> field : more.properties()) {
            String key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            JsonNode value = field.getValue();
            if (value instanceof ObjectNode object && !object.isEmpty()) {
                ObjectNode below = into.get(field.getKey()) instanceof ObjectNode there ? there : NODES.objectNode();
                from.remove(key);
                merge(below, object, key, origin, from);
                into.set(field.getKey(), below);
            } else if (!value.isNull()
                    && !(value.isObject()
                            && into.get(field.getKey()) instanceof ObjectNode there
                            && !there.isEmpty())) {
                from.keySet().removeIf(known -> known.startsWith(key + "."));
                into.set(field.getKey(), value.deepCopy());
                from.put(key, origin);
            }
        }
    }

    /** What stands at a dotted key. */
    public JsonNode at(String key) {
        return at(tree, key);
    }

    static JsonNode at(JsonNode tree, String key) {
        JsonNode at = tree;
        for (String name : key.split("\\.", -1)) {
            at = at.path(name);
        }
        return at;
    }

    /**
     * {@code a.b=c} as values. Numbers, true, false and null are what they look like; {@code {a,b}} is a list; everything else is text.
     *
     * @throws HelmException.ValuesRefused for anything else, such as an index: such values belong in a file
     */
    static ObjectNode set(String assignment) {
        int sign = assignment.indexOf('=');
        String key = sign < 0 ? assignment : assignment.substring(0, sign);
        if (sign < 1 || !key.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            throw new HelmException.ValuesRefused(java.util.List.of(new Refusal(
                    "--set",
                    assignment,
                    "is no key=value",
                    "write it as --set a.b=c, or put it in a file for --values")));
        }
        ObjectNode tree = NODES.objectNode();
        ObjectNode at = tree;
        String[] names = key.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            at = at.putObject(names[i]);
        }
        at.set(names[names.length - 1], value(assignment.substring(sign + 1)));
        return tree;
    }

    private static JsonNode value(String text) {
        if (text.startsWith("{") && text.endsWith("}")) {
            var list = NODES.arrayNode();
            String inside = text.substring(1, text.length() - 1);
            if (!inside.isBlank()) {
                for (String item : inside.split(",", -1)) {
                    list.add(value(item.strip()));
                }
            }
            return list;
        }
        return switch (text) {
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            case "null" -> NODES.nullNode();
            default ->
                text.matches("-?(0|[1-9][0-9]{0,8})") ? NODES.numberNode(Integer.parseInt(text)) : NODES.textNode(text);
        };
    }
}
