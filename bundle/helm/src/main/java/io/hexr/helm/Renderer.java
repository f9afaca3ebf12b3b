package io.hexr.helm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * From a chart, a profile and what a person adds to manifests that may be installed. The order is the chart's defaults, the profile, overlays, values files,
 * single values; the later wins. Whatever contradicts schema, profile or an invariant is refused, and then nothing is rendered.
 */
public final class Renderer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWN_KEYS = "global.profile";
    private static final Pattern REFUSED = Pattern.compile("REFUSED ([^=\\s]+)=(.*?): (.*?) \\| ([^\\n]*)");

    private final Helm helm;
    private final Path profiles;
    private final Map<String, Profile> known = new ConcurrentHashMap<>();

    /**
     * A renderer of the profiles in a folder.
     *
     * @param profiles the folder that holds a folder for each profile and overlay; each is read once
     */
    public Renderer(Helm helm, Path profiles) {
        this.helm = helm;
        this.profiles = profiles;
    }

    /** What is asked for; values files and assignments in the order they apply. */
    public record Request(
            Path chart,
            String profile,
            List<String> overlays,
            String registry,
            List<Path> files,
            List<String> assignments,
            Helm.Target target) {
        public Request {
            overlays = List.copyOf(overlays);
            files = List.copyOf(files);
            assignments = List.copyOf(assignments);
        }
    }

    public Rendering render(Request request) {
        Profile profile = profile(request.profile(), Profile.Kind.PROFILE);
        List<Profile> layers = new ArrayList<>(List.of(profile));
        for (String overlay : request.overlays()) {
            layers.add(profile(overlay, Profile.Kind.OVERLAY));
        }
        requireTogether(layers);
        ChartFiles chart = ChartFiles.read(request.chart());
        Values own = overlay(request, layers);
        Values all = Values.none()
                .under(
                        "chart " + chart.name() + " " + chart.version(),
                        Documents.read(request.chart() + " values.yaml", chart.values()));
        for (Step step : steps(request, layers)) {
            all = all.under(step.origin(), step.values());
        }
        requireAllowed(request, chart, layers, own, all);
        String manifests = template(request, all);
        List<ObjectNode> objects = Documents.readAll("the manifests", manifests);
        ImageLock lock = ImageLock.of("global.imageLock", all.tree());
        Invariants.Scope scope = scope(request, all, lock);
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        layers.forEach(layer -> rules.addAll(layer.rules()));
        List<Violation> violations = Invariants.check(objects, scope, rules);
        if (!violations.isEmpty()) {
            throw new HelmException.ManifestsRefused(profile.name(), violations);
        }
        return new Rendering(
                chart.name(), chart.version(), manifests, objects, own, all, ImageRules.used(manifests, scope), rules);
    }

    private record Step(String origin, ObjectNode values) {}

    private static List<Step> steps(Request request, List<Profile> layers) {
        List<Step> steps = new ArrayList<>();
        for (Profile layer : layers) {
            steps.add(new Step(
                    (layer.kind() == Profile.Kind.PROFILE ? "profile " : "overlay ") + layer.name(), layer.values()));
        }
        for (Path file : request.files()) {
            steps.add(new Step("file " + file, Documents.read(file)));
        }
        for (String assignment : request.assignments()) {
            steps.add(new Step("--set", Values.set(assignment)));
        }
        ObjectNode registry = JsonNodeFactory.instance.objectNode();
        registry.putObject("global").put("registry", request.registry());
        steps.add(new Step("--registry", registry));
        return steps;
    }

    private static Values overlay(Request request, List<Profile> layers) {
        Values own = Values.none();
        for (Step step : steps(request, layers)) {
            own = own.under(step.origin(), step.values());
        }
        return own;
    }

    private Profile profile(String name, Profile.Kind kind) {
        List<String> names = Profile.names(profiles);
        if (names.contains(name) && read(name).kind() == kind) {
            return read(name);
        }
        String what = kind == Profile.Kind.PROFILE ? "--profile" : "--overlay";
        List<String> fitting =
                names.stream().filter(one -> read(one).kind() == kind).toList();
        throw new HelmException.ValuesRefused(
                List.of(new Refusal(what, name, "is none of " + String.join(", ", fitting), "name one of them")));
    }

    private Profile read(String name) {
        return known.computeIfAbsent(name, one -> Profile.read(profiles.resolve(one)));
    }

    private static void requireTogether(List<Profile> layers) {
        for (Profile layer : layers) {
            for (Profile other : layers) {
                if (layer.notWith().contains(other.name())) {
                    throw new HelmException.ValuesRefused(List.of(new Refusal(
                            "--overlay", layer.name(), "contradicts " + other.name(), "drop one of the two")));
                }
            }
        }
    }

    private static void requireAllowed(
            Request request, ChartFiles chart, List<Profile> layers, Values own, Values all) {
        ValuesSchema schema = schema(request.chart(), chart);
        List<Refusal> refusals = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Profile layer : layers) {
            layer.refusals(own.tree(), all.tree()).forEach(refusal -> {
                if (named.add(refusal.key())) {
                    refusals.add(refusal);
                }
            });
        }
        for (Refusal refusal : schema.refusals(all.tree())) {
            if (named.stream()
                    .noneMatch(key -> refusal.key().equals(key)
                            || key.startsWith(refusal.key() + ".")
                            || refusal.key().startsWith(key + ".")
                            || refusal.key().startsWith(key + "["))) {
                refusals.add(refusal);
            }
        }
        String asked = layers.getFirst().name();
        String said = all.at(OWN_KEYS).asText();
        if (!said.equals(asked)) {
            refusals.add(new Refusal(
                    OWN_KEYS,
                    said,
                    "is another profile than --profile " + asked,
                    "name one profile; overlays are added with --overlay"));
        }
        if (!refusals.isEmpty()) {
            throw new HelmException.ValuesRefused(refusals);
        }
    }

    private static ValuesSchema schema(Path chart, ChartFiles files) {
        try {
            return ValuesSchema.of(chart + " values.schema.json", JSON.readTree(files.schema()));
        } catch (JsonProcessingException e) {
            throw new HelmException.DocumentInvalid(
                    chart + " values.schema.json", "is no JSON: " + e.getOriginalMessage());
        }
    }

    /** A template's refusal is told like every other. */
    private String template(Request request, Values all) {
        try {
            return helm.template(request.chart(), request.target(), all.tree());
        } catch (HelmException.RenderFailed e) {
            Matcher refused = REFUSED.matcher(e.words());
            if (refused.find()) {
                throw new HelmException.ValuesRefused(
                        List.of(new Refusal(refused.group(1), refused.group(2), refused.group(3), refused.group(4))));
            }
            throw e;
        }
    }

    private static Invariants.Scope scope(Request request, Values all, ImageLock lock) {
        return new Invariants.Scope(
                all.at("global.registry").asText(),
                lock,
                request.target().namespace(),
                all.at("namespaces.names.node").asText("hexr-node"),
                all.at("global.clusterDomain").asText(),
                Set.of());
    }
}
