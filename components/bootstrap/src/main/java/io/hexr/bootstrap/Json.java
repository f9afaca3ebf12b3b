package io.hexr.bootstrap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON read strictly: no field twice, nothing behind the end, no depth without end, and in our own documents no field that is not known. */
final class Json {
    private static final int DEPTH = 40;

    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    private static ObjectMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
        mapper.getFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEPTH).build());
        return mapper;
    }

    static JsonNode parse(String document, byte[] bytes) {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (tree == null || !tree.isObject()) {
                throw new BootstrapException.DocumentInvalid(document, "is no JSON object");
            }
            return tree;
        } catch (IOException e) {
            throw new BootstrapException.DocumentInvalid(
                    document, "is no JSON: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    static void requireOnly(String document, JsonNode tree, String... known) {
        Set<String> fields = Set.of(known);
        tree.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                throw new BootstrapException.DocumentInvalid(
                        document, "has a field this program does not know: " + field);
            }
        });
    }

    static String text(String document, JsonNode tree, String field) {
        if (!tree.path(field).isTextual()) {
            throw new BootstrapException.DocumentInvalid(document, "has no text in " + field);
        }
        return tree.path(field).asText();
    }

    static List<String> texts(String document, JsonNode tree, String field) {
        List<String> all = new ArrayList<>();
        for (JsonNode one : tree.path(field)) {
            if (!one.isTextual()) {
                throw new BootstrapException.DocumentInvalid(document, "has something other than text in " + field);
            }
            all.add(one.asText());
        }
        return List.copyOf(all);
    }
}
