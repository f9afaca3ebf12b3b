package io.hexr.assembly;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much of a release is built: each tier has what stands before it, too. */
public enum Tier {
    /** No image that is built from a recipe. */
    NONE,
    /** What other images stand on. */
    BASE,
    /** What every run of the checks and the demo can afford. */
    CI,
    /** Everything. */
    FULL;

    /** By its name. @throws IllegalArgumentException naming the tiers there are */
    public static Tier parse(String text) {
        return Arrays.stream(values())
                .filter(tier -> tier.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of "
                        + Arrays.stream(values()).map(Tier::toString).collect(Collectors.joining(", "))));
    }

    boolean includes(Tier other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
