package io.hexr.assembly;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    /**
     * For the cache: the parts below a line with their checksum, since nothing else would tell a damaged bill from a whole one.
     *
     * @param of what the bill was written for, in one line
     */
    byte[] bytes(String of) {
        byte[] written = StrictJson.write(parts.stream()
                .map(part -> List.of(
                        part.purl(),
                        part.name(),
                        part.version(),
                        part.kind().name(),
                        part.licences(),
                        part.digest().map(Digest::toString).orElse("")))
                .toList());
        byte[] line = (of + " " + Digest.of(written) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(line, line.length + written.length);
        System.arraycopy(written, 0, all, line.length, written.length);
        return all;
    }

    /** @throws AssemblyException.SourceUnreadable where the file is not one that this program wrote for the same, byte for byte */
    static Bill read(Path file, String of) {
        byte[] bytes = SmallFile.read("the kept bill", file, BYTES);
        int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n');
        byte[] parts = Arrays.copyOfRange(bytes, end + 1, bytes.length);
        String line = new String(bytes, 0, Math.max(end, 0), StandardCharsets.ISO_8859_1);
        if (!line.equals(of + " " + Digest.of(parts))) {
            throw new AssemblyException.SourceUnreadable("the kept bill", file, "is damaged or of another image");
        }
        return parse(file, parts);
    }

    private static Bill parse(Path file, byte[] bytes) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : StrictJson.parse(bytes, BYTES, file.toString())) {
            List<String> licences = new ArrayList<>();
            part.path(4).forEach(licence -> licences.add(licence.asText()));
            String digest = part.path(5).asText();
            parts.add(new Part(
                    part.path(0).asText(),
                    part.path(1).asText(),
                    part.path(2).asText(),
                    kind(file, part.path(3).asText()),
                    licences,
                    digest.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(digest))));
        }
        return new Bill(parts);
    }

    private static Kind kind(Path file, String name) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new AssemblyException.SourceUnreadable("the kept bill", file, "names an unknown kind of part"));
    }
}
