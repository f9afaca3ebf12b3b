package io.hexr.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A request whose head was found well-formed. Path and query are decoded; header names are lower case. */
record ServerRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        Framing framing,
        Persistence persistence) {

    /** How the body's end is known. */
    sealed interface Framing {
        record Fixed(long length) implements Framing {}

        record Chunked() implements Framing {}
    }

    enum Persistence {
        KEEP_ALIVE,
        CLOSE
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean expectsContinue() {
        return "100-continue".equalsIgnoreCase(headers.get("expect"));
    }

    /** The length its head states; empty for a chunked body. */
    Optional<Long> statedLength() {
        return framing instanceof Framing.Fixed fixed ? Optional.of(fixed.length()) : Optional.empty();
    }

    /** Reads a request's body; what it does not read the connection deals with. */
    interface Body {
        /** Up to {@code into.length} bytes, -1 at the body's end. */
        int read(byte[] into) throws IOException;
    }
}
