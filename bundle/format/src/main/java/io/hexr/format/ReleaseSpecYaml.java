package io.hexr.format;

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
import org.yaml.snakeyaml.error.YAMLException;

/** The wire shape of a release spec. Only plain maps, lists and scalars; every field is taken by name, what is left over is refused. */
final class ReleaseSpecYaml {
    private static final int DEPTH = 8;
    private final String resource;

    ReleaseSpecYaml(String resource) {
        this.resource = resource;
    }

    ReleaseSpec read(byte[] yaml) {
        Fields root = new Fields(resource, load(yaml));
        ReleaseSpec spec = new ReleaseSpec(
                root.text("minimumReader", FormatVersion.FIRST_READER),
                root.text("release"),
                root.text("version"),
                root.number("sequence"),
                root.objects("images").stream().map(this::image).toList(),
                root.objects("files").stream().map(this::content).toList(),
                root.dates("expires"),
                root.dates("dataDates"),
                root.texts("planned"));
        root.requireNothingLeft();
        return spec;
    }

    private Map<?, ?> load(byte[] yaml) {
        if (yaml.length > Caps.DOCUMENT_BYTES) {
            throw refused(resource, "has " + yaml.length + " bytes, at most " + Caps.DOCUMENT_BYTES);
        }
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEPTH);
        options.setCodePointLimit(Caps.DOCUMENT_BYTES);
        try {
            Object loaded = new Yaml(new SafeConstructor(options)).load(new String(yaml, StandardCharsets.UTF_8));
            if (loaded instanceof Map<?, ?> map) {
                return map;
            }
        } catch (YAMLException e) {
            throw new BundleException.Invalid(
                    resource,
                    "is not the YAML expected: "
                            + String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                    e);
        }
        throw refused(resource, "is no release spec: it holds no fields");
    }

    private ReleaseSpec.Image image(Fields fields) {
        ReleaseSpec.Image image = new ReleaseSpec.Image(
                names(fields),
                fields.text("layout"),
                fields.text("reference"),
                platform(fields.text("platform", Platform.LINUX_AMD64.toString())),
                fields.texts("loadTags"));
        fields.requireNothingLeft();
        return image;
    }

    private ReleaseSpec.Content content(Fields fields) {
        ReleaseSpec.Content content = new ReleaseSpec.Content(
                names(fields), fields.text("path"), fields.find("platform").map(this::platform));
        fields.requireNothingLeft();
        return content;
    }

    private Platform platform(String text) {
        try {
            return Platform.parse(text);
        } catch (OciException e) {
            throw new BundleException.Invalid(resource, String.valueOf(e.getMessage()), e);
        }
    }

    private static ReleaseSpec.Names names(Fields fields) {
        String name = fields.text("name");
        return new ReleaseSpec.Names(
                name,
                fields.text("pushName", name),
                fields.texts("tags"),
                fields.texts("groups"),
                fields.find("licence"));
    }

    private static BundleException refused(String where, String rule) {
        return new BundleException.Invalid(where, rule);
    }

    /** The fields of one object; each is taken once. */
    private static final class Fields {
        private final String where;
        private final Map<?, ?> all;
        private final Set<Object> left;

        Fields(String where, Map<?, ?> all) {
            this.where = where;
            this.all = all;
            this.left = new HashSet<>(all.keySet());
        }

        String text(String field) {
            return find(field).orElseThrow(() -> refused(where, field + " is missing"));
        }

        String text(String field, String otherwise) {
            return find(field).orElse(otherwise);
        }

        Optional<String> find(String field) {
            return Optional.ofNullable(take(field)).map(value -> scalar(field, value));
        }

        long number(String field) {
            if (take(field) instanceof Number number && number.longValue() == number.doubleValue()) {
                return number.longValue();
            }
            throw refused(where, field + " is missing or no whole number");
        }

        List<String> texts(String field) {
            return list(field).stream().map(value -> scalar(field, value)).toList();
        }

        List<Fields> objects(String field) {
            List<Fields> read = new ArrayList<>();
            for (Object value : list(field)) {
                if (!(value instanceof Map<?, ?> map)) {
                    throw refused(where, field + " holds something that has no fields");
                }
                Object name = map.get("name");
                read.add(new Fields(where + ": " + (name == null ? field + "[" + read.size() + "]" : name), map));
            }
            return read;
        }

        SortedMap<String, String> dates(String field) {
            Object value = take(field);
            if (value == null) {
                return new TreeMap<>();
            }
            if (!(value instanceof Map<?, ?> map) || map.size() > Caps.NOTES) {
                throw refused(where, field + " is not a list of at most " + Caps.NOTES + " names and dates");
            }
            Map<String, String> read = new LinkedHashMap<>();
            map.forEach((name, date) -> read.put(scalar(field, name), scalar(field, date)));
            return new TreeMap<>(read);
        }

        void requireNothingLeft() {
            if (!left.isEmpty()) {
                throw refused(
                        where,
                        "has an unknown field: "
                                + BundleException.quoted(
                                        String.valueOf(left.iterator().next())));
            }
        }

        private @Nullable Object take(String field) {
            left.remove(field);
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
            throw refused(
                    where, field + " is no text; put it in quotes: " + BundleException.quoted(String.valueOf(value)));
        }
    }
}
