package io.hexr.assembly;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.Digest;
import io.hexr.oci.StrictJson;

/** What is really in an image: packages, modules and runtimes with their versions, licences and checksums; each once, in the order of their names. */
record Bill(List<Part> parts) {
    private static final int BYTES = 16 << 20;

    enum Kind {
        APPLICATION,
        LIBRARY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param purl its package URL, which says what kind of package it is
     * @param licences as its source states them
     * @param digest of the source it was taken from
     */
    record Part(String purl, String name, String version, Kind kind, List<String> licences, Optional<Digest> digest) {}

    Bill {
        TreeMap<String, Part> once = new TreeMap<>();
        parts.stream().sorted(Comparator.comparing(Part::kind)).forEach(part -> once.putIfAbsent(part.purl(), part));
        parts = List.copyOf(once.values());
    }

    Bill with(Bill more) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(more.parts);
        return new Bill(all);
    }

    byte[] bytes() {
        return StrictJson.write(parts.stream()
                .map(part -> List.of(
                        part.purl(),
                        part.name(),
                        part.version(),
                        part.kind().name(),
                        part.licences(),
                        part.digest().map(Digest::toString).orElse("")))
                .toList());
    }

    static Bill parse(String resource, byte[] bytes) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : StrictJson.parse(bytes, BYTES, resource)) {
            List<String> licences = new ArrayList<>();
            part.path(4).forEach(licence -> licences.add(licence.asText()));
            String digest = part.path(5).asText();
            parts.add(new Part(
                    part.path(0).asText(),
                    part.path(1).asText(),
                    part.path(2).asText(),
                    Kind.valueOf(part.path(3).asText()),
                    licences,
                    digest.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(digest))));
        }
        return new Bill(parts);
    }
}
