package io.hexr.install;

import com.fasterxml.jackson.databind.JsonNode;

/** One object of a release, at the place it takes. */
public record Piece(ObjectKind kind, String namespace, String name, JsonNode tree) {
    /**
     * An object where it belongs.
     *
     * @param home the namespace of objects that name none
     */
    public static Piece of(JsonNode tree, String home) {
        ObjectKind kind = ObjectKind.of(tree);
        String name = tree.path("metadata").path("name").asText();
        if (name.isEmpty()) {
            throw new InstallException.Malformed("a " + kind.kind() + " of the release", "has no name");
        }
        String namespace =
                kind.namespaced() ? tree.path("metadata").path("namespace").asText(home) : "";
        return new Piece(kind, namespace, name, tree);
    }

    /** {@code StatefulSet hexr-observability/prometheus}. */
    public String title() {
        return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    public String path() {
        return kind.path(namespace) + "/" + name;
    }

    /** The pod it makes; missing where it makes none. */
    JsonNode pod() {
        return switch (kind.kind()) {
            case "Pod" -> tree.path("spec");
            case "CronJob" ->
                tree.path("spec")
                        .path("jobTemplate")
                        .path("spec")
                        .path("template")
                        .path("spec");
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
                tree.path("spec").path("template").path("spec");
            default -> com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        };
    }

    /** Whether Helm leaves it where it is when its release has it no more. */
    boolean isKept() {
        return tree.path("metadata")
                .path("annotations")
                .path("helm.sh/resource-policy")
                .asText()
                .equals("keep");
    }

    /** Whether an installation waits until it runs, or until it has ended well. */
    public boolean isAwaited() {
        return switch (kind.kind()) {
            case "Deployment", "StatefulSet", "DaemonSet", "Job" -> true;
            default -> false;
        };
    }
}
