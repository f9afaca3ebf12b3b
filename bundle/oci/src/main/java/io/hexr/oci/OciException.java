package io.hexr.oci;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Everything this module refuses. Each case carries the facts as fields; the message is fact and resource. */
public abstract sealed class OciException extends RuntimeException {
    private OciException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    private OciException(String message) {
        super(message);
    }

    /** What a stranger wrote, cut short and stripped of control characters, so that a message can hold it. */
    static String quoted(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        StringBuilder safe = new StringBuilder("\"");
        cut.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return safe.append('"').toString();
    }

    /** What went wrong, without the path, which the resource names already. */
    private static String reason(Throwable cause) {
        return switch (cause) {
            case NoSuchFileException e -> "no such file or folder";
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> "exists already";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case ClosedByInterruptException e -> "interrupted";
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }

    public static final class MalformedDigest extends OciException {
        public MalformedDigest(String text) {
            super("not a digest (sha256:<64 lower-case hex> or sha512:<128>): " + quoted(text));
        }
    }

    public static final class MalformedReference extends OciException {
        public MalformedReference(String text, String rule) {
            super("not an image reference: " + quoted(text) + ": " + rule);
        }
    }

    /** JSON that is not a manifest, index or layout, or breaks a limit. */
    public static final class MalformedDocument extends OciException {
        public MalformedDocument(String resource, String rule) {
            super(resource + ": " + rule);
        }

        public MalformedDocument(String resource, String rule, Throwable cause) {
            super(resource + ": " + rule, cause);
        }
    }

    public static final class TooLarge extends OciException {
        private final long limit;

        public TooLarge(String resource, long size, long limit) {
            super(resource + " has " + size + " bytes, at most " + limit + " are read");
            this.limit = limit;
        }

        public long limit() {
            return limit;
        }
    }

    public static final class DigestMismatch extends OciException {
        private final Digest expected;
        private final Digest actual;

        public DigestMismatch(String resource, Digest expected, Digest actual) {
            super(resource + " has digest " + actual + ", expected " + expected);
            this.expected = expected;
            this.actual = actual;
        }

        public Digest expected() {
            return expected;
        }

        public Digest actual() {
            return actual;
        }
    }

    /** Shorter or longer than its descriptor says. */
    public static final class SizeMismatch extends OciException {
        private final long expected;

        public SizeMismatch(String resource, long expected, String found) {
            super(resource + " has " + found + " bytes, expected " + expected);
            this.expected = expected;
        }

        public long expected() {
            return expected;
        }
    }

    public static final class NotFound extends OciException {
        public NotFound(String resource) {
            super(resource + " is not there");
        }
    }

    /** A graph deeper or larger than {@link Limits} allows, or one that contains itself. */
    public static final class GraphRefused extends OciException {
        public GraphRefused(String resource, String rule) {
            super(resource + ": " + rule);
        }
    }

    /** A read or write of the store itself failed. */
    public static final class StoreFailed extends OciException {
        public StoreFailed(String resource, Throwable cause) {
            super(resource + ": " + reason(cause), cause);
        }
    }

    /** The disk has, or turned out to have, less room than content needs. */
    public static final class NotEnoughSpace extends OciException {
        private final long needed;
        private final long free;

        public NotEnoughSpace(String resource, long needed, long free) {
            super(resource + " needs " + needed + " bytes, " + free + " are free");
            this.needed = needed;
            this.free = free;
        }

        public NotEnoughSpace(String resource, long needed, long free, Throwable cause) {
            super(resource + " needs " + needed + " bytes, " + free + " are free: " + reason(cause), cause);
            this.needed = needed;
            this.free = free;
        }

        public long needed() {
            return needed;
        }

        public long free() {
            return free;
        }
    }

    /** Stopped because the thread that asked was interrupted; what was stored before stays and is not sent again. */
    public static final class Interrupted extends OciException {
        public Interrupted(String resource) {
            super(resource + " was interrupted");
        }
    }

    /** Names the side of a copy that failed. */
    public static final class CopyFailed extends OciException {
        /** Where it went wrong. */
        public enum Side {
            SOURCE,
            DESTINATION
        }

        private final Side side;

        public CopyFailed(Side side, Descriptor what, RuntimeException cause) {
            super(
                    "copying " + what.digest() + ": " + side.name().toLowerCase(Locale.ROOT) + ": "
                            + cause.getMessage(),
                    cause);
            this.side = side;
        }

        public Side side() {
            return side;
        }
    }
}
