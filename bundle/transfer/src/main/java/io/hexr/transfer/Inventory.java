package io.hexr.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.format.Contents;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * What a destination holds, stated by the receiver: small enough to be carried to whoever downloads the next bundle, which then leaves those blobs out.
 * It proves nothing: a wrong one makes a bundle larger, or one whose push lists what is missing before the first byte is sent.
 */
public record Inventory(String registry, Instant taken, List<String> releases, NavigableSet<Digest> blobs) {
    private static final String SCHEMA = "hexr.io/inventory/v1";
    private static final int BYTES = 32 << 20;
    private static final int MOST = 200_000;

    public Inventory {
        releases = List.copyOf(releases);
        blobs = java.util.Collections.unmodifiableNavigableSet(new TreeSet<>(blobs));
    }

    /**
     * Asks the registry: the files of its releases say what may be there, and each blob of them is asked for. The files need not be signed by anyone
     * believed, for nothing is taken from them that was not found.
     */
    public static Inventory of(Destination registry, Instant now, Runnable asked) {
        RegistryReleases releases = new RegistryReleases(registry);
        List<String> titles = new java.util.ArrayList<>();
        Set<Digest> blobs = new HashSet<>();
        for (RegistryReleases.Tagged tagged : releases.all()) {
            Contents contents = contents(releases, tagged);
            titles.add(contents.title());
            List<Descriptor> unknown = contents.descriptors().stream()
                    .filter(descriptor -> !blobs.contains(descriptor.digest()))
                    .toList();
            blobs.addAll(RepositoriesSource.of(registry, contents).locate(unknown, asked));
        }
        return new Inventory(registry.toString(), now, titles.stream().sorted().toList(), new TreeSet<>(blobs));
    }

    private static Contents contents(RegistryReleases releases, RegistryReleases.Tagged tagged) {
        String place = releases.place(tagged.tags().getFirst());
        byte[] written = releases.files(tagged).files().get(Contents.PATH);
        return Contents.parse(place, written == null ? new byte[0] : written);
    }

    /** The file has its name only when it is on the disk; what was there before is replaced. */
    public void write(Path file) {
        OneFile.write(file, bytes());
    }

    /** As it is kept in a file. */
    public byte[] bytes() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("registry", registry);
        all.put("taken", taken.toString());
        all.put("releases", releases);
        all.put("blobs", blobs.stream().map(Digest::toString).toList());
        return StrictJson.write(all);
    }

    /**
     * What a signature of an inventory covers: one line of {@code sha256sum}, so that stock tools check it, with a name that no release has.
     */
    public static byte[] statement(byte[] file) {
        return (Digest.of(file).hex() + "  inventory.json\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the file begins as an inventory does, and not as an archive. */
    public static boolean isMeant(Path file) {
        return !java.nio.file.Files.isDirectory(file) && ListFile.begin(file) == '{';
    }

    public static byte[] read(Path file) {
        return ListFile.read(file, BYTES);
    }

    /** Reads what {@link #bytes} wrote. @throws TransferException.ListRefused where it has another form */
    public static Inventory parse(Path file, byte[] bytes) {
        try {
            JsonNode root = StrictJson.parse(bytes, BYTES, file.toString());
            if (!root.path("schema").asText("").equals(SCHEMA)) {
                throw new TransferException.ListRefused(
                        file.toString(), "is no inventory: its schema is not " + SCHEMA);
            }
            if (root.path("blobs").size() > MOST) {
                throw new TransferException.ListRefused(file.toString(), "names more than " + MOST + " blobs");
            }
            NavigableSet<Digest> blobs = new TreeSet<>();
            root.path("blobs").forEach(blob -> blobs.add(Digest.parse(blob.asText(""))));
            List<String> releases = new java.util.ArrayList<>();
            root.path("releases").forEach(release -> releases.add(release.asText("")));
            Inventory read = new Inventory(
                    root.path("registry").asText(""),
                    Instant.parse(root.path("taken").asText("")),
                    releases,
                    blobs);
            if (!java.util.Arrays.equals(read.bytes(), bytes)) {
                throw new TransferException.ListRefused(
                        file.toString(), "is not in the form an inventory is written in");
            }
            return read;
        } catch (OciException | DateTimeException e) {
            throw new TransferException.ListRefused(file.toString(), "is no inventory: " + e.getMessage());
        }
    }
}
