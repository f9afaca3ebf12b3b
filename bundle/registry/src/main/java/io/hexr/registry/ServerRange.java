package io.hexr.registry;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of something, from a header. */
record ServerRange(long from, long count) {
    private static final Pattern ASKED = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
    private static final Pattern SENT = Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/.{1,20})?");

    /**
     * What a {@code Range} header asks of so many bytes. Several ranges at once, and what is no range of bytes, are answered with the whole, as the HTTP
     * specification allows.
     *
     * @throws ServerRefusal.Protocol where the range lies outside
     */
    static Optional<ServerRange> asked(String header, long size) {
        Matcher parts = ASKED.matcher(header.strip());
        if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
            return Optional.empty();
        }
        long from;
        long to;
        if (parts.group(1).isEmpty()) {
            long suffix = Long.parseLong(parts.group(2));
            from = suffix == 0 ? size : Math.max(0, size - suffix);
            to = size - 1;
        } else {
            from = Long.parseLong(parts.group(1));
            to = parts.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(parts.group(2)));
            if (!parts.group(2).isEmpty() && Long.parseLong(parts.group(2)) < from) {
                return Optional.empty();
            }
        }
        if (from >= size) {
            throw new ServerRefusal.Protocol(
                    416,
                    ServerCode.SIZE_INVALID,
                    "the range begins behind the end",
                    Map.of("Content-Range", "bytes */" + size));
        }
        return Optional.of(new ServerRange(from, to - from + 1));
    }

    /** What a {@code Content-Range} header says of an upload's chunk. */
    static ServerRange sent(String header) {
        Matcher parts = SENT.matcher(header.strip());
        if (!parts.matches()) {
            throw new ServerRefusal.Protocol(
                    ServerCode.BLOB_UPLOAD_INVALID, "Content-Range is not: first byte, hyphen, last byte");
        }
        long from = Long.parseLong(parts.group(1));
        long to = Long.parseLong(parts.group(2));
        if (to < from) {
            throw new ServerRefusal.Protocol(ServerCode.BLOB_UPLOAD_INVALID, "Content-Range ends before it begins");
        }
        return new ServerRange(from, to - from + 1);
    }
}
