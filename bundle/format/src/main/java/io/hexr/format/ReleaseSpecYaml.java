package io.hexr.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.oci.OciException;
import io.hexr.oci.Platform;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The YAML shape of {@link ReleaseSpec}. Every scalar is text: {@code version: 0.10} means what it says. */
final class ReleaseSpecYaml {
    private static final int DEPTH = 12;

    private final String resource;

    ReleaseSpecYaml(String resource) {
        this.resource = resource;
    }

    ReleaseSpec read(byte[] yaml) {
        Fields top = new Fields("the spec", map("the spec", load(yaml)));
        ReleaseSpec spec = new ReleaseSpec(
                top.text("release"),
                top.text("version"),
                number("sequence", top.text("sequence")),
                top.optional("minimumReader").orElse(FormatVersion.FIRST_READER),
                top.texts("groups"),
                items(top.list("artifacts")),
                top.texts("planned"),
                top.texts("expires"),
                top.texts("dataDates"));
        top.requireNothingLeft();
        return spec;
    }

    private @Nullable Object load(byte[] yaml) {
        if (yaml.length > Caps.DOCUMENT_BYTES) {
            throw refused("has " + yaml.length + " bytes, at most " + Caps.DOCUMENT_BYTES);
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setAllowRecursiveKeys(false);
        limits.setMaxAliasesForCollections(0);
        limits.setNestingDepthLimit(DEPTH);
        limits.setCodePointLimit(Caps.DOCUMENT_BYTES);
        DumperOptions unused = new DumperOptions();
        Yaml reader = new Yaml(
                new SafeConstructor(limits), new Representer(unused), unused, limits, new TextOnly());
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            return reader.load(text);
        } catch (CharacterCodingException e) {
            throw new BundleException.Invalid(resource, "is not UTF-8", e);
        } catch (YAMLException e) {
            throw new BundleException.Invalid(resource, "is not the YAML expected: " + e.getMessage(), e);
        }
    }

    private List<ReleaseSpec.Item> items(List<?> list) {
        if (list.size() > Caps.ARTIFACTS) {
            throw refused("has " + list.size() + " artifacts, at most " + Caps.ARTIFACTS);
        }
        List<ReleaseSpec.Item> items = new ArrayList<>();
        for (Object each : list) {
            items.add(item(new Fields("artifact " + (items.size() + 1), map("an artifact", each))));
        }
        return items;
    }

    private ReleaseSpec.Item item(Fields fields) {
        String name = fields.text("name");
        Map<String, String> from = fields.texts("from");
        if (from.size() != 1) {
            throw refused(name + ": from names exactly one source");
        }
        Map.Entry<String, String> source = from.entrySet().iterator().next();
        ReleaseSpec.Item item = new ReleaseSpec.Item(
                fields.text("kind"),
                name,
                fields.optional("pushName").orElse(name),
                fields.strings("tags"),
                fields.strings("loadTags"),
                fields.strings("platforms").stream().map(this::platform).toList(),
                fields.strings("groups"),
                fields.optional("licence"),
                from(source.getKey()),
                source.getValue());
        fields.requireNothingLeft();
        return item;
    }

    private ReleaseSpec.From from(String token) {
        for (ReleaseSpec.From from : ReleaseSpec.From.values()) {
            if (from.token().equals(token)) {
                return from;
            }
        }
        throw refused("no source is called " + BundleException.quoted(token.toLowerCase(Locale.ROOT)));
    }

    private Platform platform(String text) {
        try {
            return Platform.parse(text);
        } catch (OciException e) {
            throw new BundleException.Invalid(resource, String.valueOf(e.getMessage()), e);
        }
    }

    private long number(String field, String text) {
        if (!text.matches("[0-9]{1,16}")) {
            throw refused(field + " is not a whole number: " + BundleException.quoted(text));
        }
        return Long.parseLong(text);
    }

    private Map<String, Object> map(String what, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> read)) {
            throw refused(what + " is not a set of keys");
        }
        Map<String, Object> all = new LinkedHashMap<>();
        read.forEach((key, each) -> {
            if (!(key instanceof String text) || each == null) {
                throw refused(what + " has a key or value that is not text");
            }
            all.put(text, each);
        });
        return all;
    }

    private BundleException refused(String rule) {
        return new BundleException.Invalid(resource, rule);
    }

    /** No scalar becomes a number, a date or a truth value. */
    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }

    /** Takes fields out one by one; what is left at the end is unknown. */
    private final class Fields {
        private final String what;
        private final Map<String, Object> left;

        Fields(String what, Map<String, Object> left) {
            this.what = what;
            this.left = left;
        }

        Optional<String> optional(String field) {
            return Optional.ofNullable(left.remove(field)).map(value -> string(field, value));
        }

        String text(String field) {
            return optional(field).orElseThrow(() -> refused(what + " lacks " + field));
        }

        List<?> list(String field) {
            Object value = left.remove(field);
            if (value == null) {
                return List.of();
            }
            if (!(value instanceof List<?> list)) {
                throw refused(what + ": " + field + " is not a list");
            }
            return list;
        }

        List<String> strings(String field) {
            return list(field).stream().map(value -> string(field, value)).toList();
        }

        SortedMap<String, String> texts(String field) {
            Object value = left.remove(field);
            SortedMap<String, String> all = new TreeMap<>();
            if (value != null) {
                map(field, value).forEach((key, each) -> all.put(key, string(field, each)));
            }
            return all;
        }

        private String string(String field, @Nullable Object value) {
            if (!(value instanceof String text) || text.length() > Caps.TEXT) {
                throw refused(what + ": " + field + " is not text of at most " + Caps.TEXT + " characters");
            }
            return text;
        }

        void requireNothingLeft() {
            if (!left.isEmpty()) {
                throw refused(what + " has no field " + BundleException.quoted(left.keySet().iterator().next()));
            }
        }
    }
}
