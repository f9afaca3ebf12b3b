package io.hexr.format;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Refuses what stands twice in a list that is a set. */
final class Distinct {
    private Distinct() {}

    static <T> Set<T> require(String resource, String what, Collection<T> values) {
        Set<T> seen = HashSet.newHashSet(values.size());
        for (T value : values) {
            if (!seen.add(value)) {
                throw new BundleException.Invalid(resource, what + " " + value + " is there twice");
            }
        }
        return seen;
    }
}
