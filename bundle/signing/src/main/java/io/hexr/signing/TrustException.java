package io.hexr.signing;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Everything this module refuses. Each case carries the facts as fields; the message is fact and resource, never a secret. */
public abstract sealed class TrustException extends RuntimeException {
    private TrustException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    private TrustException(String message) {
        super(message);
    }

    /** What a stranger wrote, cut short and stripped of control characters, so that a message can hold it. */
    static String quoted(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        StringBuilder safe = new StringBuilder("\"");
        cut.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\uFFFD' : c));
        return safe.append('"').toString();
    }

    private static String reasons(List<Ignored> ignored) {
        return ignored.isEmpty()
                ? ""
                : ignored.stream().map(Ignored::toString).collect(Collectors.joining("; ", " (not counted: ", ")"));
    }

    /** No release signature at all. */
    public static final class Unsigned extends TrustException {
        private final String release;

        public Unsigned(String release) {
            super("release " + quoted(release) + " carries no signature");
            this.release = release;
        }

        public String release() {
            return release;
        }
    }

    /** A signature that names a known key and does not verify: the statement or the signature was changed. Nothing outweighs it. */
    public static final class BadSignature extends TrustException {
        private final String file;
        private final Fingerprint key;

        public BadSignature(String file, Fingerprint key, String rule) {
            super(quoted(file) + " is a wrong signature by the known key " + key.brief() + ": " + rule);
            this.file = file;
            this.key = key;
        }

        public String file() {
            return file;
        }

        public Fingerprint key() {
            return key;
        }
    }

    /** Too few releasing signers. */
    public static final class ThresholdNotMet extends TrustException {
        private final int required;
        private final int got;
        private final List<Ignored> ignored;

        public ThresholdNotMet(String what, int required, int got, List<Ignored> ignored) {
            super(what + " needs " + required + " signer(s), found " + got + reasons(ignored));
            this.required = required;
            this.got = got;
            this.ignored = List.copyOf(ignored);
        }

        public int required() {
            return required;
        }

        public int got() {
            return got;
        }

        public List<Ignored> ignored() {
            return ignored;
        }
    }

    /** Well signed by its makers, but too few of the site's officers approved it. */
    public static final class ApprovalMissing extends TrustException {
        private final int required;
        private final int got;
        private final List<Ignored> ignored;

        public ApprovalMissing(String release, int required, int got, List<Ignored> ignored) {
            super("release " + quoted(release) + " needs " + required + " approval(s), found " + got
                    + reasons(ignored));
            this.required = required;
            this.got = got;
            this.ignored = List.copyOf(ignored);
        }

        public int required() {
            return required;
        }

        public int got() {
            return got;
        }

        public List<Ignored> ignored() {
            return ignored;
        }
    }

    /** Older than what this site already accepted. */
    public static final class Rollback extends TrustException {
        private final long found;
        private final long minimum;

        public Rollback(String release, String version, long found, long minimum) {
            super("release " + quoted(release) + " " + quoted(version) + " has sequence " + found
                    + ", this site accepts " + minimum + " and above");
            this.found = found;
            this.minimum = minimum;
        }

        public long found() {
            return found;
        }

        public long minimum() {
            return minimum;
        }
    }

    /** The signers that would have been enough are outside the time their keys are valid in. */
    public static final class Expired extends TrustException {
        private final String signer;

        public Expired(String signer, Validity validity, Instant now) {
            super("the keys of signer " + quoted(signer) + " are valid " + validity + ", the clock says " + now);
            this.signer = signer;
        }

        public String signer() {
            return signer;
        }
    }

    /** The signature that would have been enough is by a key that was revoked. */
    public static final class Revoked extends TrustException {
        private final Fingerprint key;

        public Revoked(Fingerprint key, String reason) {
            super("key " + key.brief() + " was revoked: " + quoted(reason));
            this.key = key;
        }

        public Fingerprint key() {
            return key;
        }
    }

    /** The policy knows nobody for this release name. */
    public static final class UnknownRelease extends TrustException {
        private final String release;

        public UnknownRelease(String release) {
            super("the trust policy names no signer for release " + quoted(release));
            this.release = release;
        }

        public String release() {
            return release;
        }
    }

    public static final class AlgorithmRefused extends TrustException {
        private final String found;

        public AlgorithmRefused(String resource, String found) {
            super(resource + " asks for " + quoted(found) + "; allowed are "
                    + java.util.Arrays.stream(Algorithm.values())
                            .map(Algorithm::token)
                            .collect(Collectors.joining(", ")));
            this.found = found;
        }

        public String found() {
            return found;
        }
    }

    /** What was to be signed or verified is not a list of SHA-256 sums. */
    public static final class MalformedStatement extends TrustException {
        public MalformedStatement(String rule) {
            super("the signed list of sums " + rule);
        }
    }

    public static final class MalformedSignature extends TrustException {
        private final String file;

        public MalformedSignature(String file, String rule) {
            super(quoted(file) + " " + rule);
            this.file = file;
        }

        public MalformedSignature(String file, String rule, Throwable cause) {
            super(quoted(file) + " " + rule, cause);
            this.file = file;
        }

        public String file() {
            return file;
        }
    }

    public static final class MalformedPolicy extends TrustException {
        public MalformedPolicy(String resource, String rule) {
            super(resource + ": " + rule);
        }

        public MalformedPolicy(String resource, String rule, Throwable cause) {
            super(resource + ": " + rule, cause);
        }
    }

    /** A change that would leave a policy nobody could reason about, such as a key in two roles. */
    public static final class PolicyChangeRefused extends TrustException {
        public PolicyChangeRefused(String rule) {
            super(rule);
        }
    }

    /** A hand-over of releasing keys that is no statement of ours, was taken already, or asks for less than what is there. */
    public static final class RotationRefused extends TrustException {
        public RotationRefused(String rule) {
            super(rule);
        }

        public RotationRefused(String rule, Throwable cause) {
            super(rule, cause);
        }
    }

    public static final class MalformedKey extends TrustException {
        public MalformedKey(String resource, String rule) {
            super(resource + " " + rule);
        }

        public MalformedKey(String resource, String rule, Throwable cause) {
            super(resource + " " + rule, cause);
        }
    }

    public static final class WrongPassphrase extends TrustException {
        public WrongPassphrase(String resource) {
            super(resource + " does not open with this passphrase");
        }
    }

    public static final class PassphraseRefused extends TrustException {
        public PassphraseRefused(String rule) {
            super("the passphrase " + rule);
        }
    }

    /** The fingerprint given is not that of the key. */
    public static final class FingerprintMismatch extends TrustException {
        private final Fingerprint actual;

        public FingerprintMismatch(Fingerprint actual) {
            super("the fingerprint given is not that of the key, which is " + actual);
            this.actual = actual;
        }

        public Fingerprint actual() {
            return actual;
        }
    }

    /** A custody log that cannot be read or continued; a broken chain is a value. */
    public static final class MalformedCustody extends TrustException {
        public MalformedCustody(String resource, String rule) {
            super(resource + ": " + rule);
        }

        public MalformedCustody(String resource, String rule, Throwable cause) {
            super(resource + ": " + rule, cause);
        }
    }

    public static final class TooLarge extends TrustException {
        private final long limit;

        public TooLarge(String resource, long limit) {
            super(resource + " is larger than the " + limit + " bytes that are read");
            this.limit = limit;
        }

        public long limit() {
            return limit;
        }
    }

    /** Keys and certificates are never written over anything. */
    public static final class AlreadyThere extends TrustException {
        private final Path file;

        public AlreadyThere(Path file) {
            super(file + " is already there and is not overwritten");
            this.file = file;
        }

        public Path file() {
            return file;
        }
    }

    public static final class FileFailed extends TrustException {
        public FileFailed(String resource, Throwable cause) {
            super(resource + ": " + reason(cause), cause);
        }

        /** What the system says, in words; the path stands in the resource already. */
        private static String reason(Throwable cause) {
            return switch (cause) {
                case NoSuchFileException _ -> "there is no such file or folder";
                case FileAlreadyExistsException _ -> "a file of that name is there already";
                case AccessDeniedException _ -> "access is denied";
                case FileSystemException failed when failed.getReason() != null -> failed.getReason();
                default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
            };
        }
    }
}
