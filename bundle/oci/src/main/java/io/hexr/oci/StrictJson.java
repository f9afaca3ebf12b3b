package io.hexr.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The one way JSON is read and written. Reading refuses duplicate keys, trailing bytes, nesting beyond {@link Limits#JSON_DEPTH} and documents beyond the
 * caller's cap; writing is deterministic: keys sorted, two spaces, LF, a final LF.
 */
public final class StrictJson {
    private static final int NAME_LENGTH = 4096;
    private static final int NUMBER_LENGTH = 40;

    /**
     * A tree costs some fifty bytes a node, however short its text. Real documents have fifteen bytes and more to a token (a descriptor: nine tokens in
     * 150 bytes), so a document of nothing but tokens is refused at a multiple of its cap that can be borne.
     */
    private static final int BYTES_PER_TOKEN = 8;

    private static final int FEW_TOKENS = 4096;

    /** Of a document that is read token by token, the longest text anyone asks for. */
    private static final int WALKED_TEXT = 1 << 20;

    /** By cap; the caps are constants of their callers, so there are a dozen. */
    private static final ConcurrentMap<Integer, JsonFactory> FACTORIES = new ConcurrentHashMap<>();

    private static final ConcurrentMap<Integer, JsonMapper> MAPPERS = new ConcurrentHashMap<>();

    private static final DefaultPrettyPrinter LAYOUT = layout();

    private StrictJson() {}

    /** A mapper with the strict reader and the deterministic writer, for records of the caller's wire shapes; unknown properties are refused. */
    public static JsonMapper mapper(int maxBytes) {
        return MAPPERS.computeIfAbsent(maxBytes, StrictJson::build);
    }

    private static JsonMapper build(int maxBytes) {
        return JsonMapper.builder(factory(maxBytes))
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(com.fasterxml.jackson.databind.MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .defaultPrettyPrinter(LAYOUT)
                .build();
    }

    private static DefaultPrettyPrinter layout() {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
    }

    private static JsonFactory factory(int maxBytes) {
        return FACTORIES.computeIfAbsent(maxBytes, StrictJson::newFactory);
    }

    private static JsonFactory newFactory(int maxBytes) {
        return JsonFactory.builder()
                .streamReadConstraints(constraints(maxBytes, maxBytes))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    private static StreamReadConstraints constraints(int maxBytes, int maxText) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(Limits.JSON_DEPTH)
                .maxStringLength(maxText)
                .maxNameLength(NAME_LENGTH)
                .maxNumberLength(NUMBER_LENGTH)
                .maxDocumentLength(maxBytes)
                .maxTokenCount(Math.max(FEW_TOKENS, maxBytes / BYTES_PER_TOKEN))
                .build();
    }

    /** The strict reader token by token, for documents that are too large for a tree; the caller sees to what follows the document. */
    public static JsonParser parser(byte[] bytes, int maxBytes) throws IOException {
        return factory(maxBytes).createParser(bytes);
    }

    /**
     * The same of a document that need not be in memory: besides the text at hand nothing is kept but the names of the objects that are open, which the caller
     * counts.
     */
    public static JsonParser parser(InputStream utf8, int maxBytes) throws IOException {
        return JsonFactory.builder()
                .streamReadConstraints(constraints(maxBytes, Math.min(maxBytes, WALKED_TEXT)))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // a table of all names that ever occurred would grow with the document
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build()
                .createParser(new InputStreamReader(utf8, StandardCharsets.UTF_8.newDecoder()));
    }

    /** Parses a whole document. @throws OciException.MalformedDocument naming the resource */
    public static JsonNode parse(byte[] bytes, int maxBytes, String resource) {
        if (bytes.length > maxBytes) {
            throw new OciException.TooLarge(resource, bytes.length, maxBytes);
        }
        String text = utf8(bytes, resource);
        try (JsonParser parser = factory(maxBytes).createParser(text)) {
            if (parser.nextToken() == null) {
                throw new OciException.MalformedDocument(resource, "is empty");
            }
            JsonNode node = JsonTrees.read(parser);
            if (parser.nextToken() != null) {
                throw new OciException.MalformedDocument(resource, "is followed by something else");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new OciException.MalformedDocument(
                    resource, "is not the JSON expected: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("text at hand cannot be read", e);
        }
    }

    /** Strictly UTF-8 without a mark: a reader that guesses encodings could be shown another document than one that does not. */
    private static String utf8(byte[] bytes, String resource) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.startsWith("\uFEFF")) {
                throw new OciException.MalformedDocument(resource, "begins with a byte order mark");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new OciException.MalformedDocument(resource, "is not UTF-8", e);
        }
    }

    /** Parses a whole document into a record. @throws OciException.MalformedDocument naming the resource */
    public static <T> T parse(byte[] bytes, int maxBytes, String resource, Class<T> shape) {
        JsonNode node = parse(bytes, maxBytes, resource);
        if (node.isNull()) { // which the mapper would return as no object at all
            throw new OciException.MalformedDocument(resource, "is null");
        }
        try {
            return mapper(maxBytes).treeToValue(node, shape);
        } catch (JsonProcessingException e) {
            throw new OciException.MalformedDocument(
                    resource, "has an unexpected field or type: " + e.getOriginalMessage(), e);
        }
    }

    /** Deterministic bytes of a node, map, list or record; object keys sorted, a final LF. */
    public static byte[] write(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = factory(Integer.MAX_VALUE).createGenerator(out)) {
            generator.setPrettyPrinter(LAYOUT.createInstance());
            JsonTrees.write(generator, value);
        } catch (IOException e) {
            throw new IllegalStateException("a value of ours cannot be written as JSON", e);
        }
        out.write('\n');
        return out.toByteArray();
    }
}
