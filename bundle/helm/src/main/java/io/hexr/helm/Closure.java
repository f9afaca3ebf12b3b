package io.hexr.helm;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether a packed chart and its lock are one closed world: whatever any profile, overlay and choice of components renders is in the lock and keeps every
 * invariant, and whatever is in the lock is rendered by one of them.
 */
public final class Closure {
    /** An image that is in the lock and that no chart names, with who needs it and until when that is believed. */
    public record Waiver(String image, String reason, LocalDate expires) {
        public Waiver {
            if (reason.isBlank()) {
                throw new HelmException.DocumentInvalid("the waiver for " + image, "gives no reason");
            }
        }
    }

    /**
     * What is to be closed.
     *
     * @param models entries of the lock that are models, which are asked for by name
     * @param elsewhere entries that something other than a chart uses, such as the installer
     */
    public record World(
            Path chart,
            ImageLock lock,
            Set<String> models,
            Set<String> elsewhere,
            List<Waiver> waivers,
            LocalDate today) {
        public World {
            models = Set.copyOf(models);
            elsewhere = Set.copyOf(elsewhere);
            waivers = List.copyOf(waivers);
        }
    }

    /** How many of the choices of components are tried: each alone and all but each, or every one there is. */
    public enum Breadth {
        EACH,
        EVERY
    }

    /** What was tried. */
    public record Result(int profiles, int overlays, int choices, int renderings, long objects, long judgements) {}

    private static final String MODELS = "llm.ollama.models";

    /** The most faults that one refusal names. */
    private static final int NAMED = 50;

    private final Renderer renderer;
    private final Path profiles;
    private final World world;
    private final Set<String> used = new TreeSet<>();
    /** What is wrong, each with the first combination that shows it. */
    private final Map<String, String> wrong = new LinkedHashMap<>();

    private int renderings;
    private long objects;
    private long judgements;

    private Closure(Renderer renderer, Path profiles, World world) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.world = world;
    }

    /**
     * Renders every combination.
     *
     * @throws HelmException.WorldOpen where a combination names an image that the lock lacks or breaks an invariant, or where nothing uses an image of the
     *     lock, or a waiver is stale; everything that was found is named
     */
    public static Result check(Renderer renderer, Path profiles, World world, Breadth breadth) {
        return new Closure(renderer, profiles, world).check(breadth);
    }

    private Result check(Breadth breadth) {
        List<Profile> environments = new ArrayList<>();
        List<Profile> adjustments = new ArrayList<>();
        for (String name : Profile.names(profiles)) {
            Profile one = Profile.read(profiles.resolve(name));
            (one.kind() == Profile.Kind.PROFILE ? environments : adjustments).add(one);
        }
        List<String> switches = switches();
        List<List<Profile>> overlays =
                subsets(adjustments).stream().filter(Closure::goTogether).toList();
        List<List<String>> choices = subsets(switches).stream()
                .filter(off -> breadth == Breadth.EVERY || off.size() < 2 || off.size() > switches.size() - 2)
                .toList();
        List<Combination> combinations = new ArrayList<>();
        for (Profile environment : environments) {
            for (List<Profile> layers : overlays) {
                for (List<String> off : choices) {
                    combinations.add(new Combination(environment, layers, off));
                }
            }
        }
        combinations.parallelStream().map(this::render).toList().forEach(this::count);
        if (!wrong.isEmpty()) {
            throw new HelmException.WorldOpen(
                    world.chart(),
                    wrong.entrySet().stream()
                            .map(found -> found.getKey() + " (" + found.getValue() + ")")
                            .toList());
        }
        requireUsed();
        return new Result(environments.size(), overlays.size(), choices.size(), renderings, objects, judgements);
    }

    private record Combination(Profile environment, List<Profile> layers, List<String> off) {
        String title() {
            return "profile " + environment.name()
                    + (layers.isEmpty()
                            ? ""
                            : " with "
                                    + String.join(
                                            ", ",
                                            layers.stream().map(Profile::name).toList()))
                    + (off.isEmpty() ? "" : ", without " + String.join(", ", off));
        }
    }

    /** What came of one: what it uses and holds, or what is wrong with it. */
    private record Tried(
            Combination combination, Set<String> images, long objects, long judgements, List<String> wrong) {}

    private Tried render(Combination combination) {
        List<String> assignments = new ArrayList<>();
        combination.layers().forEach(layer -> assignments.addAll(layer.example()));
        combination.off().forEach(key -> assignments.add(key + "=false"));
        if (!world.models().isEmpty()) {
            assignments.add(MODELS + "={" + String.join(",", new TreeSet<>(world.models())) + "}");
        }
        Renderer.Request request = new Renderer.Request(
                world.chart(),
                combination.environment().name(),
                combination.layers().stream().map(Profile::name).toList(),
                "registry.internal/hexr",
                List.of(),
                assignments,
                new Helm.Target("hexr-runtime", "hexr-system", "1.30.0"));
        try {
            Rendering rendering = renderer.render(request);
            long count = rendering.objects().size();
            return new Tried(
                    combination,
                    rendering.images(),
                    count,
                    count * rendering.rules().size(),
                    List.of());
        } catch (HelmException.ValuesRefused e) {
            return wrong(combination, e.refusals().stream().map(Refusal::fact).toList());
        } catch (HelmException.ManifestsRefused e) {
            return wrong(
                    combination, e.violations().stream().map(Violation::text).toList());
        } catch (HelmException.RenderFailed e) {
            return wrong(combination, List.of(e.words()));
        }
    }

    private static Tried wrong(Combination combination, List<String> facts) {
        return new Tried(combination, Set.of(), 0, 0, facts);
    }

    private void count(Tried tried) {
        renderings++;
        objects += tried.objects();
        judgements += tried.judgements();
        used.addAll(tried.images());
        for (String fact : tried.wrong()) {
            if (wrong.size() < NAMED) {
                wrong.putIfAbsent(fact, tried.combination().title());
            }
        }
    }

    /** Components that are on in this chart and can be switched off. */
    private List<String> switches() {
        List<String> found = new ArrayList<>();
        collect(
                "",
                Documents.read(
                        world.chart() + " values.yaml",
                        ChartFiles.read(world.chart()).values()),
                found);
        found.remove("bootstrap.enabled"); // what others wait for: without it, the installer did its work
        return found;
    }

    private static void collect(String key, JsonNode tree, List<String> found) {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            String name = key.isEmpty() ? field.getKey() : key + "." + field.getKey();
            if (field.getKey().equals("enabled") && field.getValue().asBoolean()) {
                found.add(name);
            }
            collect(name, field.getValue(), found);
        }
    }

    private void requireUsed() {
        Map<String, String> problems = new TreeMap<>();
        for (String image : world.lock().images().keySet()) {
            if (!used.contains(image) && !world.elsewhere().contains(image)) {
                problems.put(image, image + " is in the release and nothing uses it");
            }
        }
        for (Waiver waiver : world.waivers()) {
            if (waiver.expires().isBefore(world.today())) {
                problems.put(waiver.image(), "the waiver for " + waiver.image() + " expired on " + waiver.expires());
            } else if (problems.remove(waiver.image()) == null) {
                problems.put(waiver.image(), "the waiver for " + waiver.image() + " waives nothing");
            }
        }
        if (!problems.isEmpty()) {
            throw new HelmException.WorldOpen(world.chart(), List.copyOf(problems.values()));
        }
    }

    private static boolean goTogether(List<Profile> layers) {
        return layers.stream()
                .noneMatch(
                        one -> layers.stream().anyMatch(other -> one.notWith().contains(other.name())));
    }

    private static <T> List<List<T>> subsets(List<T> all) {
        List<List<T>> subsets = new ArrayList<>();
        for (int mask = 0; mask < 1 << all.size(); mask++) {
            List<T> one = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if ((mask & 1 << i) != 0) {
                    one.add(all.get(i));
                }
            }
            subsets.add(one);
        }
        return subsets;
    }
}
