package io.hexr.registry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the head of a request. Strict where two readers could differ, for a proxy in front of us must never see another request than we do: one framing
 * header, one spelling of it, no folded lines, no blanks before a colon.
 */
final class ServerRequestParser {
    private static final int TARGET = 8192;
    private static final int PARAMETERS = 16;
    private static final Set<String> SINGLE = Set.of(
            "authorization",
            "content-length",
            "content-range",
            "content-type",
            "expect",
            "host",
            "if-range",
            "range",
            "transfer-encoding");

    private ServerRequestParser() {}

    /** Parses a head with its empty line. @throws ServerRefusal.Malformed for anything else than one request head that every reader would read alike */
    static ServerRequest parse(byte[] head, int maxHeaders) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int line = text.startsWith("\r\n") ? 2 : 0;
        int next = text.indexOf("\r\n", line);
        if (next < 0) {
            throw malformed("the request line is missing");
        }
        String[] first = text.substring(line, next).split(" ", -1);
        if (first.length != 3 || !isToken(first[0]) || first[0].length() > 16) {
            throw malformed("the request line is not: method, target, version");
        }
        boolean oldVersion = version(first[2]);
        Map<String, String> headers = headers(text, next + 2, maxHeaders);
        if (!oldVersion && !headers.containsKey("host")) {
            throw malformed("a request needs one Host");
        }
        String target = originForm(first[0], first[1]);
        int mark = target.indexOf('?');
        String path = decode(mark < 0 ? target : target.substring(0, mark), Decoding.PATH);
        Map<String, String> query = mark < 0 ? Map.of() : query(target.substring(mark + 1));
        return new ServerRequest(
                first[0], path, query, headers, framing(headers, oldVersion), persistence(headers, oldVersion));
    }

    private static boolean version(String version) {
        return switch (version) {
            case "HTTP/1.1" -> false;
            case "HTTP/1.0" -> true;
            default ->
                throw new ServerRefusal.Malformed(
                        version.startsWith("HTTP/") ? 505 : 400, "this server speaks HTTP/1.1 and HTTP/1.0");
        };
    }

    private static Map<String, String> headers(String text, int from, int max) {
        Map<String, String> headers = new HashMap<>();
        int at = from;
        int count = 0;
        while (!text.startsWith("\r\n", at)) {
            int end = text.indexOf("\r\n", at);
            int colon = text.indexOf(':', at);
            if (end < 0 || colon < 0 || colon > end || !isToken(text.substring(at, colon))) {
                throw malformed("a header is not: name, colon, value");
            }
            if (++count > max) {
                throw new ServerRefusal.Malformed(431, "more than " + max + " headers");
            }
            String name = text.substring(at, colon).toLowerCase(Locale.ROOT);
            String value = value(text, colon + 1, end);
            String before = headers.putIfAbsent(name, value);
            if (before != null) {
                if (SINGLE.contains(name)) {
                    throw malformed("header " + name + " stands twice");
                }
                headers.put(name, before + ", " + value);
            }
            at = end + 2;
        }
        return headers;
    }

    private static String value(String text, int from, int to) {
        String value = text.substring(from, to);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                throw malformed("a header holds a control character");
            }
        }
        return value.strip();
    }

    private static ServerRequest.Framing framing(Map<String, String> headers, boolean oldVersion) {
        String length = headers.get("content-length");
        String encoding = headers.get("transfer-encoding");
        if (encoding != null) {
            if (length != null || oldVersion) {
                throw malformed("Transfer-Encoding beside Content-Length, or in HTTP/1.0");
            }
            if (!encoding.equalsIgnoreCase("chunked")) {
                throw new ServerRefusal.Malformed(501, "the only transfer encoding spoken here is chunked");
            }
            return new ServerRequest.Framing.Chunked();
        }
        if (length == null) {
            return new ServerRequest.Framing.Fixed(0);
        }
        if (length.isEmpty() || length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed("Content-Length is not a number");
        }
        return new ServerRequest.Framing.Fixed(Long.parseLong(length));
    }

    private static ServerRequest.Persistence persistence(Map<String, String> headers, boolean oldVersion) {
        String expect = headers.get("expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            throw new ServerRefusal.Malformed(417, "the only expectation met here is 100-continue");
        }
        List<String> options = new ArrayList<>();
        for (String option : headers.getOrDefault("connection", "").split(",", -1)) {
            options.add(option.strip().toLowerCase(Locale.ROOT));
        }
        boolean close = options.contains("close") || (oldVersion && !options.contains("keep-alive"));
        return close ? ServerRequest.Persistence.CLOSE : ServerRequest.Persistence.KEEP_ALIVE;
    }

    private static String originForm(String method, String target) {
        if (target.length() > TARGET) {
            throw new ServerRefusal.Malformed(414, "the target is longer than " + TARGET + " bytes");
        }
        if (!target.chars().allMatch(c -> c > ' ' && c < 127 && c != '#')) {
            throw malformed("the target holds a character that must be percent-encoded");
        }
        if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
            return target;
        }
        int scheme = target.startsWith("http://") ? 7 : target.startsWith("https://") ? 8 : 0;
        int slash = target.indexOf('/', scheme);
        if (scheme == 0 || slash <= scheme) {
            throw malformed("the target is not a path");
        }
        return target.substring(slash);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), Decoding.QUERY);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), Decoding.QUERY);
            if (query.size() >= PARAMETERS) {
                throw malformed("more than " + PARAMETERS + " parameters");
            }
            if (query.putIfAbsent(name, value) != null) {
                throw malformed("a parameter stands twice");
            }
        }
        return query;
    }

    private enum Decoding {
        PATH,
        QUERY
    }

    private static String decode(String text, Decoding decoding) {
        if (text.indexOf('%') < 0 && (decoding == Decoding.PATH || text.indexOf('+') < 0)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                int value = high * 16 + low;
                if (high < 0 || low < 0 || value < ' ' || value == 127 || (decoding == Decoding.PATH && value == '/')) {
                    throw malformed("a percent-encoding that has no place here");
                }
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(c == '+' && decoding == Decoding.QUERY ? ' ' : c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static ServerRefusal malformed(String message) {
        return new ServerRefusal.Malformed(400, message);
    }
}
