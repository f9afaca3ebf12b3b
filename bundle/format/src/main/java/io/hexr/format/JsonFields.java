package io.hexr.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * Reads a JSON document field by field, so that a hostile one costs no more than its bytes: every list and string is capped while it is read, and the
 * first unknown, repeated or ill-typed field ends it. Only printable ASCII and line feeds may stand in the document.
 */
final class JsonFields {
    private final String resource;
    private final JsonParser parser;

    private JsonFields(String resource, JsonParser parser) {
        this.resource = resource;
        this.parser = parser;
    }

    /** Reads one object that is the whole document. */
    static void readObject(String resource, byte[] bytes, int maxBytes, Consumer<JsonFields> body) {
        requireAscii(resource, bytes, maxBytes);
        try (JsonParser parser = StrictJson.parser(bytes, maxBytes)) {
            JsonFields fields = new JsonFields(resource, parser);
            fields.advance();
            body.accept(fields);
            if (parser.nextToken() != null) {
                throw fields.refused("something follows the document");
            }
        } catch (IOException e) {
            throw new BundleException.Invalid(resource, "is not the JSON expected: " + firstLine(e), e);
        } catch (OciException e) {
            // a value of the document that its own type refuses, such as a media type
            throw new BundleException.Invalid(resource, String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireAscii(String resource, byte[] bytes, int maxBytes) {
        if (bytes.length > maxBytes) {
            throw new BundleException.Invalid(resource, "has " + bytes.length + " bytes, at most " + maxBytes);
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n' && (bytes[i] < 0x20 || bytes[i] > 0x7e)) {
                throw new BundleException.Invalid(resource, "byte " + i + " is not printable ASCII");
            }
        }
    }

    private static String firstLine(IOException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
        return message.lines().findFirst().orElse("");
    }

    /** The fields of the object at hand; {@code field} must consume the value of each or call {@link #unknown}. */
    void object(Consumer<String> field) {
        require(JsonToken.START_OBJECT, "an object");
        while (advance() == JsonToken.FIELD_NAME) {
            String name = name();
            advance();
            field.accept(name);
        }
        require(JsonToken.END_OBJECT, "the end of an object");
    }

    <T> List<T> list(int max, Supplier<T> element) {
        require(JsonToken.START_ARRAY, "a list");
        List<T> all = new ArrayList<>();
        while (advance() != JsonToken.END_ARRAY) {
            if (all.size() == max) {
                throw refused("has more than " + max + " elements");
            }
            all.add(element.get());
        }
        return all;
    }

    String text(int max) {
        require(JsonToken.VALUE_STRING, "a string");
        try {
            if (parser.getTextLength() > max) {
                throw refused("has more than " + max + " characters");
            }
            String text = parser.getText();
            if (!text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
                throw refused("holds a character that is not printable ASCII");
            }
            return text;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    Digest digest() {
        String text = text(200);
        try {
            Digest digest = Digest.parse(text);
            if (digest.algorithm() != Digest.Algorithm.SHA256) {
                throw refused("is not a sha256 digest; a bundle holds no other");
            }
            return digest;
        } catch (OciException.MalformedDigest e) {
            throw new BundleException.Invalid(resource, where() + " " + e.getMessage(), e);
        }
    }

    long number(long max) {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            long value = parser.getLongValue();
            if (value < 0 || value > max) {
                throw refused("is outside 0 to " + max);
            }
            return value;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Passes over a value that another version may know; only the first look at the format version does so. */
    void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    BundleException unknown(String field) {
        return refused("has no field " + BundleException.quoted(field));
    }

    BundleException refused(String rule) {
        return new BundleException.Invalid(resource, where() + " " + rule);
    }

    private String where() {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return pointer.isEmpty() ? "/" : BundleException.quoted(pointer);
    }

    private String name() {
        try {
            return Objects.requireNonNull(parser.currentName());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private JsonToken advance() {
        try {
            JsonToken next = parser.nextToken();
            if (next == null) {
                throw refused("ends too early");
            }
            return next;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void require(JsonToken token, String what) {
        if (parser.currentToken() != token) {
            throw refused("is not " + what);
        }
    }

    private BundleException broken(IOException e) {
        return new BundleException.Invalid(resource, where() + " is not the JSON expected: " + firstLine(e), e);
    }
}
