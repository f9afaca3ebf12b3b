package io.hexr.install;

import java.util.Comparator;

/**
 * One thing a user may be allowed to do.
 *
 * @param group the API group; empty for the core
 * @param resource the plural, with a sub-resource behind a slash; a path such as {@code /metrics} is no resource but a URL
 * @param namespace where; empty for everywhere
 * @param name the only object meant; empty for every one
 */
public record Right(String verb, String group, String resource, String namespace, String name)
        implements Comparable<Right> {
    private static final Comparator<Right> ORDER = Comparator.comparing(Right::namespace)
            .thenComparing(Right::group)
            .thenComparing(Right::resource)
            .thenComparing(Right::name)
            .thenComparing(Right::verb);

    static Right everywhere(String verb, String group, String resource) {
        return new Right(verb, group, resource, "", "");
    }

    static Right named(String verb, String group, String resource, String name) {
        return new Right(verb, group, resource, "", name);
    }

    static Right in(String namespace, String verb, String group, String resource) {
        return new Right(verb, group, resource, namespace, "");
    }

    public boolean isUrl() {
        return resource.startsWith("/");
    }

    /** {@code create deployments.apps in hexr-system}. */
    public String text() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (name.isEmpty() ? "" : " " + name)
                + (namespace.isEmpty() ? "" : " in " + namespace);
    }

    @Override
    public int compareTo(Right other) {
        return ORDER.compare(this, other);
    }
}
