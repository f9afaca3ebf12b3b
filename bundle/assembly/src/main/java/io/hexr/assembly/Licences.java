package io.hexr.assembly;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which licences a release may carry, and which words are SPDX identifiers. */
final class Licences {
    /** May be passed on with a release: what asks for no more than a notice, or for the source that recipes name. */
    private static final Set<String> ALLOWED = Set.of(
            "0BSD",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-2.0",
            "GPL-2.0-only",
            "GPL-2.0-or-later",
            "GPL-3.0-or-later",
            "ISC",
            "LGPL-2.1-or-later",
            "LGPL-3.0-only",
            "MIT",
            "MPL-2.0",
            "OpenSSL",
            "PostgreSQL",
            "PSF-2.0",
            "Unlicense",
            "Zlib");

    private static final Set<String> EXCEPTIONS = Set.of("Classpath-exception-2.0", "GCC-exception-3.1");
    private static final Set<String> REFUSED = Set.of("AGPL-3.0-only", "BUSL-1.1", "GPL-3.0-only", "SSPL-1.0");

    private Licences() {}

    static boolean isSpdx(String name) {
        return ALLOWED.contains(name) || REFUSED.contains(name);
    }

    /** Every word of the expression that is not on the list. */
    static List<String> refusedIn(String expression) {
        return Stream.of(expression.replaceAll("[()]", " ").strip().split("\\s+"))
                .filter(word -> !Set.of("AND", "OR", "WITH").contains(word))
                .filter(word -> !ALLOWED.contains(word) && !EXCEPTIONS.contains(word))
                .toList();
    }

    /** Names that a part may not have; Debian's own words for its licences pass, since Debian's main holds free software only. */
    static boolean isRefused(String name) {
        return REFUSED.contains(name) || name.startsWith("AGPL") || name.startsWith("SSPL");
    }

    /** As SPDX and CycloneDX want it: identifiers joined; nothing where one of them is none. */
    static java.util.Optional<String> expression(List<String> names) {
        boolean known = !names.isEmpty()
                && names.stream()
                        .allMatch(name -> isSpdx(name) || refusedIn(name).isEmpty());
        return known ? java.util.Optional.of(String.join(" AND ", names)) : java.util.Optional.empty();
    }
}
