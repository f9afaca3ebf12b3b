package io.hexr.assembly;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names the licences whose words stand in a text; a text that none fits stays without a name rather than with a wrong one. */
final class LicenceText {
    private static final Map<String, List<String>> PHRASES = new LinkedHashMap<>();

    static {
        PHRASES.put("Apache-2.0", List.of("apache license", "version 2.0"));
        PHRASES.put("MPL-2.0", List.of("mozilla public license", "version 2.0"));
        PHRASES.put("AGPL-3.0-only", List.of("gnu affero general public license", "version 3"));
        PHRASES.put("LGPL-3.0-only", List.of("gnu lesser general public license", "version 3"));
        PHRASES.put("GPL-3.0-only", List.of("gnu general public license", "version 3, 29 june 2007"));
        PHRASES.put("GPL-2.0-only", List.of("gnu general public license", "version 2, june 1991"));
        PHRASES.put("BUSL-1.1", List.of("business source license 1.1"));
        PHRASES.put("SSPL-1.0", List.of("server side public license"));
        PHRASES.put("EPL-2.0", List.of("eclipse public license - v 2.0"));
        PHRASES.put("CC0-1.0", List.of("cc0 1.0 universal"));
        PHRASES.put("Unlicense", List.of("this is free and unencumbered software released into the public domain"));
        PHRASES.put("MIT", List.of("permission is hereby granted, free of charge", "the software is provided"));
        PHRASES.put("ISC", List.of("permission to use, copy, modify, and", "distribute this software for any purpose"));
        PHRASES.put("BSD-3-Clause", List.of("redistribution and use in source and binary forms", "neither the name"));
        PHRASES.put("BSD-2-Clause", List.of("redistribution and use in source and binary forms"));
    }

    private LicenceText() {}

    /** The SPDX identifiers, most specific first where one text contains another. */
    static List<String> names(String text) {
        String plain = text.toLowerCase(java.util.Locale.ROOT).replaceAll("[\\s*#/]+", " ");
        for (Map.Entry<String, List<String>> licence : PHRASES.entrySet()) {
            if (licence.getValue().stream().allMatch(plain::contains)) {
                return List.of(licence.getKey());
            }
        }
        return List.of();
    }
}
