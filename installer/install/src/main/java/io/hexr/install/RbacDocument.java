package io.hexr.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rights as roles that a person with power over a cluster can grant: YAML for {@code kubectl apply}. */
public final class RbacDocument {
    private static final String API = "rbac.authorization.k8s.io";

    /** To whom roles are given. */
    public record Subject(String kind, String namespace, String name) {
        private static final String ACCOUNT = "ServiceAccount";

        public static Subject user(String name) {
            return new Subject("User", "", name);
        }

        public static Subject group(String name) {
            return new Subject("Group", "", name);
        }

        public static Subject account(String namespace, String name) {
            return new Subject(ACCOUNT, namespace, name);
        }

        String yaml() {
            return kind.equals(ACCOUNT)
                    ? "{kind: ServiceAccount, namespace: " + quoted(namespace) + ", name: " + quoted(name) + "}"
                    : "{kind: " + kind + ", apiGroup: " + API + ", name: " + quoted(name) + "}";
        }
    }

    private RbacDocument() {}

    /**
     * Roles that hold these rights and no more, and their bindings.
     *
     * @param name of every role and binding
     * @param namespaces made here with these labels, so that whoever installs need not be allowed to
     * @param subjects none for roles without bindings
     */
    public static String of(
            String name,
            SortedSet<Right> rights,
            SortedMap<String, SortedMap<String, String>> namespaces,
            List<Subject> subjects) {
        StringBuilder yaml = new StringBuilder();
        namespaces.forEach((namespace, labels) -> {
            yaml.append("---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: ")
                    .append(quoted(namespace))
                    .append("\n  labels:\n");
            labels.forEach((key, value) -> yaml.append("    ")
                    .append(quoted(key))
                    .append(": ")
                    .append(quoted(value))
                    .append('\n'));
        });
        SortedMap<String, SortedSet<Right>> places = new TreeMap<>();
        rights.forEach(right -> places.computeIfAbsent(right.namespace(), place -> new TreeSet<>())
                .add(right));
        places.forEach((place, those) -> {
            role(yaml, name, place, those);
            if (!subjects.isEmpty()) {
                binding(yaml, name, place, subjects);
            }
        });
        return yaml.toString();
    }

    private static void head(StringBuilder yaml, String kind, String name, String namespace) {
        yaml.append("---\napiVersion: ").append(API).append("/v1\nkind: ").append(kind);
        yaml.append("\nmetadata:\n  name: ").append(quoted(name)).append('\n');
        if (!namespace.isEmpty()) {
            yaml.append("  namespace: ").append(quoted(namespace)).append('\n');
        }
    }

    private static void role(StringBuilder yaml, String name, String place, SortedSet<Right> rights) {
        head(yaml, place.isEmpty() ? "ClusterRole" : "Role", name, place);
        yaml.append("rules:\n");
        // resources with the same verbs stand in one rule, as a person would write it
        Map<String, Rule> rules = new LinkedHashMap<>();
        Map<String, List<String>> verbs = new LinkedHashMap<>();
        for (Right right : rights) {
            String what = right.group() + "\n" + right.resource() + "\n" + right.name();
            verbs.computeIfAbsent(what, key -> new ArrayList<>()).add(right.verb());
        }
        verbs.forEach((what, allowed) -> {
            String[] parts = what.split("\n", -1);
            rules.computeIfAbsent(
                            parts[0] + "\n" + parts[2] + "\n" + parts[1].startsWith("/") + allowed,
                            key -> new Rule(parts[0], parts[2], allowed, new ArrayList<>()))
                    .resources()
                    .add(parts[1]);
        });
        rules.values().forEach(rule -> yaml.append("  - ").append(rule.yaml()).append('\n'));
    }

    private record Rule(String group, String name, List<String> verbs, List<String> resources) {
        String yaml() {
            if (resources.getFirst().startsWith("/")) {
                return "{nonResourceURLs: " + list(resources) + ", verbs: " + list(verbs) + "}";
            }
            return "{apiGroups: " + list(List.of(group)) + ", resources: " + list(resources)
                    + (name.isEmpty() ? "" : ", resourceNames: " + list(List.of(name))) + ", verbs: " + list(verbs)
                    + "}";
        }
    }

    private static void binding(StringBuilder yaml, String name, String place, List<Subject> subjects) {
        String role = place.isEmpty() ? "ClusterRole" : "Role";
        head(yaml, role + "Binding", name, place);
        yaml.append("roleRef: {apiGroup: ").append(API).append(", kind: ").append(role);
        yaml.append(", name: ").append(quoted(name)).append("}\nsubjects:\n");
        subjects.forEach(subject -> yaml.append("  - ").append(subject.yaml()).append('\n'));
    }

    private static String list(List<String> words) {
        return "[" + String.join(", ", words.stream().map(RbacDocument::quoted).toList()) + "]";
    }

    /** A string of JSON is one of YAML. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
