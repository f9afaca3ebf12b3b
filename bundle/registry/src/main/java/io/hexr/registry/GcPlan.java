package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** What the collector would remove: a list to review, then to apply. */
public record GcPlan(GcPolicy policy, List<Item> items) {
    private static final long LEASE = 100L * 365 * 86_400;

    /** One thing that may go. */
    public sealed interface Item {
        Digest digest();

        long bytes();
    }

    /** A manifest that no tag leads to. */
    public record UntaggedManifest(String repository, Digest digest, long bytes) implements Item {}

    /** A blob that no manifest of its repository needs. */
    public record UnusedBlob(String repository, Digest digest, long bytes) implements Item {}

    /** Content that no repository links to, now or once the items above are gone. */
    public record UnlinkedContent(Digest digest, long bytes) implements Item {}

    public GcPlan {
        items = List.copyOf(items);
    }

    private static final String SCHEMA = "hexr.io/registry-gc-plan/v1";
    private static final int BYTES = 64 << 20;

    /** As it is kept in a file, for people to review. */
    public byte[] bytes() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("untagged", policy.untagged() == GcPolicy.Untagged.REMOVE);
        all.put("leaseSeconds", policy.lease().toSeconds());
        all.put("remove", items.stream().map(GcPlan::line).toList());
        return StrictJson.write(all);
    }

    private static Map<String, Object> line(Item item) {
        Map<String, Object> line = new LinkedHashMap<>();
        switch (item) {
            case UntaggedManifest m -> {
                line.put("what", "manifest");
                line.put("repository", m.repository());
            }
            case UnusedBlob b -> {
                line.put("what", "blob");
                line.put("repository", b.repository());
            }
            case UnlinkedContent _ -> line.put("what", "content");
        }
        line.put("digest", item.digest().toString());
        line.put("size", item.bytes());
        return line;
    }

    /** Reads a reviewed list; one shortened by hand is one, and what is not garbage any more stays whatever it says. */
    public static GcPlan read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES + 1);
        } catch (IOException e) {
            throw new RegistryException.BadPlan(file, String.valueOf(e.getMessage()), e);
        }
        try {
            JsonFields root = JsonFields.parse(bytes, BYTES, file.toString());
            if (!root.text("schema").equals(Optional.of(SCHEMA))) {
                throw new RegistryException.BadPlan(file, "its schema is not " + SCHEMA, null);
            }
            List<Item> items = new ArrayList<>();
            for (Object line : root.list("remove")) {
                items.add(item(new JsonFields(line instanceof Map<?, ?> map ? map : Map.of())));
            }
            boolean untagged = root.fields().get("untagged") instanceof Boolean remove && remove;
            return new GcPlan(
                    new GcPolicy(
                            untagged ? GcPolicy.Untagged.REMOVE : GcPolicy.Untagged.KEEP,
                            Duration.ofSeconds(
                                    Math.clamp(root.number("leaseSeconds").orElse(0L), 0, LEASE))),
                    items);
        } catch (OciException | IllegalArgumentException e) {
            throw new RegistryException.BadPlan(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Item item(JsonFields line) {
        Digest digest = Digest.parse(line.text("digest").orElse(""));
        String repository = line.text("repository").orElse("");
        long size = Math.max(0, line.number("size").orElse(0L));
        return switch (line.text("what").orElse("")) {
            case "manifest" -> new UntaggedManifest(repository, digest, size);
            case "blob" -> new UnusedBlob(repository, digest, size);
            case "content" -> new UnlinkedContent(digest, size);
            default -> throw new IllegalArgumentException("an entry is neither manifest, blob nor content");
        };
    }

    /** What the disk gains. */
    public long freedBytes() {
        return items.stream()
                .filter(item -> item instanceof UnlinkedContent)
                .mapToLong(Item::bytes)
                .sum();
    }
}
