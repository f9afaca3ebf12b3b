package io.hexr.helm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** The closed world of images: what is named is in the lock, wherever it is named. */
final class ImageRules {
    /** A repository with a tag or a digest: what a text must look like to be taken for an image. */
    private static final Pattern LIKE_AN_IMAGE = Pattern.compile(
            "(?<![A-Za-z0-9@:/._-])([a-z0-9][a-z0-9.-]*(?::[0-9]{2,5})?(?:/[a-z0-9][a-z0-9._-]*)+(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?@sha256:[a-f0-9]{64}"
                    + "|[a-z0-9][a-z0-9-]*(?:\\.[a-z0-9-]+)+(?::[0-9]{2,5})?(?:/[a-z0-9][a-z0-9._-]*)+:[A-Za-z_][A-Za-z0-9_.-]*"
                    + "|[a-z0-9][a-z0-9-]*(?:\\.[a-z0-9-]+)+(?::[0-9]{2,5})?(?:/[a-z0-9][a-z0-9._-]*)+:[0-9]+(?:\\.[A-Za-z0-9_.-]+)?)(?![A-Za-z0-9/])");

    private static final Pattern TAG = Pattern.compile("[^@]*/[^@:]*:latest(@.*)?|[^@:/]*:latest(@.*)?");

    private ImageRules() {}

    static List<Violation> locked(List<ManifestObject> objects, Invariants.Scope scope) {
        List<Violation> found = new ArrayList<>();
        Set<String> allowed = references(scope);
        for (ManifestObject object : objects) {
            for (JsonNode container : object.containers()) {
                String image = container.path("image").asText();
                if (!allowed.contains(image)) {
                    found.add(new Violation(
                            Rule.IMAGES_ARE_LOCKED, object.title(), "runs " + quoted(image) + why(image, scope)));
                }
            }
        }
        return found;
    }

    private static String why(String image, Invariants.Scope scope) {
        if (!image.startsWith(scope.registry() + "/")) {
            return ", which is not below " + scope.registry();
        }
        return image.contains("@sha256:") ? ", which is not in the lock" : ", which has no digest";
    }

    /** Every reference the lock allows, as charts write it. */
    private static Set<String> references(Invariants.Scope scope) {
        Set<String> all = new HashSet<>();
        scope.lock()
                .images()
                .values()
                .forEach(entry -> all.add(
                        scope.registry() + "/" + entry.repository() + ":" + entry.tag() + "@" + entry.digest()));
        return all;
    }

    /** Logical names of the lock that these manifests use, wherever. */
    static Set<String> used(String manifests, Invariants.Scope scope) {
        Set<String> used = new TreeSet<>();
        scope.lock().images().forEach((name, entry) -> {
            if (manifests.contains(entry.repository() + ":" + entry.tag() + "@" + entry.digest())) {
                used.add(name);
            }
        });
        return used;
    }

    static List<Violation> hidden(List<ManifestObject> objects, Invariants.Scope scope) {
        List<Violation> found = new ArrayList<>();
        Set<String> allowed = references(scope);
        for (ManifestObject object : objects) {
            object.texts().forEach((path, text) -> {
                if (path.endsWith(".image") && object.runs()) {
                    return;
                }
                Matcher images = LIKE_AN_IMAGE.matcher(text);
                while (images.find()) {
                    if (!allowed.contains(images.group(1))) {
                        found.add(new Violation(
                                Rule.NO_HIDDEN_IMAGE,
                                object.title(),
                                "names the image " + quoted(images.group(1)) + " in " + path.substring(1)));
                    }
                }
            });
        }
        return found;
    }

    static List<Violation> latest(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            for (JsonNode container : object.containers()) {
                String image = container.path("image").asText();
                if (TAG.matcher(image).matches()) {
                    found.add(new Violation(Rule.NO_LATEST, object.title(), "runs " + quoted(image)));
                }
            }
        }
        return found;
    }

    static List<Violation> pullPolicy(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            for (JsonNode container : object.containers()) {
                String policy = container.path("imagePullPolicy").asText("unset");
                if (!policy.equals("IfNotPresent")) {
                    found.add(new Violation(
                            Rule.NEVER_PULL_ALWAYS,
                            object.title(),
                            "pulls " + container.path("name").asText() + " with policy " + policy));
                }
            }
        }
        return found;
    }

    private static String quoted(String image) {
        return "\"" + image + "\"";
    }
}
