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
import java.util.function.Function;

import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
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

/** The wire shape of a release spec. Only plain maps, lists and scalars; every field is taken by name, what is left over is refused. */
final class ReleaseSpecYaml {
    private static final int DEPTH = 8;
    private static final Descriptor NOTHING_YET = Descriptor.of(MediaTypes.OCI_MANIFEST, new byte[0]);

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
        requireValid(spec);
        return spec;
    }

    /** Everything a contents list will be refused for that can be seen here, before gigabytes are copied. */
    private void requireValid(ReleaseSpec spec) {
        Names.requireReader(resource, spec.minimumReader());
        Names.requireName(resource, "release", spec.release());
        Names.requireVersion(resource, spec.version());
        if (spec.sequence() < 1 || spec.sequence() > ReleaseHeader.SEQUENCE) {
            throw refused(resource, "sequence " + spec.sequence() + " is outside 1 to " + ReleaseHeader.SEQUENCE);
        }
        if (spec.images().isEmpty() && spec.files().isEmpty()) {
            throw refused(resource, "names neither an image nor a file");
        }
        requireDates("expires", spec.expires());
        requireDates("dataDates", spec.dataDates());
        if (spec.planned().size() > Caps.NOTES) {
            throw refused(resource, "planned has " + spec.planned().size() + " entries, at most " + Caps.NOTES);
        }
        spec.planned().forEach(name -> Names.requireName(resource, "planned", name));
        Distinct.require(resource, "planned", spec.planned());
    }

    private void requireDates(String field, Map<String, String> dates) {
        dates.forEach((name, date) -> {
            Names.requireName(resource, field, name);
            Names.requireDate(resource, field + " " + name, date);
        });
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
        Yaml reader = new Yaml(new SafeConstructor(options));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            requirePlain(reader.parse(new StringReader(text)));
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
        }
        throw refused(resource, "is no release spec: it holds no fields");
    }

    /** What is written is what is meant: nothing that stands for something elsewhere, nothing that names a type. */
    private void requirePlain(Iterable<Event> events) {
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

    private ReleaseSpec.Image image(Fields fields) {
        ReleaseSpec.Image image = new ReleaseSpec.Image(
                names(fields),
                fields.path("layout"),
                fields.text("reference"),
                fields.platform().orElse(Platform.LINUX_AMD64),
                fields.texts("loadTags"));
        fields.requireNothingLeft();
        fields.requireDeliverable(
                delivery -> new ImageArtifact(delivery, image.platform(), image.loadTags()), image.names());
        return image;
    }

    private ReleaseSpec.Content content(Fields fields) {
        ReleaseSpec.Content content = new ReleaseSpec.Content(names(fields), fields.path("path"), fields.platform());
        fields.requireNothingLeft();
        fields.requireDeliverable(delivery -> new FileArtifact(delivery, content.platform()), content.names());
        return content;
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
            return switch (take(field)) {
                case Integer number -> number;
                case Long number -> number;
                case null, default -> throw refused(where, field + " is missing or no whole number");
            };
        }

        /** Relative, so that the release is the same wherever its spec lies. */
        String path(String field) {
            String path = text(field);
            if (path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0) {
                throw refused(where, field + " is not a path relative to the spec: " + BundleException.quoted(path));
            }
            return path;
        }

        Optional<Platform> platform() {
            try {
                return find("platform").map(Platform::parse);
            } catch (OciException e) {
                throw new BundleException.Invalid(where, "platform: " + e.getMessage(), e);
            }
        }

        /** The rules of artifacts, asked about before there is content. */
        void requireDeliverable(Function<Delivery, Artifact> kind, ReleaseSpec.Names names) {
            try {
                Origin origin = new Origin(names.licence(), Optional.empty(), Optional.empty());
                Artifact _ = kind.apply(new Delivery(
                        names.name(), names.pushName(), names.tags(), NOTHING_YET, names.groups(), origin));
            } catch (BundleException.Invalid e) {
                throw new BundleException.Invalid(where, String.valueOf(e.getMessage()), e);
            }
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
    }
}
