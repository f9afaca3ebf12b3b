package io.hexr.registry;

import java.util.Optional;

/** What a connection asks of the server behind it. */
interface ServerWork {
    /** An answer; who asked, where the request said so with success; and what failed inside. */
    record Answer(ServerResponse response, Optional<String> user, Optional<String> failure) {}

    /** Body bytes in, body bytes out, and the time between first byte and last. */
    record Traffic(long received, long sent, long nanos) {}

    /** Handles one request. @throws ServerRefusal.Malformed where the body breaks its framing */
    Answer answer(ServerRequest request, ServerRequest.Body body, String remote);

    void done(ServerRequest request, Answer answer, String remote, Traffic traffic);

    /** A connection ended in the middle of something. */
    void lost();

    void malformed();

    /** Called now and then. */
    void tick();

    /** Whether connections are to end after their present answer. */
    boolean draining();
}
