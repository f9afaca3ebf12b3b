package io.hexr.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.InstallException;
import io.hexr.install.Quantity;
import io.hexr.install.Redaction;

/**
 * Where a live object is not what was asked for, seen with the right to read alone. What the server filled in, or others put beside it, is no departure: only
 * fields that were asked for are looked at.
 */
final class Departure {
    private static final int SHOWN = 3;
    private static final int LONGEST = 60;
    private static final Set<String> CLOSED =
            Set.of("env", "args", "command", "data", "binaryData", "annotations", "httpHeaders");

    private final List<String> places = new ArrayList<>();
    private final boolean secret;
    private Optional<List<String>> first = Optional.empty();

    private Departure(boolean secret) {
        this.secret = secret;
    }

    /** What differs and, where the object says so, who wrote that last. Empty where nothing does. */
    static Optional<String> of(JsonNode wanted, JsonNode live) {
        Departure departure = new Departure(wanted.path("kind").asText().equals("Secret"));
        for (var field : wanted.properties()) {
            switch (field.getKey()) {
                case "apiVersion", "kind", "status", "stringData" -> {}
                case "metadata" -> {
                    for (String kept : List.of("labels", "annotations")) {
                        departure.differing(
                                List.of("metadata", kept),
                                field.getValue().path(kept),
                                live.path("metadata").path(kept));
                    }
                }
                default -> departure.differing(List.of(field.getKey()), field.getValue(), live.path(field.getKey()));
            }
        }
        if (departure.places.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("differs at " + departure.brief()
                + departure
                        .first
                        .flatMap(path -> Managers.last(live, path))
                        .map(who -> "; last written by " + who)
                        .orElse(""));
    }

    private String brief() {
        return places.size() <= SHOWN
                ? String.join(", ", places)
                : String.join(", ", places.subList(0, SHOWN)) + " and " + (places.size() - SHOWN) + " more places";
    }

    private void differing(List<String> path, JsonNode wanted, JsonNode live) {
        if (isEmpty(wanted) && isEmpty(live)) {
            return;
        }
        if (wanted.isObject()) {
            wanted.properties()
                    .forEach(field ->
                            differing(join(path, field.getKey()), field.getValue(), live.path(field.getKey())));
        } else if (wanted.isArray()) {
            elements(path, wanted, live);
        } else if (!same(wanted, live)) {
            add(path, wanted, live);
        }
    }

    private void elements(List<String> path, JsonNode wanted, JsonNode live) {
        if (!live.isArray() || live.size() != wanted.size()) {
            add(path, wanted, live);
            return;
        }
        for (int i = 0; i < wanted.size(); i++) {
            differing(join(path, "[" + i + "]"), wanted.get(i), live.get(i));
        }
    }

    private static List<String> join(List<String> path, String more) {
        List<String> all = new ArrayList<>(path);
        all.add(more);
        return all;
    }

    private void add(List<String> path, JsonNode wanted, JsonNode live) {
        if (first.isEmpty()) {
            first = Optional.of(path);
        }
        places.add(String.join(".", path).replace(".[", "[") + (isOpen(path) ? told(wanted, live) : ""));
    }

    /** Whatever people put secrets into, though they should not, is named and not shown. */
    private static boolean isOpen(List<String> path) {
        return path.stream().noneMatch(CLOSED::contains) && path.stream().noneMatch(Redaction::isSecret);
    }

    /** Only what is short and no secret. */
    private String told(JsonNode wanted, JsonNode live) {
        boolean tellable = !secret && wanted.isValueNode() && (live.isValueNode() || live.isMissingNode());
        if (!tellable || wanted.asText().length() > LONGEST || live.asText().length() > LONGEST) {
            return "";
        }
        return " (" + (live.isMissingNode() ? "missing" : Words.of(live.asText())) + ", wanted "
                + Words.of(wanted.asText()) + ")";
    }

    /** What the API server leaves out where it means nothing. */
    private static boolean isEmpty(JsonNode node) {
        if (node.isContainerNode()) {
            for (JsonNode inside : node) {
                if (!isEmpty(inside)) {
                    return false;
                }
            }
            return true;
        }
        return node.isMissingNode()
                || node.isNull()
                || (node.isBoolean() && !node.asBoolean())
                || node.asText().isEmpty()
                || (node.isNumber() && node.asDouble() == 0);
    }

    private static boolean same(JsonNode wanted, JsonNode live) {
        return wanted.asText().equals(live.asText()) || sameAmount(wanted.asText(), live.asText());
    }

    /** {@code 1000m} and {@code 1} are one amount; the API server writes the shorter. */
    private static boolean sameAmount(String wanted, String live) {
        try {
            return Quantity.parse(wanted).compareTo(Quantity.parse(live)) == 0;
        } catch (InstallException.Malformed e) {
            return false;
        }
    }
}
