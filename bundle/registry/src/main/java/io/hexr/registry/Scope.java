package io.hexr.registry;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** What a request needs to be allowed to do, as token services spell it. */
record Scope(Set<String> parts) {
    static final Scope NOTHING = new Scope(Set.of());
    static final Scope CATALOG = new Scope(Set.of("registry:catalog:*"));

    Scope {
        parts = Set.copyOf(parts);
    }

    static Scope pull(String repository) {
        return new Scope(Set.of("repository:" + repository + ":pull"));
    }

    static Scope push(String repository) {
        return new Scope(Set.of("repository:" + repository + ":pull,push"));
    }

    static Scope delete(String repository) {
        return new Scope(Set.of("repository:" + repository + ":pull,push,delete"));
    }

    Scope and(Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(parts);
        all.addAll(more);
        return new Scope(all);
    }

    /** A stable name of the set. */
    String key() {
        return String.join(" ", new TreeSet<>(parts));
    }
}
