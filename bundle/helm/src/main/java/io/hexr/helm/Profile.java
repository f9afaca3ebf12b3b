package io.hexr.helm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An environment, or an overlay for one: what it promises, what it forbids, which invariants hold in it, and the values it sets. All of it is read by
 * machines; a promise of a part that does not exist yet is {@code planned}, and setting its key is refused by name.
 *
 * @param example assignments that a person would have to make here, to try it with
 */
public record Profile(
        String name,
        Kind kind,
        String summary,
        List<String> promises,
        List<Ban> bans,
        Map<String, String> planned,
        Set<Rule> rules,
        Set<String> notWith,
        List<String> example,
        ObjectNode values) {
    /** A profile settles the environment; an overlay adjusts it. */
    public enum Kind {
        PROFILE,
        OVERLAY
    }

    /** How a value is wrong. */
    private enum Test {
        EQUALS,
        EMPTY,
        MATCHES,
        CONTAINS
    }

    /** A value that is not taken here. */
    public record Ban(String key, String test, JsonNode operand, String rule, String remedy) {
        boolean hits(JsonNode value) {
            return switch (Test.valueOf(test.toUpperCase(Locale.ROOT))) {
                case EQUALS -> value.equals(operand);
                case EMPTY ->
                    value.isMissingNode()
                            || value.isNull()
                            || (value.isValueNode() ? value.asText().isEmpty() : value.isEmpty());
                case MATCHES ->
                    value.isTextual()
                            && Pattern.compile(operand.asText())
                                    .matcher(value.asText())
                                    .find();
                case CONTAINS -> {
                    boolean hit = false;
                    for (JsonNode item : value) {
                        hit |= item.equals(operand);
                    }
                    yield hit;
                }
            };
        }
    }

    /** Beside the profiles: what is planned in all of them. */
    private static final String PLANNED = "planned.yaml";

    private static final Set<String> FIELDS =
            Set.of("name", "kind", "summary", "promises", "forbids", "planned", "rules", "notWith", "example");
    private static final Set<String> BAN_FIELDS =
            Set.of("key", "rule", "remedy", "equals", "empty", "matches", "contains");

    public Profile {
        promises = List.copyOf(promises);
        bans = List.copyOf(bans);
        planned = Map.copyOf(planned);
        rules = Set.copyOf(rules);
        notWith = Set.copyOf(notWith);
        example = List.copyOf(example);
    }

    /** Names of the folders below this one that hold a profile or overlay. */
    public static List<String> names(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> Files.exists(one.resolve("profile.yaml")))
                    .map(one -> one.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (java.io.IOException e) {
            throw new HelmException.FileFailed(folder, "holds the profiles and cannot be read", e);
        }
    }

    /**
     * A profile or overlay from its folder.
     *
     * @throws HelmException.DocumentInvalid where the page is not what is described here
     */
    public static Profile read(Path folder) {
        Path page = folder.resolve("profile.yaml");
        ObjectNode tree = Documents.read(page);
        requireOnly(page.toString(), tree, FIELDS);
        String name = text(page, tree, "name");
        if (!name.equals(String.valueOf(folder.getFileName()))) {
            throw new HelmException.DocumentInvalid(
                    page.toString(), "says " + name + " and lies in a folder of another name");
        }
        List<Ban> bans = new ArrayList<>();
        for (JsonNode ban : tree.path("forbids")) {
            bans.add(ban(page.toString(), ban));
        }
        Map<String, String> planned = new TreeMap<>();
        Path everywhere = folder.resolveSibling(PLANNED);
        if (Files.exists(everywhere)) {
            Documents.read(everywhere)
                    .properties()
                    .forEach(field ->
                            planned.put(field.getKey(), field.getValue().asText()));
        }
        tree.path("planned")
                .properties()
                .forEach(field -> planned.put(field.getKey(), field.getValue().asText()));
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        for (JsonNode rule : tree.path("rules")) {
            rules.add(Stream.of(Rule.values())
                    .filter(one -> one.id().equals(rule.asText()))
                    .findFirst()
                    .orElseThrow(() -> new HelmException.DocumentInvalid(
                            page.toString(), "names no rule there is: " + rule.asText())));
        }
        Kind kind = Kind.valueOf(text(page, tree, "kind").toUpperCase(Locale.ROOT));
        return new Profile(
                name,
                kind,
                text(page, tree, "summary"),
                texts(tree.path("promises")),
                bans,
                planned,
                rules,
                new HashSet<>(texts(tree.path("notWith"))),
                texts(tree.path("example")),
                Documents.read(folder.resolve("values.yaml")));
    }

    private static Ban ban(String page, JsonNode tree) {
        requireOnly(page, tree, BAN_FIELDS);
        for (Test test : Test.values()) {
            String word = test.name().toLowerCase(Locale.ROOT);
            if (tree.has(word)) {
                return new Ban(
                        tree.path("key").asText(),
                        word,
                        tree.path(word),
                        tree.path("rule").asText(),
                        tree.path("remedy").asText());
            }
        }
        throw new HelmException.DocumentInvalid(
                page, "forbids " + tree.path("key").asText() + " without saying which value");
    }

    /** Everything these values do that is forbidden here, or that is only planned. */
    List<Refusal> refusals(JsonNode given, JsonNode all) {
        List<Refusal> found = new ArrayList<>();
        planned.forEach((key, what) -> {
            JsonNode value = Values.at(given, key);
            if (!value.isMissingNode()) {
                found.add(new Refusal(
                        key,
                        ValuesSchema.shown(value),
                        "is planned (" + what + ") and not in this release",
                        "take it out of the values"));
            }
        });
        for (Ban ban : bans) {
            JsonNode value = Values.at(all, ban.key());
            if (ban.hits(value)) {
                found.add(new Refusal(
                        ban.key(), ValuesSchema.shown(value), ban.rule() + " (" + name + ")", ban.remedy()));
            }
        }
        return found;
    }

    private static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(item -> all.add(item.asText()));
        return all;
    }

    private static String text(Path page, JsonNode tree, String field) {
        return Optional.of(tree.path(field).asText(""))
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new HelmException.DocumentInvalid(page.toString(), "has no " + field));
    }

    private static void requireOnly(String page, JsonNode tree, Set<String> fields) {
        tree.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                throw new HelmException.DocumentInvalid(page, "has an unknown field: " + field);
            }
        });
    }
}
