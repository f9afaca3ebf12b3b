package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is there before anything is carried, as the script {@code lib/vendor} makes it: a signed release, its key, the distribution, stock tools. */
record Vendor(Path place) {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    static Vendor prepared(Path place, Duration limit) {
        Script.run(limit, "lib/vendor", place.toString());
        return new Vendor(place);
    }

    String folder(String name) {
        return place.resolve(name).toString();
    }

    String fingerprint() {
        return text("fingerprint").strip();
    }

    SortedMap<String, String> versions() {
        SortedMap<String, String> versions = new TreeMap<>();
        text("versions")
                .lines()
                .forEach(line -> versions.put(line.replaceFirst("=.*", ""), line.replaceFirst("[^=]*=", "")));
        return versions;
    }

    /** Every digest the lock of the release names. */
    Set<String> locked() {
        Set<String> digests = new TreeSet<>();
        DIGEST.matcher(text("release/release-lock.json"))
                .results()
                .map(MatchResult::group)
                .forEach(digests::add);
        return digests;
    }

    /** Whether the release holds an image of this name. */
    boolean holds(String image) {
        return text("release/release-lock.json").matches("(?s).*\"name\" *: *\"" + image + "\".*");
    }

    private String text(String name) {
        try {
            return Files.readString(place.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }
}
