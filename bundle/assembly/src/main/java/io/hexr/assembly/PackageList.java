package io.hexr.assembly;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.StrictJson;

/**
 * The packages that a bill of materials names, each with its versions: ours and anybody's, CycloneDX or SPDX, in JSON. A package goes by its package URL without
 * version and qualifiers, such as {@code deb/debian/libc6}, or by its name where it has none.
 */
public record PackageList(SortedMap<String, SortedSet<String>> versions) {
    /** The artifact types of bills that can be read, the one that says more first. */
    public static final List<String> FORMATS = List.of(Attestations.CYCLONEDX, Attestations.SPDX);

    /** The longest bill that is read: ten thousand packages take about 4 MB. */
    public static final int MOST_BYTES = 32 << 20;

    private static final String PURL = "pkg:";

    public PackageList {
        TreeMap<String, SortedSet<String>> copy = new TreeMap<>();
        versions.forEach((name, all) -> copy.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(all))));
        versions = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * What a bill names; what it says beyond packages is not judged.
     *
     * @throws io.hexr.oci.OciException where it is no JSON within the limits
     */
    public static PackageList parse(String resource, byte[] bytes) {
        JsonNode bill = StrictJson.parse(bytes, MOST_BYTES, resource);
        SortedMap<String, SortedSet<String>> found = new TreeMap<>();
        Deque<JsonNode> components = new ArrayDeque<>();
        bill.path("components").forEach(components::add);
        while (!components.isEmpty()) {
            JsonNode component = components.remove();
            add(found, component.path("purl"), component.path("name"), component.path("version"));
            component.path("components").forEach(components::add);
        }
        for (JsonNode one : bill.path("packages")) {
            add(found, spdxUrl(one), one.path("name"), one.path("versionInfo"));
        }
        return new PackageList(found);
    }

    private static JsonNode spdxUrl(JsonNode one) {
        for (JsonNode reference : one.path("externalRefs")) {
            if (reference.path("referenceType").asText().equals("purl")) {
                return reference.path("referenceLocator");
            }
        }
        return one.path("externalRefs");
    }

    private static void add(SortedMap<String, SortedSet<String>> found, JsonNode url, JsonNode name, JsonNode version) {
        String key = key(url.asText(), name.asText());
        if (!key.isEmpty()) {
            found.computeIfAbsent(key, k -> new TreeSet<>()).add(version.asText());
        }
    }

    private static String key(String url, String name) {
        if (!url.startsWith(PURL)) {
            return name;
        }
        String bare = url.substring(PURL.length()).split("[?#]", 2)[0];
        // a scope, as in npm/@scope/name, stands before the last slash
        int version = bare.indexOf('@', bare.lastIndexOf('/') + 1);
        return version < 0 ? bare : bare.substring(0, version);
    }
}
