package io.hexr.format;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.oci.OciException;
import io.hexr.oci.Platform;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * A YAML document that a person wrote, read field by field. Only plain maps, lists and text; each field is taken once by name. Unknown and repeated fields,
 * anchors, aliases, tags, and text that YAML takes for something else are refused, naming the document and the field.
 */
public final class YamlFields {
    private static final int DEPTH = 8;

    private final String where;
    private final Map<?, ?> all;
    private final Set<Object> left;

    private YamlFields(String where, Map<?, ?> all) {
        this.where = where;
        this.all = all;
        this.left = new HashSet<>(all.keySet());
    }

    public boolean has(String field) {
        return all.containsKey(field);
    }

    public String text(String field) {
        return find(field).orElseThrow(() -> refused(where, field + " is missing"));
    }

    public String text(String field, String otherwise) {
        return find(field).orElse(otherwise);
    }

    public Optional<String> find(String field) {
        return Optional.ofNullable(take(field)).map(value -> scalar(field, value));
    }

    public long number(String field) {
        return switch (take(field)) {
            case Integer number -> number;
            case Long number -> number;
            case null, default -> throw refused(where, field + " is missing or no whole number");
        };
    }

    /** Relative, so that the outcome is the same wherever the document lies. */
    public String path(String field) {
        String path = text(field);
        if (path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw refused(where, field + " is not a path relative to the document: " + BundleException.quoted(path));
        }
        return path;
    }

    public Optional<Platform> platform() {
        try {
            return find("platform").map(Platform::parse);
        } catch (OciException e) {
            throw new BundleException.Invalid(where, "platform: " + e.getMessage(), e);
        }
    }

    public List<String> texts(String field) {
        return list(field).stream().map(value -> scalar(field, value)).toList();
    }

    public List<YamlFields> objects(String field) {
        List<YamlFields> read = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof Map<?, ?> map)) {
                throw refused(where, field + " holds something that has no fields");
            }
            Object name = map.get("name");
            read.add(new YamlFields(where + ": " + (name == null ? field + "[" + read.size() + "]" : name), map));
        }
        return read;
    }

    public SortedMap<String, String> pairs(String field) {
        Object value = take(field);
        if (value == null) {
            return new TreeMap<>();
        }
        if (!(value instanceof Map<?, ?> map) || map.size() > Caps.NOTES) {
            throw refused(where, field + " is not a list of at most " + Caps.NOTES + " names and values");
        }
        Map<String, String> read = new LinkedHashMap<>();
        map.forEach((name, date) -> read.put(scalar(field, name), scalar(field, date)));
        return new TreeMap<>(read);
    }

    public void requireNothingLeft() {
        if (!left.isEmpty()) {
            throw refused(
                    where,
                    "has an unknown field: "
                            + BundleException.quoted(
                                    String.valueOf(left.iterator().next())));
        }
    }

    private @Nullable Object take(String field) {
        if (left.remove(field) && all.get(field) == null) {
            throw refused(where, field + " is empty; leave the line out");
        }
        return all.get(field);
    }

    private List<?> list(String field) {
        Object value = take(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || list.size() > Caps.ARTIFACTS) {
            throw refused(where, field + " is not a list of at most " + Caps.ARTIFACTS);
        }
        return list;
    }

    /** A version such as 1.10 is a number to YAML and would lose its zero: only text counts, quotes say so. */
    private String scalar(String field, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw refused(where, field + " is no text to YAML; put it in quotes");
    }

    /** The fields of a whole document. @throws BundleException.Invalid naming the resource */
    public static YamlFields read(String resource, byte[] yaml) {
        return new YamlFields(resource, load(resource, yaml));
    }

    /** The document and the object in it, for refusals. */
    public String where() {
        return where;
    }

    /** That the document holds something which its reader cannot take. */
    public BundleException refused(String rule) {
        return refused(where, rule);
    }

    private static BundleException refused(String where, String rule) {
        return new BundleException.Invalid(where, rule);
    }

    private static Map<?, ?> load(String resource, byte[] yaml) {
        if (yaml.length > Caps.DOCUMENT_BYTES) {
            throw refused(resource, "has " + yaml.length + " bytes, at most " + Caps.DOCUMENT_BYTES);
        }
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEPTH);
        options.setCodePointLimit(Caps.DOCUMENT_BYTES);
        Yaml reader = new Yaml(new SafeConstructor(options));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            requirePlain(resource, reader.parse(new StringReader(text)));
            if (reader.load(text) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (CharacterCodingException e) {
            throw new BundleException.Invalid(resource, "is not UTF-8", e);
        } catch (YAMLException e) {
            String said = e instanceof MarkedYAMLException marked
                    ? marked.getProblem() + " in line "
                            + (marked.getProblemMark().getLine() + 1)
                    : String.valueOf(e.getMessage());
            throw new BundleException.Invalid(
                    resource, "is not the YAML expected: " + BundleException.quoted(said.replaceAll("\\s+", " ")), e);
        } catch (IllegalArgumentException e) {
            // what looks like a number or a date to YAML and is none, such as "._", comes out of the library as it is
            throw new BundleException.Invalid(
                    resource, "is not the YAML expected: " + BundleException.quoted(String.valueOf(e.getMessage())), e);
        }
        throw refused(resource, "holds no fields");
    }

    /** What is written is what is meant: nothing that stands for something elsewhere, nothing that names a type. */
    private static void requirePlain(String resource, Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof AliasEvent || (event instanceof NodeEvent node && node.getAnchor() != null)) {
                throw refused(resource, "has an anchor or alias" + line(event));
            }
            if ((event instanceof ScalarEvent scalar && scalar.getTag() != null)
                    || (event instanceof CollectionStartEvent collection && collection.getTag() != null)) {
                throw refused(resource, "has a tag" + line(event));
            }
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > DEPTH) {
                throw refused(resource, "is nested deeper than " + DEPTH + line(event));
            }
        }
    }

    private static String line(Event event) {
        return " in line " + (event.getStartMark().getLine() + 1);
    }
}
