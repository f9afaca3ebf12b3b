package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What can go wrong with one request, and whether a client can get over it. */
public enum Fault {
    NONE(0, Outcome.HEALS),
    BUSY_429_WITH_RETRY_AFTER(1, Outcome.HEALS),
    BUSY_429(2, Outcome.HEALS),
    BUSY_503_WITH_DATE(1, Outcome.HEALS),
    FAILS_500_ONCE(1, Outcome.HEALS),
    FAILS_502_TWICE(2, Outcome.HEALS),
    FAILS_500_FOREVER(Integer.MAX_VALUE, Outcome.REFUSES),
    RESETS_BEFORE_READING(1, Outcome.HEALS),
    RESETS_INSIDE_THE_BODY_SENT(1, Outcome.HEALS),
    REFUSES_413_BEFORE_READING(1, Outcome.EITHER),
    CLOSES_WITHOUT_DOING_IT(1, Outcome.HEALS),
    LOSES_THE_ANSWER(1, Outcome.HEALS),
    LOSES_THE_ANSWER_TWICE(2, Outcome.HEALS),
    CUTS_THE_ANSWER(1, Outcome.HEALS),
    RESETS_INSIDE_THE_ANSWER(1, Outcome.HEALS),
    STALLS(1, Outcome.HEALS),
    STALLS_INSIDE_THE_ANSWER(1, Outcome.HEALS),
    STALLS_FOREVER(Integer.MAX_VALUE, Outcome.REFUSES),
    DRIPS(1, Outcome.HEALS),
    WRONG_BYTES(Integer.MAX_VALUE, Outcome.EITHER),
    NAMES_A_WRONG_DIGEST(Integer.MAX_VALUE, Outcome.EITHER),
    TOKEN_RUNS_OUT(1, Outcome.HEALS),
    FORBIDS(Integer.MAX_VALUE, Outcome.REFUSES),
    FORGETS_404(1, Outcome.EITHER),
    RANGE_416(1, Outcome.EITHER),
    REDIRECTS_TO_A_FOREIGN_HOST(Integer.MAX_VALUE, Outcome.REFUSES),
    NAMES_A_FOREIGN_REALM(Integer.MAX_VALUE, Outcome.REFUSES),
    SENDS_LOCATIONS_ELSEWHERE(Integer.MAX_VALUE, Outcome.EITHER),
    ANSWERS_GARBAGE(Integer.MAX_VALUE, Outcome.REFUSES),
    SENDS_AN_ENDLESS_HEAD(Integer.MAX_VALUE, Outcome.REFUSES),
    SENDS_TWO_LENGTHS(Integer.MAX_VALUE, Outcome.REFUSES);

    /** What a client can make of it. */
    public enum Outcome {
        HEALS,
        REFUSES,
        EITHER
    }

    private final int times;
    private final Outcome outcome;

    Fault(int times, Outcome outcome) {
        this.times = times;
        this.outcome = outcome;
    }

    int times() {
        return times;
    }

    public Outcome outcome() {
        return outcome;
    }

    boolean strikesBeforeTheBody() {
        return this == RESETS_BEFORE_READING
                || this == RESETS_INSIDE_THE_BODY_SENT
                || this == REFUSES_413_BEFORE_READING;
    }

    /** Faults that do not wait for the request's end; always the end of the connection. */
    boolean before(Socket socket, InputStream in, int bytes) throws IOException {
        if (this == RESETS_INSIDE_THE_BODY_SENT) {
            in.readNBytes(bytes / 2);
        }
        if (this == REFUSES_413_BEFORE_READING) {
            send(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            in.readNBytes(bytes);
            return false;
        }
        reset(socket);
        return false;
    }

    /** Answers, in its way. True where the connection lives on. */
    boolean strike(FaultyRegistry registry, Socket socket, FaultyRegistry.Arrived request) throws IOException {
        return switch (this) {
            case NONE, RESETS_BEFORE_READING, RESETS_INSIDE_THE_BODY_SENT, REFUSES_413_BEFORE_READING ->
                send(socket, registry.answer(request));
            case BUSY_429_WITH_RETRY_AFTER -> status(socket, "429 Too Many Requests", "Retry-After: 7\r\n");
            case BUSY_429 -> status(socket, "429 Too Many Requests", "");
            case BUSY_503_WITH_DATE ->
                status(socket, "503 Unavailable", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n");
            case FAILS_500_ONCE, FAILS_500_FOREVER -> status(socket, "500 Internal Server Error", "");
            case FAILS_502_TWICE -> status(socket, "502 Bad Gateway", "");
            case FORBIDS -> status(socket, "403 Forbidden", "");
            case FORGETS_404 -> status(socket, "404 Not Found", "");
            case RANGE_416 -> status(socket, "416 Range Not Satisfiable", "");
            case CLOSES_WITHOUT_DOING_IT -> false;
            case LOSES_THE_ANSWER, LOSES_THE_ANSWER_TWICE -> {
                registry.answer(request);
                yield false;
            }
            case TOKEN_RUNS_OUT -> {
                registry.forgetTokens();
                yield send(socket, registry.answer(request));
            }
            case REDIRECTS_TO_A_FOREIGN_HOST ->
                status(socket, "307 Temporary Redirect", "Location: http://" + registry.foreign() + "/loot\r\n");
            case NAMES_A_FOREIGN_REALM ->
                send(socket, FaultyRegistry.challenge("http://" + registry.foreign() + "/token"));
            case ANSWERS_GARBAGE -> sendLast(socket, "\u0000\u0001\u0002 this is no HTTP\r\n\r\n");
            case SENDS_AN_ENDLESS_HEAD -> endlessHead(socket);
            case SENDS_TWO_LENGTHS ->
                sendLast(socket, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
            case CUTS_THE_ANSWER,
                    RESETS_INSIDE_THE_ANSWER,
                    STALLS,
                    STALLS_INSIDE_THE_ANSWER,
                    STALLS_FOREVER,
                    DRIPS,
                    WRONG_BYTES,
                    NAMES_A_WRONG_DIGEST,
                    SENDS_LOCATIONS_ELSEWHERE -> spoil(socket, registry.answer(request), registry.foreign());
        };
    }

    private boolean spoil(Socket socket, byte[] answer, HostPort foreign) throws IOException {
        int head = FaultyRegistry.headEnd(answer);
        int half = answer.length > head ? head + (answer.length - head) / 2 : head / 2;
        String headText = new String(answer, 0, head, StandardCharsets.ISO_8859_1);
        byte[] body = Arrays.copyOfRange(answer, head, answer.length);
        switch (this) {
            case CUTS_THE_ANSWER -> {
                return sendLast(socket, Arrays.copyOf(answer, half));
            }
            case RESETS_INSIDE_THE_ANSWER -> {
                send(socket, Arrays.copyOf(answer, half));
                reset(socket);
                return false;
            }
            case STALLS, STALLS_FOREVER -> {
                return stall(socket);
            }
            case STALLS_INSIDE_THE_ANSWER -> {
                send(socket, Arrays.copyOf(answer, half));
                return stall(socket);
            }
            case DRIPS -> {
                return drip(socket, answer);
            }
            case WRONG_BYTES -> {
                if (body.length > 0) {
                    body[body.length / 2] ^= 1;
                }
            }
            case NAMES_A_WRONG_DIGEST ->
                headText = headText.replaceAll("(?i)(Docker-Content-Digest: sha256:)[0-9a-f]{4}", "$10bad");
            case SENDS_LOCATIONS_ELSEWHERE ->
                headText = headText.replaceAll("(?i)Location: (http://[^/]*)?/", "Location: http://" + foreign + "/");
            default -> throw new IllegalStateException(name());
        }
        send(socket, headText);
        return send(socket, body);
    }

    /** Ends when the client does. */
    private static boolean stall(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // waits for the client to give up
        }
        return false;
    }

    /** Small pieces, as a very slow line delivers them. */
    private static boolean drip(Socket socket, byte[] answer) throws IOException {
        OutputStream out = socket.getOutputStream();
        int piece = Math.max(1, answer.length / 64);
        for (int at = 0; at < answer.length; at += piece) {
            out.write(answer, at, Math.min(piece, answer.length - at));
            out.flush();
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
        return true;
    }

    private static boolean endlessHead(Socket socket) throws IOException {
        send(socket, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 100_000; i++) {
            send(socket, "X-Filler-" + i + ": " + "x".repeat(1000) + "\r\n");
        }
        return false;
    }

    private static boolean status(Socket socket, String status, String headers) throws IOException {
        return send(socket, "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n");
    }

    private static boolean send(Socket socket, String text) throws IOException {
        return send(socket, FaultyRegistry.raw(text));
    }

    private static boolean send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return true;
    }

    private static boolean sendLast(Socket socket, String text) throws IOException {
        send(socket, text);
        return false;
    }

    private static boolean sendLast(Socket socket, byte[] bytes) throws IOException {
        send(socket, bytes);
        return false;
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
