package io.hexr.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * What a prune would remove from a destination: a list to review, then to apply. It says which releases it keeps, so that applying it can ask again.
 *
 * @param inUse whether what is in use was considered; then it must be again
 * @param freeable bytes that no kept release needs; the registry's own collector frees them once the manifests are gone
 */
public record PrunePlan(
        String registry, List<String> kept, List<String> removed, InUse inUse, List<Item> items, long freeable) {
    private static final String SCHEMA = "hexr.io/prune-plan/v1";
    private static final int BYTES = 32 << 20;
    private static final int MOST = 100_000;

    /** Whether a list of digests in use was given. */
    public enum InUse {
        GIVEN,
        NOT_GIVEN
    }

    /** One manifest, with the reason for people: the releases it belonged to. */
    public record Item(String repository, Descriptor manifest, String of) {
        boolean isSame(Item other) {
            return repository.equals(other.repository) && manifest.digest().equals(other.manifest.digest());
        }
    }

    public PrunePlan {
        kept = List.copyOf(kept);
        removed = List.copyOf(removed);
        items = List.copyOf(items);
    }

    /** The file has its name only when it is on the disk; what was there before is replaced. */
    public void write(Path file) {
        OneFile.write(file, bytes());
    }

    public byte[] bytes() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("registry", registry);
        all.put("keepReleases", kept);
        all.put("removeReleases", removed);
        all.put("inUse", inUse == InUse.GIVEN);
        all.put("freeable", freeable);
        all.put("remove", items.stream().map(PrunePlan::line).toList());
        return StrictJson.write(all);
    }

    private static Map<String, Object> line(Item item) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("repository", item.repository());
        line.put("digest", item.manifest().digest().toString());
        line.put("mediaType", item.manifest().mediaType());
        line.put("size", item.manifest().size());
        line.put("of", item.of());
        return line;
    }

    /** Reads a reviewed list; one shortened by hand is one. @throws TransferException.ListRefused where it is no such list */
    public static PrunePlan read(Path file) {
        try {
            JsonNode root = StrictJson.parse(ListFile.read(file, BYTES), BYTES, file.toString());
            if (!root.path("schema").asText("").equals(SCHEMA)) {
                throw new TransferException.ListRefused(
                        file.toString(), "is no list of a prune: its schema is not " + SCHEMA);
            }
            if (root.path("remove").size() > MOST) {
                throw new TransferException.ListRefused(file.toString(), "has more than " + MOST + " entries");
            }
            List<Item> items = new ArrayList<>();
            root.path("remove").forEach(line -> items.add(item(line)));
            return new PrunePlan(
                    root.path("registry").asText(""),
                    texts(root.path("keepReleases")),
                    texts(root.path("removeReleases")),
                    root.path("inUse").asBoolean(true) ? InUse.GIVEN : InUse.NOT_GIVEN,
                    items,
                    root.path("freeable").asLong(0));
        } catch (OciException e) {
            throw new TransferException.ListRefused(file.toString(), "is no list of a prune: " + e.getMessage());
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(text -> all.add(text.asText("")));
        return all;
    }

    private static Item item(JsonNode line) {
        Descriptor manifest = Descriptor.of(
                line.path("mediaType").asText(""),
                Digest.parse(line.path("digest").asText("")),
                line.path("size").asLong(0));
        return new Item(
                line.path("repository").asText(""), manifest, line.path("of").asText(""));
    }
}
