package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.hexr.oci.Limits;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * Goes through a large JSON document of somebody else, field by field, and keeps nothing of it. What is not of the kind that is asked for is passed over: such
 * documents say more than anyone here wants to know.
 */
final class JsonWalk {
    private final JsonParser parser;
    private final int mostNames;
    /** By depth, of the last object there: the parser remembers them to find the second of a kind, and forgets them only where the next one opens. */
    private final int[] names = new int[Limits.JSON_DEPTH + 2];

    private int remembered;

    private JsonWalk(JsonParser parser, int mostNames) {
        this.parser = parser;
        this.mostNames = mostNames;
    }

    /**
     * Reads a whole document.
     *
     * @param mostNames of an object, those around it and the last within it together
     * @throws OciException.MalformedDocument where it is no such JSON
     */
    static void read(String resource, InputStream in, int maxBytes, int mostNames, Consumer<JsonWalk> body)
            throws IOException {
        try (JsonParser parser = StrictJson.parser(in, maxBytes)) {
            JsonWalk walk = new JsonWalk(parser, mostNames);
            walk.advance();
            body.accept(walk);
            if (parser.nextToken() != null) {
                throw new OciException.MalformedDocument(resource, "is followed by something else");
            }
        } catch (Wrong e) {
            throw new OciException.MalformedDocument(resource, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw judged(resource, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw judged(resource, e);
        }
    }

    /** Whether the document is at fault, or the disk. */
    private static IOException judged(String resource, IOException e) {
        return switch (e) {
            case JsonProcessingException broken ->
                throw new OciException.MalformedDocument(
                        resource, "is not the JSON expected: " + broken.getOriginalMessage(), e);
            case CharacterCodingException _ -> throw new OciException.MalformedDocument(resource, "is not UTF-8", e);
            default -> e;
        };
    }

    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String rule) {
            super(rule);
        }
    }

    /** The fields of the object at hand, each of which must be read or skipped; nothing where there is none. */
    void object(Consumer<String> field) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            skip();
            return;
        }
        while (advance() == JsonToken.FIELD_NAME) {
            String name = name();
            advance();
            field.accept(name);
        }
    }

    /** The elements of the list at hand; nothing where there is none. */
    void list(Runnable element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            skip();
            return;
        }
        while (advance() != JsonToken.END_ARRAY) {
            element.run();
        }
    }

    /** The text at hand; empty where it is none. */
    String text() {
        try {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        skip();
        return "";
    }

    void skip() {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); ; token = advance()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private String name() {
        try {
            return Objects.requireNonNull(parser.currentName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonToken advance() {
        try {
            JsonToken next = parser.nextToken();
            if (next == null) {
                throw new Wrong("ends too early");
            }
            int depth = parser.getParsingContext().getNestingDepth();
            if (next.isStructStart()) {
                remembered -= names[depth];
                names[depth] = 0;
            } else if (next == JsonToken.FIELD_NAME) {
                names[depth]++;
                if (++remembered > mostNames) {
                    throw new Wrong("has more than " + mostNames
                            + " fields in an object, those around it and the last within it");
                }
            }
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
