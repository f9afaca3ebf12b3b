package io.hexr.format;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Adds an artifact to a release spec as a person would: lines are put in, and every other byte, comments and order included, stays as it was. What comes of
 * it is read as a whole before it is given out, so no edit makes a spec that {@link ReleaseSpec#parse} refuses.
 */
public final class ReleaseSpecEdit {
    /** Where an artifact is listed. */
    public enum Section {
        IMAGES("images"),
        CHARTS("charts"),
        FILES("files"),
        MODELS("models"),
        WHEELS("wheels");

        private final String key;

        Section(String key) {
            this.key = key;
        }
    }

    private static final Pattern OTHER_ENDS = Pattern.compile("\r(?!\n)|[\u0085\u2028\u2029]");

    private final String resource;
    /** Each with the end it has: a file may hold both kinds. */
    private final List<String> lines;

    /** Of the lines that are put in. */
    private final String ending;

    private final Map<String, Node> roots = new LinkedHashMap<>();

    private ReleaseSpecEdit(String resource, byte[] yaml) {
        YamlFields.read(resource, yaml); // plain, or refused
        this.resource = resource;
        String text = new String(yaml, StandardCharsets.UTF_8);
        if (OTHER_ENDS.matcher(text).find()) {
            // YAML counts them, people and editors do not
            throw new BundleException.Invalid(resource, "has a line that ends in neither LF nor CR LF");
        }
        this.ending = text.contains("\r\n") ? "\r\n" : "\n";
        this.lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
        if (!lines.getLast().endsWith("\n")) {
            lines.set(lines.size() - 1, lines.getLast() + ending);
        }
        if (new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text))
                instanceof MappingNode root) {
            for (NodeTuple tuple : root.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    roots.put(key.getValue(), tuple.getValueNode());
                }
            }
        }
    }

    /**
     * The spec with that artifact; the very bytes that were given where exactly that artifact is there already.
     *
     * @param fields the artifact's, in the order they are to be written; each a text or a list of texts
     * @throws BundleException.Invalid where another artifact has the name, or what comes of it is no spec
     */
    public static byte[] add(String resource, byte[] yaml, Section section, SequencedMap<String, Object> fields) {
        ReleaseSpecEdit edit = new ReleaseSpecEdit(resource, yaml);
        if (edit.holds(section, fields)) {
            return yaml.clone();
        }
        byte[] edited = edit.with(section, fields);
        ReleaseSpec.parse(resource, edited);
        return edited;
    }

    /** Whether it is there. Files and wheels are one kind of artifact, so they share their names. */
    private boolean holds(Section section, Map<String, Object> fields) {
        for (Section other : Section.values()) {
            boolean sameKind = other == section || (isFile(other) && isFile(section));
            for (Map<String, Object> there : sameKind ? entries(other) : List.<Map<String, Object>>of()) {
                boolean named = Objects.equals(fields.get("name"), there.get("name"))
                        && platform(fields).equals(platform(there));
                if (named && other == section && there.equals(fields)) {
                    return true;
                }
                if (named) {
                    throw new BundleException.Invalid(
                            resource,
                            other.key + " has a " + BundleException.quoted(String.valueOf(there.get("name")))
                                    + " already, and with other fields; change it there");
                }
            }
        }
        return false;
    }

    private static boolean isFile(Section section) {
        return section == Section.FILES || section == Section.WHEELS;
    }

    private static Object platform(Map<String, Object> fields) {
        return fields.getOrDefault("platform", "");
    }

    private List<Map<String, Object>> entries(Section section) {
        List<Map<String, Object>> all = new ArrayList<>();
        if (roots.get(section.key) instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                if (entry instanceof MappingNode mapping) {
                    mapping.getValue()
                            .forEach(tuple -> fields.put(text(tuple.getKeyNode()), value(tuple.getValueNode())));
                }
                all.add(fields);
            }
        }
        return all;
    }

    private static Object value(Node node) {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(ReleaseSpecEdit::text).toList()
                : text(node);
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private byte[] with(Section section, SequencedMap<String, Object> fields) {
        Node there = roots.get(section.key);
        if (there == null) {
            insert(endOfSections(), block(section, fields));
        } else if (there instanceof SequenceNode list && isEmpty(list)) {
            int line = list.getStartMark().getLine();
            lines.set(line, section.key + ":" + rest(list) + ending);
            insert(line + 1, item(2, fields));
        } else if (there instanceof ScalarNode scalar && isBare(scalar)) {
            insert(scalar.getStartMark().getLine() + 1, item(2, fields));
        } else if (there instanceof SequenceNode list && list.getFlowStyle() == DumperOptions.FlowStyle.BLOCK) {
            insert(end(list) + 1, item(list.getStartMark().getColumn(), fields));
        } else {
            throw new BundleException.Invalid(
                    resource,
                    section.key
                            + " is written in one line, in brackets; write a line with a dash for each of them first");
        }
        return String.join("", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** A key with nothing behind it: a section that somebody began. */
    private static boolean isBare(ScalarNode scalar) {
        return scalar.getValue().isEmpty() && scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
    }

    private static boolean isEmpty(SequenceNode list) {
        return list.getValue().isEmpty()
                && list.getStartMark().getLine() == list.getEndMark().getLine();
    }

    /** What stands behind the brackets of an empty list: nothing, or a comment. */
    private String rest(SequenceNode list) {
        return lines.get(list.getEndMark().getLine())
                .substring(list.getEndMark().getColumn())
                .stripTrailing();
    }

    private void insert(int line, List<String> more) {
        lines.addAll(line, more.stream().map(one -> one + ending).toList());
    }

    private List<String> block(Section section, SequencedMap<String, Object> fields) {
        List<String> block = new ArrayList<>(List.of("", section.key + ":"));
        block.addAll(item(2, fields));
        return block;
    }

    /** The line behind the last section that is there, else behind the last line. */
    private int endOfSections() {
        Optional<Integer> last = Optional.empty();
        for (Section section : Section.values()) {
            Node there = roots.get(section.key);
            if (there != null) {
                last = Optional.of(Math.max(last.orElse(0), end(there) + 1));
            }
        }
        return last.orElse(lines.size());
    }

    /** The last line of a node: what ends by its indentation ends with its last part. */
    private static int end(Node node) {
        boolean block =
                switch (node) {
                    case SequenceNode list -> list.getFlowStyle() == DumperOptions.FlowStyle.BLOCK;
                    case MappingNode mapping -> mapping.getFlowStyle() == DumperOptions.FlowStyle.BLOCK;
                    default -> false;
                };
        if (block && node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return end(list.getValue().getLast());
        }
        if (block && node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
            return end(mapping.getValue().getLast().getValueNode());
        }
        // a text over several lines ends at the start of the next
        return node.getEndMark().getColumn() == 0
                ? node.getEndMark().getLine() - 1
                : node.getEndMark().getLine();
    }

    private static List<String> item(int indent, SequencedMap<String, Object> fields) {
        List<String> item = new ArrayList<>();
        fields.forEach((name, value) ->
                item.add(" ".repeat(indent) + (item.isEmpty() ? "- " : "  ") + name + ": " + written(value)));
        return item;
    }

    private static String written(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(ReleaseSpecEdit::scalar).collect(Collectors.joining(", ", "[", "]"))
                : scalar(value);
    }

    /** In quotes wherever YAML could take it for something else. */
    private static String scalar(Object value) {
        String text = String.valueOf(value);
        boolean plain = text.matches("[A-Za-z0-9/][A-Za-z0-9/._+-]*")
                && new Yaml(new SafeConstructor(new LoaderOptions())).load(text) instanceof String;
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
