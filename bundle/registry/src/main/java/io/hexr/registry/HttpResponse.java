package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** An answer whose body is still on its way. Closing gives the connection back where the body was read to its end, and ends it otherwise. */
final class HttpResponse implements AutoCloseable {
    /** A short rest is read away to keep the connection; a long one costs more than a new connection. */
    private static final int WORTH_DRAINING = 64 << 10;

    private final HttpRequest request;
    private final ResponseHead head;
    private final Wire wire;
    private final AnswerBody body;
    private final Consumer<Wire> giveBack;
    private boolean closed;
    private byte @Nullable [] held;

    HttpResponse(HttpRequest request, ResponseHead head, Wire wire, Consumer<Wire> giveBack) {
        this.request = request;
        this.head = head;
        this.wire = wire;
        this.giveBack = giveBack;
        this.body = AnswerBody.of(request, head, wire);
    }

    HttpRequest request() {
        return request;
    }

    int status() {
        return head.status();
    }

    Headers headers() {
        return head.headers();
    }

    ResponseHead head() {
        return head;
    }

    /** The body; its failures are {@link RegistryException}s that name the request. */
    InputStream body() {
        return body;
    }

    /** Takes the whole body now, where the request wanted that. */
    HttpResponse taken() {
        if (request.answerLimit() != HttpRequest.STREAMED && status() < 300) {
            held = bytes(request.answerLimit());
        }
        return this;
    }

    /** The whole body, refused beyond the limit. */
    byte[] bytes(int limit) {
        if (held != null) {
            return held;
        }
        try {
            byte[] all = body.readNBytes(limit + 1);
            if (all.length > limit) {
                throw new RegistryException.ProtocolViolation(
                        request.label(), "the answer is longer than " + limit + " bytes");
            }
            return all;
        } catch (IOException e) {
            throw wire.failure(request.label(), e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (head.keepsAlive() && drained()) {
            giveBack.accept(wire);
        } else {
            wire.close();
        }
    }

    private boolean drained() {
        try {
            if (body.left() <= WORTH_DRAINING) {
                body.skipNBytes(body.left());
            }
            return body.ended();
        } catch (IOException | RegistryException e) {
            return false;
        }
    }
}
