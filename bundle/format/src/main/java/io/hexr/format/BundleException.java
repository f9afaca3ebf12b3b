package io.hexr.format;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Everything this module refuses. Each case carries its facts as fields; the message is fact and resource. Trust is refused by the signing module. */
public abstract sealed class BundleException extends RuntimeException {
    private final String resource;

    private BundleException(String resource, String message, @Nullable Throwable cause) {
        super(resource + ": " + message, cause);
        this.resource = resource;
    }

    /** The file, stream or document concerned. */
    public String resource() {
        return resource;
    }

    /** What a stranger wrote, cut short and stripped of everything but printable ASCII, so that a message can hold it. */
    static String quoted(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        StringBuilder safe = new StringBuilder("\"");
        cut.chars().forEach(c -> safe.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return safe.append('"').toString();
    }

    /** What the system says, in words; the path stands in the resource already. */
    private static String reason(Throwable cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "there is no such file";
            case FileAlreadyExistsException _ -> "a file of that name is there already";
            case AccessDeniedException _ -> "access is denied";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
        };
    }

    /** Names a place within an archive. */
    public abstract static sealed class AtEntry extends BundleException {
        private final String entry;
        private final long offset;

        private AtEntry(Place place, String rule, @Nullable Throwable cause) {
            super(place.archive(), place.entry() + " at byte " + place.offset() + ": " + rule, cause);
            this.entry = place.entry();
            this.offset = place.offset();
        }

        public String entry() {
            return entry;
        }

        /** Position in the archive, from its first byte. */
        public long offset() {
            return offset;
        }
    }

    /** Where in an archive: its name, the entry (or the piece of framing) and the byte counted from the archive's start. */
    public record Place(String archive, String entry, long offset) {}

    /** The bytes are not the ones the signed contents require. */
    public static final class Corrupt extends AtEntry {
        public Corrupt(Place place, String difference) {
            super(place, difference, null);
        }

        public Corrupt(Place place, String difference, Throwable cause) {
            super(place, difference, cause);
        }
    }

    /** The bytes say something no bundle may say, whoever signed them. */
    public static final class Refused extends AtEntry {
        private final String rule;

        public Refused(Place place, String rule) {
            super(place, rule, null);
            this.rule = rule;
        }

        public Refused(Place place, String rule, Throwable cause) {
            super(place, rule, cause);
            this.rule = rule;
        }

        public String rule() {
            return rule;
        }
    }

    /** Made by a later format than this reader knows. */
    public static final class TooNew extends BundleException {
        private final int found;
        private final int supported;
        private final String reader;

        public TooNew(String resource, int found, int supported, String reader) {
            super(
                    resource,
                    "has format " + found + ", this reader knows up to " + supported + "; it needs hexr " + reader
                            + " or later",
                    null);
            this.found = found;
            this.supported = supported;
            this.reader = reader;
        }

        public int found() {
            return found;
        }

        public int supported() {
            return supported;
        }

        /** The earliest hexr that reads it. */
        public String reader() {
            return reader;
        }
    }

    /** Made by a format this reader no longer knows. */
    public static final class TooOld extends BundleException {
        private final int found;
        private final int supported;

        public TooOld(String resource, int found, int supported) {
            super(resource, "has format " + found + ", this reader knows none before " + supported, null);
            this.found = found;
            this.supported = supported;
        }

        public int found() {
            return found;
        }

        public int supported() {
            return supported;
        }
    }

    /** A release spec, lock, contents list or control file that is not what it should be. */
    public static final class Invalid extends BundleException {
        public Invalid(String resource, String rule) {
            super(resource, rule, null);
        }

        public Invalid(String resource, String rule, Throwable cause) {
            super(resource, rule, cause);
        }
    }

    /** The medium failed, or the file is not there. */
    public static final class Unreadable extends BundleException {
        public Unreadable(String resource, Throwable cause) {
            super(resource, "cannot be read: " + reason(cause), cause);
        }

        public Unreadable(String resource, String fact) {
            super(resource, fact, null);
        }
    }

    /** Writing failed for another reason than space. */
    public static final class Unwritable extends BundleException {
        public Unwritable(String resource, Throwable cause) {
            super(resource, "cannot be written: " + reason(cause), cause);
        }
    }

    public static final class DiskFull extends BundleException {
        private final long needed;
        private final long free;

        public DiskFull(String resource, long needed, long free) {
            super(resource, "needs " + needed + " more bytes, " + free + " are free", null);
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

    /** Another creation is writing the same output. */
    public static final class Locked extends BundleException {
        public Locked(String resource) {
            super(resource, "is being written by another creation", null);
        }
    }

    /** A creation stopped part-way; what was written is kept, and a rerun continues. */
    public static final class Stopped extends BundleException {
        public Stopped(String resource) {
            super(resource, "creation was stopped; the same command continues it", null);
        }
    }

    /** A partial bundle where a complete one is required. */
    public static final class Incomplete extends BundleException {
        private final List<String> absent;

        public Incomplete(String resource, List<String> absent) {
            super(resource, "is partial; absent: " + String.join(", ", absent), null);
            this.absent = List.copyOf(absent);
        }

        /** The artifacts that are not wholly there, by name. */
        public List<String> absent() {
            return absent;
        }
    }

    /** Text that is no part size, or one that does not fit the archive. */
    public static final class NotAPartSize extends BundleException {
        public NotAPartSize(String text, String rule) {
            super("part size " + quoted(text), rule, null);
        }
    }

    /** Parts that are needed, are not usable here and cannot be restored from the parity at hand. */
    public static final class PartMissing extends BundleException {
        private final List<Integer> numbers;

        public PartMissing(String archive, List<Integer> numbers, int restorable) {
            super(
                    archive,
                    (numbers.size() == 1 ? "part " : "parts ")
                            + numbers.stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + " missing or damaged; the parity at hand restores "
                            + restorable,
                    null);
            this.numbers = List.copyOf(numbers);
        }

        /** Of data parts, counted from one. */
        public List<Integer> numbers() {
            return numbers;
        }
    }

    /** A part that is not what the parts index says; the resource is its file or name. */
    public static final class PartDamaged extends BundleException {
        public PartDamaged(String name, String rule) {
            super(name, rule, null);
        }
    }

    /** A parts index that is absent, malformed, in conflict with another, or says what none may say. */
    public static final class PartIndexRefused extends BundleException {
        public PartIndexRefused(String name, String rule) {
            super(name, rule, null);
        }

        public PartIndexRefused(String name, String rule, Throwable cause) {
            super(name, rule, cause);
        }
    }

    /** Something that is not this part stands where it belongs; it was left alone. */
    public static final class PartOutputTaken extends BundleException {
        public PartOutputTaken(String path, String rule) {
            super(path, rule, null);
        }
    }
}
