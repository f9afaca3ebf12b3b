package io.hexr.registry;

import java.io.IOException;

/** The body of one request, cut from the connection by its framing. */
final class ServerRequestBody implements ServerRequest.Body {
    private static final int CHUNK_LINE = 256;
    private static final int TRAILERS = 8192;
    private final ServerInput input;
    private final boolean chunked;
    private final Runnable beforeFirstRead;
    private boolean begun;
    private long left;
    private boolean ended;
    private long received;

    /**
     * Nothing is read yet.
     *
     * @param beforeFirstRead asks the peer for the body where it waits to be asked
     */
    ServerRequestBody(ServerRequest.Framing framing, ServerInput input, Runnable beforeFirstRead) {
        this.input = input;
        this.beforeFirstRead = beforeFirstRead;
        switch (framing) {
            case ServerRequest.Framing.Fixed(long length) -> {
                chunked = false;
                left = length;
                ended = length == 0;
            }
            case ServerRequest.Framing.Chunked() -> chunked = true;
        }
    }

    boolean ended() {
        return ended;
    }

    boolean begun() {
        return begun;
    }

    long received() {
        return received;
    }

    @Override
    public int read(byte[] into) throws IOException {
        if (!begun && !ended) {
            begun = true;
            beforeFirstRead.run();
        }
        if (!ended && chunked && left == 0) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int n = input.read(into, 0, (int) Math.min(into.length, left));
        if (n <= 0) {
            throw new ServerRefusal.Gone("the peer closed within a request's body");
        }
        left -= n;
        received += n;
        if (left == 0) {
            if (chunked) {
                requireLineEnd();
            } else {
                ended = true;
            }
        }
        return n;
    }

    private void nextChunk() throws IOException {
        String line = line(CHUNK_LINE);
        int semicolon = line.indexOf(';');
        String size = semicolon < 0 ? line : line.substring(0, semicolon);
        if (size.isEmpty()
                || size.length() > 15
                || !size.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw new ServerRefusal.Malformed(400, "a chunk's size is not a hexadecimal number");
        }
        left = Long.parseLong(size, 16);
        if (left > 0) {
            return;
        }
        int trailers = 0;
        for (String trailer = line(TRAILERS); !trailer.isEmpty(); trailer = line(TRAILERS)) {
            trailers += trailer.length();
            if (trailers > TRAILERS) {
                throw new ServerRefusal.Malformed(431, "trailers longer than " + TRAILERS + " bytes");
            }
        }
        ended = true;
    }

    private void requireLineEnd() throws IOException {
        if (readByte() != '\r' || readByte() != '\n') {
            throw new ServerRefusal.Malformed(400, "a chunk is longer than its size says");
        }
    }

    private String line(int limit) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = readByte();
            if (c == '\r') {
                if (readByte() != '\n') {
                    throw new ServerRefusal.Malformed(400, "a CR stands within a chunk's line");
                }
                return line.toString();
            }
            if (c == '\n' || (c < ' ' && c != '\t') || line.length() >= limit) {
                throw new ServerRefusal.Malformed(400, "a chunk's line is malformed");
            }
            line.append((char) c);
        }
    }

    private int readByte() throws IOException {
        int c = input.readByte();
        if (c < 0) {
            throw new ServerRefusal.Gone("the peer closed within a request's body");
        }
        return c;
    }
}
