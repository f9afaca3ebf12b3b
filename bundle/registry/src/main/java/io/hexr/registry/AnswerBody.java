package io.hexr.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The body of an answer, ending exactly where its framing says; a connection that ends earlier is {@link RegistryException.ConnectionLost}. */
final class AnswerBody extends InputStream {
    private static final int CHUNK_LINE = 1 << 10;
    private static final int TRAILERS = 8 << 10;

    private final String request;
    private final Wire wire;
    private final InputStream in;
    private final ResponseHead.Framing framing;
    /** Bytes until the body, or the chunk in hand, ends. */
    private long left;

    private boolean firstChunk = true;
    private boolean ended;

    private AnswerBody(String request, Wire wire, ResponseHead.Framing framing, long left) {
        this.request = request;
        this.wire = wire;
        this.in = wire.input();
        this.framing = framing;
        this.left = left;
        this.ended = framing == ResponseHead.Framing.LENGTH && left == 0;
    }

    static AnswerBody of(HttpRequest request, ResponseHead head, Wire wire) {
        String label = request.label();
        boolean none = request.method().equals("HEAD") || head.status() == 204 || head.status() == 304;
        if (none) {
            return new AnswerBody(label, wire, ResponseHead.Framing.LENGTH, 0);
        }
        return switch (head.framing(label)) {
            case LENGTH ->
                new AnswerBody(
                        label,
                        wire,
                        ResponseHead.Framing.LENGTH,
                        head.contentLength(label).orElse(0));
            case CHUNKED -> new AnswerBody(label, wire, ResponseHead.Framing.CHUNKED, 0);
            case UNTIL_CLOSE -> new AnswerBody(label, wire, ResponseHead.Framing.UNTIL_CLOSE, Long.MAX_VALUE);
        };
    }

    boolean ended() {
        return ended;
    }

    /** How many bytes are surely to come; huge where nobody knows. */
    long left() {
        return ended ? 0 : framing == ResponseHead.Framing.LENGTH ? left : Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        try {
            if (framing == ResponseHead.Framing.CHUNKED && left == 0 && !nextChunk()) {
                return -1;
            }
            return take(into, offset, (int) Math.min(length, left));
        } catch (IOException e) {
            throw wire.failure(request, e);
        }
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        if (read < 0) {
            if (framing == ResponseHead.Framing.UNTIL_CLOSE && !wire.late()) {
                ended = true;
                return -1;
            }
            throw new EOFException("the connection ended inside the body");
        }
        if (framing != ResponseHead.Framing.UNTIL_CLOSE) {
            left -= read;
        }
        if (framing == ResponseHead.Framing.LENGTH && left == 0) {
            ended = true;
        }
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (!firstChunk && !new ResponseHead.Lines(in, request, 2).next().isEmpty()) {
            throw ResponseHead.violation(request, "a chunk is longer than it says");
        }
        firstChunk = false;
        String line = new ResponseHead.Lines(in, request, CHUNK_LINE).next();
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw ResponseHead.violation(request, "a chunk size is " + new ServerWords(size).text());
        }
        left = Long.parseLong(size, 16);
        if (left > 0) {
            return true;
        }
        ResponseHead.Lines trailers = new ResponseHead.Lines(in, request, TRAILERS);
        while (!trailers.next().isEmpty()) {
            // trailers say nothing this protocol needs
        }
        ended = true;
        return false;
    }
}
