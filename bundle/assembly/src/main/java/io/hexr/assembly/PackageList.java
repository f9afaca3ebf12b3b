package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.oci.OciException;

/**
 * The packages that a bill of materials names, each with its versions: ours and anybody's, CycloneDX or SPDX, in JSON. A package goes by its package URL without
 * version and qualifiers, such as {@code deb/debian/libc6}, or by its name where it has none.
 */
public record PackageList(SortedMap<String, SortedSet<String>> versions) {
    /** The artifact types of bills that can be read, the one that says more first. */
    public static final List<String> FORMATS = List.of(Attestations.CYCLONEDX, Attestations.SPDX);

    private static final String PURL = "pkg:";
    private static final int MOST_PACKAGES = 50_000;
    private static final int MOST_TEXT = 8 << 20;

    public PackageList {
        TreeMap<String, SortedSet<String>> copy = new TreeMap<>();
        versions.forEach((name, all) -> copy.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(all))));
        versions = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * What a bill names; what it says beyond packages is not judged.
     *
     * @throws OciException where it is no JSON within the limits, or names more than can be kept
     */
    public static PackageList read(String resource, InputStream bill) throws IOException {
        SortedMap<String, SortedSet<String>> found = new TreeMap<>();
        int[] kept = {0, 0};
        BillReader.read(resource, bill, part -> {
            String key = key(part.url(), part.name());
            if (!key.isEmpty()
                    && found.computeIfAbsent(key, k -> new TreeSet<>()).add(part.version())) {
                kept[0]++;
                kept[1] += key.length() + part.version().length();
                if (kept[0] > MOST_PACKAGES || kept[1] > MOST_TEXT) {
                    throw new OciException.MalformedDocument(
                            resource,
                            "names more than " + MOST_PACKAGES + " packages, or those in more than " + MOST_TEXT
                                    + " characters");
                }
            }
        });
        return new PackageList(found);
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
