package io.hexr.helm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What changes from one packed chart to another, for those who decide: its default values, and what these render, told apart by what a reviewer looks at
 * first. Digests of images and names of versions are left out: the artifacts of the release tell them.
 */
public final class ChartDifference {
    private static final Helm.Target TARGET = new Helm.Target("hexr-runtime", "hexr-system", "1.30.0");
    /** Stands for the site's own, which no chart knows. */
    private static final String REGISTRY = "registry.site.invalid";

    private static final String IMAGE_LOCK = "global.imageLock";

    private static final Set<String> ACCESS =
            Set.of("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");
    private static final Set<String> NETWORK = Set.of("NetworkPolicy", "Service", "Ingress", "Gateway", "HTTPRoute");

    private ChartDifference() {}

    /** What a change touches. */
    public enum Touched {
        VALUES,
        ACCESS,
        NETWORK,
        OBJECTS
    }

    /** One change; {@code before} and {@code after} are empty where something is wholly new or gone. */
    public record Line(Touched touched, String where, String what, String before, String after) {}

    /**
     * What changes from one to the other.
     *
     * @param loading gets Helm once both are known to be charts
     * @throws HelmException where one of them is no chart of this product or does not render with its defaults
     */
    public static List<Line> between(Supplier<Helm> loading, Path old, Path fresh) {
        ChartFiles was = ChartFiles.read(old);
        ChartFiles is = ChartFiles.read(fresh);
        List<Line> lines = new ArrayList<>(values(defaults(old, was), defaults(fresh, is)));
        Helm helm = loading.get();
        Rendering.changes(objects(helm, old), objects(helm, fresh)).stream()
                .filter(change -> !isToldElsewhere(change))
                .map(change -> new Line(
                        touched(change.object()), change.object(), change.what(), change.before(), change.after()))
                .forEach(lines::add);
        return lines;
    }

    private static Values defaults(Path chart, ChartFiles files) {
        return Values.none().under("", Documents.read(chart + " values.yaml", files.values()));
    }

    private static List<Line> values(Values was, Values is) {
        Set<String> keys = new TreeSet<>(was.origins().keySet());
        keys.addAll(is.origins().keySet());
        keys.removeIf(key -> key.startsWith(IMAGE_LOCK));
        List<Line> lines = new ArrayList<>();
        for (String key : keys) {
            JsonNode before = was.at(key);
            JsonNode after = is.at(key);
            if (!before.equals(after)) {
                String what = before.isMissingNode() ? "added" : after.isMissingNode() ? "removed" : "default";
                lines.add(new Line(Touched.VALUES, key, what, ValuesSchema.shown(before), ValuesSchema.shown(after)));
            }
        }
        return lines;
    }

    private static List<ObjectNode> objects(Helm helm, Path chart) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.putObject("global").put("registry", REGISTRY);
        return Documents.readAll(chart.toString(), helm.template(chart, TARGET, values));
    }

    private static boolean isToldElsewhere(Rendering.Change change) {
        String key = change.what();
        return key.endsWith("helm.sh/chart")
                || key.endsWith("app.kubernetes.io/version")
                || (key.endsWith(".image") && repository(change.before()).equals(repository(change.after())));
    }

    private static String repository(String reference) {
        return reference.replaceFirst("(:[^:/@]*)?(@.*)?$", "");
    }

    private static Touched touched(String object) {
        String kind = object.substring(0, object.indexOf(' '));
        return ACCESS.contains(kind) ? Touched.ACCESS : NETWORK.contains(kind) ? Touched.NETWORK : Touched.OBJECTS;
    }
}
