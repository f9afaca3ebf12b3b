package io.hexr.helm;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as trees: plain maps, lists and scalars; a key twice, a foreign type or a flood of aliases is refused. */
final class Documents {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int CHARACTERS = 16 << 20;
    private static final int DEPTH = 60;
    private static final int ALIASES = 20;
    private static final int WIDTH = 160;

    private Documents() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new HelmException.FileFailed(file, "cannot be read", e);
        }
    }

    static ObjectNode read(Path file) {
        return read(file.toString(), text(file));
    }

    /** One document; an empty one has no fields. */
    static ObjectNode read(String resource, String yaml) {
        List<ObjectNode> all = readAll(resource, yaml);
        if (all.size() > 1) {
            throw new HelmException.DocumentInvalid(resource, "holds " + all.size() + " documents, one is expected");
        }
        return all.isEmpty() ? NODES.objectNode() : all.getFirst();
    }

    /** Every document that holds something. */
    static List<ObjectNode> readAll(String resource, String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(ALIASES);
        options.setNestingDepthLimit(DEPTH);
        options.setCodePointLimit(CHARACTERS);
        Yaml reader = new Yaml(
                new SafeConstructor(options),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options,
                new WithoutDates());
        List<ObjectNode> all = new ArrayList<>();
        try {
            for (Object document : reader.loadAll(yaml)) {
                if (document == null) {
                    continue;
                }
                if (!(node(resource, document) instanceof ObjectNode object)) {
                    throw new HelmException.DocumentInvalid(resource, "holds no fields");
                }
                all.add(object);
            }
        } catch (YAMLException e) {
            String said = e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
                    ? marked.getProblem() + " in line "
                            + (marked.getProblemMark().getLine() + 1)
                    : String.valueOf(e.getMessage());
            throw new HelmException.DocumentInvalid(resource, "is not YAML: " + said.replaceAll("\\s+", " "));
        } catch (IllegalArgumentException e) {
            // what looks like a number to YAML and is none, such as "._", comes out of the library as it is
            throw new HelmException.DocumentInvalid(resource, "is not YAML: " + e.getMessage());
        }
        return all;
    }

    /** A tree as YAML: block style, keys in the order they have. */
    static String write(JsonNode tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setWidth(WIDTH);
        options.setSplitLines(false);
        return new Yaml(new Quoting(options), options).dump(plain(tree));
    }

    private static JsonNode node(String resource, @Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case String text -> NODES.textNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case BigInteger number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(item -> array.add(node(resource, item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, item) -> object.set(String.valueOf(key), node(resource, item)));
                yield object;
            }
            default ->
                throw new HelmException.DocumentInvalid(
                        resource, "holds a " + value.getClass().getSimpleName() + ", which is no plain value");
        };
    }

    private static @Nullable Object plain(JsonNode tree) {
        return switch (tree.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                tree.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                tree.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case BOOLEAN -> tree.booleanValue();
            case NUMBER -> tree.numberValue();
            case NULL, MISSING -> null;
            default -> tree.asText();
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Text that another YAML reader could take for a number or a truth value is quoted. */
    private static final class Quoting extends Representer {
        private static final Pattern PLAIN =
                Pattern.compile("(?i)(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z/].*", Pattern.DOTALL);

        Quoting(DumperOptions options) {
            super(options);
            this.representers.put(String.class, data -> {
                String text = String.valueOf(data);
                boolean block = text.indexOf('\n') >= 0;
                DumperOptions.ScalarStyle style = block
                        ? DumperOptions.ScalarStyle.LITERAL
                        : PLAIN.matcher(text).matches()
                                ? DumperOptions.ScalarStyle.PLAIN
                                : DumperOptions.ScalarStyle.DOUBLE_QUOTED;
                return representScalar(Tag.STR, text, style);
            });
        }
    }

    /** A date is text: Kubernetes and Helm read it so. */
    private static final class WithoutDates extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
