package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** The head of a response as bytes. */
final class ServerHead {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static volatile Stamp stamp = new Stamp(0, "");

    /** Formatted once a second, not once a request. */
    private record Stamp(long second, String text) {}

    private ServerHead() {}

    static byte[] bytes(ServerResponse response) {
        StringBuilder head = new StringBuilder(512);
        head.append("HTTP/1.1 ").append(response.status()).append(' ').append(reason(response.status()));
        head.append("\r\nDate: ").append(date()).append("\r\nDocker-Distribution-API-Version: registry/2.0");
        boolean stated = false;
        for (Map.Entry<String, String> header : response.headers().entrySet()) {
            stated |= header.getKey().equals("Content-Length");
            head.append("\r\n").append(header.getKey()).append(": ").append(oneLine(header.getValue()));
        }
        if (!stated && response.status() != 204 && response.status() != 304) {
            head.append("\r\nContent-Length: ").append(response.payload().length());
        }
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String oneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalStateException("a header of ours would not be one line of ASCII");
            }
        }
        return value;
    }

    private static String date() {
        long second = System.currentTimeMillis() / 1000;
        Stamp current = stamp;
        if (current.second() != second) {
            current = new Stamp(second, DATE.format(Instant.ofEpochSecond(second)));
            stamp = current;
        }
        return current.text();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 416 -> "Range Not Satisfiable";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            case 507 -> "Insufficient Storage";
            default -> "Status";
        };
    }
}
