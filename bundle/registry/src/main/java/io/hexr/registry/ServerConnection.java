package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One peer: reads a request, has it answered, sends the answer, goes on. Every wait has a deadline that {@link #overdue} tells; whoever sends or takes a
 * body too slowly, or holds a connection without using it, loses it.
 */
final class ServerConnection {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int SMALL = 64 << 10;
    private static final long DRAINED = 256 << 10;
    private static final long PIECE = 8L << 20;
    private static final Duration LINGER = Duration.ofSeconds(5);
    private final ServerTransport transport;
    private final ServerInput input;
    private final ServerWork work;
    private final ServerLimits limits;
    private final String remote;
    private volatile long deadline;
    private volatile boolean idle;

    ServerConnection(ServerTransport transport, String remote, ServerWork work, ServerLimits limits) {
        this.transport = transport;
        this.input = new ServerInput(transport);
        this.remote = remote;
        this.work = work;
        this.limits = limits;
        within(limits.headTime());
    }

    boolean overdue(long now) {
        long at = deadline;
        return at != NEVER && now - at > 0;
    }

    boolean idle() {
        return idle;
    }

    /** Ends the connection from outside; a blocked read or write fails. */
    void close() {
        transport.close();
    }

    void serve() {
        try {
            boolean more = true;
            while (more) {
                within(limits.idleTime());
                idle = true;
                boolean arrived = input.await();
                idle = false;
                more = arrived && exchange();
            }
        } catch (IOException | ServerRefusal.Gone e) {
            // the peer went away, or its time was over and the connection was closed under it
            work.lost();
        } finally {
            transport.close();
        }
    }

    /** Answers before any request is read. */
    void refuse(int status, String message) {
        try {
            within(LINGER);
            send(
                    ServerResponse.error(status, ServerCode.TOOMANYREQUESTS.name(), message)
                            .with(Map.of("Retry-After", "5", "Connection", "close")),
                    false);
            lingeringClose();
        } catch (IOException e) {
            // it was to be closed
        } finally {
            transport.close();
        }
    }

    private boolean exchange() throws IOException {
        long began = System.nanoTime();
        within(limits.headTime());
        ServerRequest request;
        try {
            byte[] head = input.head(limits.headBytes());
            if (head.length == 0) {
                return false;
            }
            request = ServerRequestParser.parse(head, limits.headers());
        } catch (ServerRefusal.Malformed e) {
            work.malformed();
            send(e.response().with("Connection", "close"), false);
            lingeringClose();
            return false;
        }
        return answer(request, began);
    }

    private boolean answer(ServerRequest request, long began) throws IOException {
        ServerRequestBody body =
                new ServerRequestBody(request.framing(), input, () -> askForBody(request.expectsContinue()));
        long bodyBegan = System.nanoTime();
        deadline = NEVER;
        ServerWork.Answer answer;
        try {
            answer = work.answer(request, into -> timed(body, into, bodyBegan), remote);
        } catch (ServerRefusal.Malformed e) {
            work.malformed();
            send(e.response().with("Connection", "close"), request.isHead());
            lingeringClose();
            return false;
        }
        boolean unread = !body.ended();
        boolean drainable = unread
                && request.statedLength().map(n -> n <= DRAINED).orElse(false)
                && !(request.expectsContinue() && !body.begun());
        boolean close =
                request.persistence() == ServerRequest.Persistence.CLOSE || (unread && !drainable) || work.draining();
        ServerResponse response = answer.response();
        long sent = 0;
        try {
            sent = send(close ? response.with("Connection", "close") : response, request.isHead());
        } finally {
            response.payload().close();
            work.done(
                    request, answer, remote, new ServerWork.Traffic(body.received(), sent, System.nanoTime() - began));
        }
        if (unread && drainable && !close) {
            drain(body);
        } else if (unread) {
            lingeringClose();
        } else if (close) {
            transport.finish();
        }
        return !close;
    }

    private int timed(ServerRequestBody body, byte[] into, long began) {
        long now = System.nanoTime();
        long grace = limits.bodyGrace().toNanos();
        // what came fast buys no time to stand still later
        deadline = now + Math.min(grace, began - now + grace + perRate(body.received()));
        try {
            int n = body.read(into);
            deadline = NEVER;
            return n;
        } catch (IOException e) {
            // a failure of the peer must not look like one of the store
            throw new ServerRefusal.Gone("the peer was lost within a request's body");
        }
    }

    private void askForBody(boolean expected) {
        if (expected) {
            try {
                transport.write(ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                throw new ServerRefusal.Gone("the peer closed before its body was asked for");
            }
        }
    }

    private long send(ServerResponse response, boolean headOnly) throws IOException {
        ServerPayload payload = response.payload();
        byte[] head = ServerHead.bytes(response);
        if (headOnly || payload.length() == 0) {
            within(limits.bodyGrace());
            transport.write(ByteBuffer.wrap(head));
            return 0;
        }
        switch (payload) {
            case ServerPayload.Bytes all -> {
                deadline = System.nanoTime() + limits.bodyGrace().toNanos() + perRate(all.length());
                sendBytes(head, all.bytes());
            }
            case ServerPayload.Region region -> {
                within(limits.bodyGrace());
                transport.write(ByteBuffer.wrap(head));
                sendRegion(region);
            }
            case ServerPayload.Stream stream -> {
                within(limits.bodyGrace());
                transport.write(ByteBuffer.wrap(head));
                sendStream(stream);
            }
        }
        return payload.length();
    }

    private void sendBytes(byte[] head, byte[] bytes) throws IOException {
        if (bytes.length > SMALL) {
            transport.write(ByteBuffer.wrap(head));
            transport.write(ByteBuffer.wrap(bytes));
            return;
        }
        ByteBuffer both = ByteBuffer.allocate(head.length + bytes.length);
        transport.write(both.put(head).put(bytes).flip());
    }

    private void sendRegion(ServerPayload.Region region) throws IOException {
        long sent = 0;
        while (sent < region.length()) {
            long piece = Math.min(PIECE, region.length() - sent);
            deadline = System.nanoTime() + limits.bodyGrace().toNanos() + perRate(piece);
            sent += transport.send(region.file(), region.offset() + sent, piece);
        }
    }

    private void sendStream(ServerPayload.Stream stream) throws IOException {
        byte[] buffer = new byte[(int) Math.min(SMALL, stream.length())];
        long sent = 0;
        while (sent < stream.length()) {
            deadline = NEVER;
            int n = stream.stream().read(buffer, 0, (int) Math.min(buffer.length, stream.length() - sent));
            if (n <= 0) {
                throw new IOException("content ended before its stated length");
            }
            deadline = System.nanoTime() + limits.bodyGrace().toNanos() + perRate(n);
            transport.write(ByteBuffer.wrap(buffer, 0, n));
            sent += n;
        }
    }

    private void drain(ServerRequestBody body) throws IOException {
        within(LINGER);
        byte[] sink = new byte[8 << 10];
        while (body.read(sink) >= 0) {
            // what was refused unread must be out of the way of the next request
        }
    }

    /** A peer still sending would see a reset instead of the answer: read on a while before the close. */
    private void lingeringClose() throws IOException {
        within(LINGER);
        transport.finish();
        byte[] sink = new byte[64 << 10];
        while (input.read(sink, 0, sink.length) > 0) {
            // ends with the peer's close or by the deadline
        }
    }

    private long perRate(long bytes) {
        return bytes * 1_000_000L / limits.bodyBytesPerSecond() * 1000L;
    }

    private void within(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }
}
