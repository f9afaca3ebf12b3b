package io.hexr.format;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.Platform;
import io.hexr.oci.Reference;

/** The wire shape of a release spec. Only plain maps, lists and scalars; every field is taken by name, what is left over is refused. */
final class ReleaseSpecYaml {
    private static final Descriptor NOTHING_YET = Descriptor.of(MediaTypes.OCI_MANIFEST, new byte[0]);

    private final String resource;

    ReleaseSpecYaml(String resource) {
        this.resource = resource;
    }

    ReleaseSpec read(byte[] yaml) {
        YamlFields root = YamlFields.read(resource, yaml);
        ReleaseSpec spec = new ReleaseSpec(
                root.text("minimumReader", FormatVersion.FIRST_READER),
                root.text("release"),
                root.text("version"),
                root.number("sequence"),
                root.objects("images").stream().map(this::image).toList(),
                root.objects("files").stream().map(this::content).toList(),
                root.objects("charts").stream().map(this::chart).toList(),
                root.objects("models").stream().map(this::model).toList(),
                root.objects("wheels").stream().map(this::wheels).toList(),
                root.pairs("expires"),
                root.pairs("dataDates"),
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
        if (Stream.of(spec.images(), spec.charts(), spec.files(), spec.models(), spec.wheels())
                .allMatch(List::isEmpty)) {
            throw refused(resource, "names nothing to deliver: no image, chart, file, model or wheels");
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

    private ReleaseSpec.Image image(YamlFields fields) {
        ReleaseSpec.Image image = new ReleaseSpec.Image(
                names(fields),
                place(fields),
                fields.platform().orElse(Platform.LINUX_AMD64),
                fields.texts("loadTags"),
                fields.find("usedBy"),
                waiver(fields));
        fields.requireNothingLeft();
        requireDeliverable(
                fields, delivery -> new ImageArtifact(delivery, image.platform(), image.loadTags()), image.names());
        return image;
    }

    private static ReleaseSpec.Place place(YamlFields fields) {
        if (fields.has("recipe")) {
            return new ReleaseSpec.Recipe(fields.path("recipe"));
        }
        if (fields.has("upstream")) {
            try {
                return new ReleaseSpec.Upstream(Reference.parse(fields.text("upstream")));
            } catch (OciException e) {
                throw new BundleException.Invalid(fields.where(), "upstream: " + e.getMessage(), e);
            }
        }
        return new ReleaseSpec.Layout(fields.path("layout"), fields.text("reference"));
    }

    private static Optional<ReleaseSpec.Waiver> waiver(YamlFields fields) {
        if (!fields.has("waiver")) {
            return Optional.empty();
        }
        Map<String, String> said = fields.pairs("waiver");
        String reason = said.getOrDefault("reason", "");
        if (!said.keySet().equals(Set.of("reason", "until")) || reason.isBlank()) {
            throw fields.refused("waiver has a reason and a day on which it ends, until, and nothing else");
        }
        String until = said.getOrDefault("until", "");
        Names.requireDate(fields.where(), "waiver until", until);
        return Optional.of(new ReleaseSpec.Waiver(reason, LocalDate.parse(until)));
    }

    private ReleaseSpec.Chart chart(YamlFields fields) {
        ReleaseSpec.Chart chart = new ReleaseSpec.Chart(names(fields), fields.path("path"), fields.path("profiles"));
        fields.requireNothingLeft();
        requireDeliverable(fields, ChartArtifact::new, chart.names());
        return chart;
    }

    private ReleaseSpec.Content content(YamlFields fields) {
        ReleaseSpec.Content content = new ReleaseSpec.Content(names(fields), fields.path("path"), fields.platform());
        fields.requireNothingLeft();
        requireDeliverable(fields, delivery -> new FileArtifact(delivery, content.platform()), content.names());
        return content;
    }

    /** Who runs a model must know on which terms; no recipe says so, so the spec does. */
    private ReleaseSpec.Content model(YamlFields fields) {
        ReleaseSpec.Content content = new ReleaseSpec.Content(names(fields), fields.path("path"), Optional.empty());
        fields.requireNothingLeft();
        if (content.names().licence().isEmpty()) {
            throw fields.refused("licence is missing; a model is used on terms");
        }
        requireDeliverable(fields, ModelArtifact::new, content.names());
        return content;
    }

    private ReleaseSpec.Content wheels(YamlFields fields) {
        ReleaseSpec.Content content = new ReleaseSpec.Content(names(fields), fields.path("path"), Optional.empty());
        fields.requireNothingLeft();
        requireDeliverable(fields, delivery -> new FileArtifact(delivery, Optional.empty()), content.names());
        return content;
    }

    private static ReleaseSpec.Names names(YamlFields fields) {
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

    /** The rules of artifacts, asked about before there is content. */
    private static void requireDeliverable(
            YamlFields fields, Function<Delivery, Artifact> kind, ReleaseSpec.Names names) {
        try {
            Origin origin = new Origin(names.licence(), Optional.empty(), Optional.empty());
            Artifact _ = kind.apply(
                    new Delivery(names.name(), names.pushName(), names.tags(), NOTHING_YET, names.groups(), origin));
        } catch (BundleException.Invalid e) {
            throw new BundleException.Invalid(fields.where(), String.valueOf(e.getMessage()), e);
        }
    }
}
