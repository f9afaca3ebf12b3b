package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Status line and header fields of an answer, read strictly: CRLF line ends, no folded lines, no characters outside visible ASCII and Latin-1, no
 * conflicting lengths, everything within limits. Whatever is ambiguous about where an answer ends is a violation, never a guess.
 */
record ResponseHead(int status, Headers headers, boolean http11) {
    static final int LINE = 16 << 10;
    static final int TOTAL = 64 << 10;
    static final int FIELDS = 128;

    /** How the body's end is known. */
    enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    /** Reads the head of one answer; an end of the stream before its first byte is an {@link java.io.EOFException}. */
    static ResponseHead read(InputStream in, String request) throws IOException {
        Lines lines = new Lines(in, request, TOTAL);
        String status = lines.next();
        if (!status.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw violation(request, "the status line is " + new ServerWords(status).text());
        }
        List<Headers.Field> fields = new ArrayList<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            if (fields.size() == FIELDS) {
                throw violation(request, "more than " + FIELDS + " header fields");
            }
            fields.add(field(line, request));
        }
        ResponseHead head = new ResponseHead(
                Integer.parseInt(status.substring(9, 12)), new Headers(fields), status.startsWith("HTTP/1.1"));
        head.framing(request);
        return head;
    }

    Framing framing(String request) {
        List<String> codings = headers.all("Transfer-Encoding");
        if (!codings.isEmpty()) {
            if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw violation(request, "an unknown transfer encoding");
            }
            if (!headers.all("Content-Length").isEmpty() || !http11) {
                throw violation(request, "a length and chunks at once");
            }
            return Framing.CHUNKED;
        }
        return contentLength(request).isPresent() ? Framing.LENGTH : Framing.UNTIL_CLOSE;
    }

    OptionalLong contentLength(String request) {
        List<String> lengths = headers.all("Content-Length").stream().distinct().toList();
        if (lengths.isEmpty()) {
            return OptionalLong.empty();
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
            throw violation(request, "the content length is " + new ServerWords(lengths.toString()).text());
        }
        return OptionalLong.of(Long.parseLong(lengths.getFirst()));
    }

    boolean keepsAlive() {
        return http11 ? !headers.says("Connection", "close") : headers.says("Connection", "keep-alive");
    }

    private static Headers.Field field(String line, String request) {
        int colon = line.indexOf(':');
        if (colon <= 0 || !line.substring(0, colon).chars().allMatch(ResponseHead::isToken)) {
            throw violation(request, "a malformed header field");
        }
        return new Headers.Field(
                line.substring(0, colon), line.substring(colon + 1).strip());
    }

    static boolean isToken(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    static RegistryException.ProtocolViolation violation(String request, String what) {
        return new RegistryException.ProtocolViolation(request, what);
    }

    /** Lines that end in CRLF, within a budget. */
    static final class Lines {
        private final InputStream in;
        private final String request;
        private int budget;

        Lines(InputStream in, String request, int budget) {
            this.in = in;
            this.request = request;
            this.budget = budget;
        }

        String next() throws IOException {
            StringBuilder line = new StringBuilder(80);
            for (int c = in.read(); c != '\r'; c = in.read()) {
                if (c < 0) {
                    throw new java.io.EOFException();
                }
                if (c != '\t' && (c < ' ' || c == 0x7f)) {
                    throw violation(request, "a control character in the head of the answer");
                }
                if (line.length() == LINE || --budget < 0) {
                    throw violation(request, "the head of the answer is too long");
                }
                line.append((char) c);
            }
            if (in.read() != '\n') {
                throw violation(request, "a line does not end in CRLF");
            }
            budget -= 2;
            return line.toString();
        }
    }
}
