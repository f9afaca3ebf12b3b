package io.hexr.registry;

import java.util.Optional;

/**
 * One request as it is sent. The purpose says which hosts it may go to; the part is what of the body is sent; a step that is not repeatable is never sent
 * twice without asking what became of it.
 */
record HttpRequest(
        String method,
        HttpUrl url,
        Headers headers,
        Optional<Part> part,
        EgressPolicy.Purpose purpose,
        Repeat repeat,
        int answerLimit) {

    /** The answer is handed on while it arrives. */
    static final int STREAMED = -1;

    /** Whether sending it twice does what sending it once does. */
    enum Repeat {
        SAFE,
        NEVER
    }

    /** A stretch of a body. */
    record Part(Body body, long from, long count) {
        static Part whole(Body body) {
            return new Part(body, 0, body.length());
        }
    }

    static HttpRequest to(String method, HttpUrl url) {
        return new HttpRequest(
                method, url, Headers.NONE, Optional.empty(), EgressPolicy.Purpose.REGISTRY, Repeat.SAFE, STREAMED);
    }

    HttpRequest with(String name, String value) {
        return new HttpRequest(method, url, headers.with(name, value), part, purpose, repeat, answerLimit);
    }

    HttpRequest sending(Part stretch) {
        return new HttpRequest(method, url, headers, Optional.of(stretch), purpose, repeat, answerLimit);
    }

    HttpRequest sending(byte[] bytes) {
        return sending(Part.whole(Body.of(bytes)));
    }

    HttpRequest at(HttpUrl other, EgressPolicy.Purpose forWhat) {
        return new HttpRequest(method, other, headers, part, forWhat, repeat, answerLimit);
    }

    /** The answer is taken as a whole, so that one that breaks off is asked for again. */
    HttpRequest answeredWithin(int bytes) {
        return new HttpRequest(method, url, headers, part, purpose, repeat, bytes);
    }

    HttpRequest onlyOnce() {
        return new HttpRequest(method, url, headers, part, purpose, Repeat.NEVER, answerLimit);
    }

    /** For messages. */
    String label() {
        return method + " " + url;
    }
}
