package io.hexr.bootstrap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a model consists of: files, each of chunks that are layers of the artifact. Everything is checked before the first byte of it is fetched: names that
 * lead out of the folder, chunks that no layer holds, sizes that do not add up.
 */
record Model(List<File> files) {
    static final String CONFIG = "application/vnd.hexr.model.config.v1+json";
    static final int MANIFEST_BYTES = 4 << 20;
    static final int CONFIG_BYTES = 1 << 20;
    private static final int NAME = 255;

    /** A part of a file as the registry has it. */
    record Chunk(String digest, long size) {}

    record File(String name, long size, String digest, List<Chunk> chunks) {
        File {
            chunks = List.copyOf(chunks);
        }
    }

    Model {
        files = List.copyOf(files);
    }

    /** Where the config of this manifest lies. */
    static Chunk config(String what, JsonNode manifest) {
        JsonNode config = manifest.path("config");
        if (!config.path("mediaType").asText().equals(CONFIG)) {
            throw new BootstrapException.DocumentInvalid(
                    what,
                    "is no model: its config is " + config.path("mediaType").asText("missing"));
        }
        Chunk chunk = new Chunk(digest(what, config), config.path("size").asLong(-1));
        if (chunk.size() < 0 || chunk.size() > CONFIG_BYTES) {
            throw new BootstrapException.DocumentInvalid(what, "has a config of " + chunk.size() + " bytes");
        }
        return chunk;
    }

    static Model of(String what, JsonNode manifest, JsonNode config) {
        Map<String, Long> layers = new HashMap<>();
        for (JsonNode layer : manifest.path("layers")) {
            layers.put(digest(what, layer), layer.path("size").asLong(-1));
        }
        List<File> files = new ArrayList<>();
        Set<String> twins = new HashSet<>();
        for (JsonNode file : config.path("files")) {
            String name = Json.text(what, file, "name");
            requirePlain(what, name);
            if (!twins.add(name.toLowerCase(Locale.ROOT))) {
                throw new BootstrapException.DocumentInvalid(what, "has " + name + " twice");
            }
            List<Chunk> chunks = new ArrayList<>();
            long sum = 0;
            for (String chunk : Json.texts(what, file, "chunks")) {
                long size = layers.getOrDefault(chunk, -1L);
                if (size < 0) {
                    throw new BootstrapException.DocumentInvalid(
                            what, "has " + name + " of " + chunk + ", which is no layer of it");
                }
                chunks.add(new Chunk(chunk, size));
                sum += size;
            }
            long size = file.path("size").asLong(-1);
            if (size != sum) {
                throw new BootstrapException.DocumentInvalid(
                        what, "says that " + name + " has " + size + " bytes, its chunks have " + sum);
            }
            files.add(new File(name, size, digest(what, file), chunks));
        }
        return new Model(files);
    }

    private static String digest(String what, JsonNode of) {
        String digest = of.path("digest").asText();
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new BootstrapException.DocumentInvalid(what, "names something without a sha256 digest");
        }
        return digest;
    }

    /** A path below the folder and nothing else, on every file system; nothing in the folder this program keeps its state in. */
    private static void requirePlain(String what, String name) {
        boolean plain = name.length() <= NAME
                && name.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '\\' && c != ':')
                && !name.startsWith(ModelCopy.STATE);
        for (String step : name.split("/", -1)) {
            plain &= !step.isEmpty() && !step.equals(".") && !step.equals("..");
        }
        if (!plain) {
            throw new BootstrapException.DocumentInvalid(what, "names a file that is no plain path below its folder");
        }
    }
}
