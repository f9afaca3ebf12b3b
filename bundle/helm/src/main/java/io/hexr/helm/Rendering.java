package io.hexr.helm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What was rendered and may be installed, with what it was made from. */
public record Rendering(
        String chart,
        String version,
        String manifests,
        List<ObjectNode> objects,
        Values own,
        Values all,
        Set<String> images,
        Set<Rule> rules) {
    public Rendering {
        objects = List.copyOf(objects);
        images = Set.copyOf(images);
        rules = Set.copyOf(rules);
    }

    /** The values to hand to Helm beside the chart, as YAML. */
    public String overlay() {
        return Documents.write(own.tree());
    }

    /** Where a value comes from. */
    public record Explained(String key, String value, String origin) {}

    /** Every value in force, by key. The lock is left out: the release settles it. */
    public List<Explained> explained() {
        return all.origins().entrySet().stream()
                .filter(origin -> !origin.getKey().startsWith("global.imageLock"))
                .map(origin ->
                        new Explained(origin.getKey(), ValuesSchema.shown(all.at(origin.getKey())), origin.getValue()))
                .toList();
    }

    /** What became of one object. */
    public record Change(String object, String what, String before, String after) {}

    /**
     * How these manifests differ from earlier ones, object by object and value by value. The earlier ones are manifests, or the Secret in which Helm keeps what
     * is installed.
     */
    public List<Change> changesSince(String resource, String earlier) {
        return changes(EarlierManifests.read(resource, earlier), objects);
    }

    static List<Change> changes(List<ObjectNode> before, List<ObjectNode> after) {
        Map<String, ManifestObject> was = byTitle(before);
        Map<String, ManifestObject> is = byTitle(after);
        List<Change> changes = new ArrayList<>();
        was.forEach((title, object) -> {
            if (!is.containsKey(title)) {
                changes.add(new Change(title, "removed", "", ""));
            }
        });
        is.forEach((title, object) -> {
            ManifestObject earlier = was.get(title);
            if (earlier == null) {
                changes.add(new Change(title, "added", "", ""));
            } else {
                compare(earlier, object, changes);
            }
        });
        return changes;
    }

    private static void compare(ManifestObject before, ManifestObject after, List<Change> changes) {
        String title = after.title();
        Map<String, String> was = before.texts();
        Map<String, String> is = after.texts();
        int known = changes.size();
        Map<String, String> keys = new LinkedHashMap<>(was);
        keys.putAll(is);
        for (String key : keys.keySet()) {
            String old = was.getOrDefault(key, "");
            String fresh = is.getOrDefault(key, "");
            if (!old.equals(fresh)) {
                changes.add(new Change(title, key.substring(1), shorter(old), shorter(fresh)));
            }
        }
        if (changes.size() == known && !before.tree().equals(after.tree())) {
            changes.add(new Change(title, "structure", "", ""));
        }
    }

    private static String shorter(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 100 ? line : line.substring(0, 99) + "…";
    }

    private static Map<String, ManifestObject> byTitle(List<ObjectNode> objects) {
        Map<String, ManifestObject> all = new LinkedHashMap<>();
        objects.stream().map(ManifestObject::new).forEach(object -> all.put(object.title(), object));
        return all;
    }
}
