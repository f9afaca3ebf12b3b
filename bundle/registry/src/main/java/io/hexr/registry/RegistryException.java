package io.hexr.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/** Everything either end of the registry protocol refuses or fails at. Messages are fact and resource; addresses in them bear no credentials and no query. */
public abstract sealed class RegistryException extends RuntimeException {
    private RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    private RegistryException(String message) {
        super(message);
    }

    /** No connection: the name, the route or the listener is missing. */
    public static final class Unreachable extends RegistryException {
        /** What stood in the way. */
        public enum Obstacle {
            NAME_NOT_FOUND("the host name is not known here"),
            REFUSED("nothing listens there"),
            NO_ROUTE("there is no route to it"),
            TIMED_OUT("it did not answer in time"),
            OTHER("the connection failed");

            private final String words;

            Obstacle(String words) {
                this.words = words;
            }
        }

        private final String host;
        private final int port;
        private final Obstacle obstacle;

        public Unreachable(HostPort at, Obstacle obstacle, @Nullable Throwable cause) {
            super("no connection to " + at + ": " + obstacle.words, cause);
            this.host = at.host();
            this.port = at.port();
            this.obstacle = obstacle;
        }

        public String host() {
            return host;
        }

        public int port() {
            return port;
        }

        public Obstacle obstacle() {
            return obstacle;
        }
    }

    /** A connection that was there and did not last to the end of the answer. */
    public static final class ConnectionLost extends RegistryException {
        /** How it ended. */
        public enum Ending {
            CLOSED("the connection was closed before the answer was whole"),
            STALLED("no byte moved for too long");

            private final String words;

            Ending(String words) {
                this.words = words;
            }
        }

        private final Ending ending;

        public ConnectionLost(String request, Ending ending, @Nullable Throwable cause) {
            super(request + ": " + ending.words, cause);
            this.ending = ending;
        }

        public Ending ending() {
            return ending;
        }
    }

    /** TLS was not agreed. There is no fall-back, neither to an unchecked certificate nor to clear text. */
    public static final class TlsRefused extends RegistryException {
        /** Why. */
        public enum Reason {
            UNKNOWN_AUTHORITY("its certificate was not issued by an authority trusted here"),
            EXPIRED("its certificate has expired"),
            NOT_YET_VALID("its certificate is not valid yet (compare the clocks)"),
            NAME_MISMATCH("its certificate is for another host name"),
            CLIENT_CERTIFICATE_WANTED("it wants a client certificate that it trusts"),
            NOT_TLS("it does not speak TLS"),
            NO_COMMON_VERSION("it speaks no TLS version or cipher that is accepted here (1.2 or newer)"),
            OTHER("the TLS handshake failed");

            private final String words;

            Reason(String words) {
                this.words = words;
            }
        }

        private final HostPort at;
        private final Reason reason;

        public TlsRefused(HostPort at, Reason reason, String detail, @Nullable Throwable cause) {
            super("no TLS with " + at + ": " + reason.words + (detail.isEmpty() ? "" : " (" + detail + ")"), cause);
            this.at = at;
            this.reason = reason;
        }

        public HostPort at() {
            return at;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** Clear text to a host for which nobody allowed it. */
    public static final class PlainHttpRefused extends RegistryException {
        public PlainHttpRefused(HostPort at) {
            super("plain HTTP to " + at + " was not allowed for that host");
        }
    }

    /** The proxy said no. */
    public static final class ProxyRefused extends RegistryException {
        public ProxyRefused(HostPort proxy, HostPort target, String answer) {
            super("the proxy " + proxy + " does not connect to " + target + ": " + answer);
        }
    }

    /** A host that nobody named for that purpose; no packet was sent. */
    public static final class EgressRefused extends RegistryException {
        private final HostPort at;

        public EgressRefused(HostPort at, String purpose) {
            super("no connection to " + at + ": it was not named as " + purpose);
            this.at = at;
        }

        public HostPort at() {
            return at;
        }
    }

    /** A redirect, token realm or upload address at another host, or one that would leave TLS. */
    public static final class RedirectRefused extends RegistryException {
        private final HostPort to;

        public RedirectRefused(String request, HostPort to, String why) {
            super(request + ": sends us to " + to + ": " + why);
            this.to = to;
        }

        public HostPort to() {
            return to;
        }
    }

    /** An answer that the protocol does not allow. */
    public static final class ProtocolViolation extends RegistryException {
        public ProtocolViolation(String request, String what) {
            super(request + ": the answer breaks the protocol: " + what);
        }
    }

    /** The registry names another digest than the content has. */
    public static final class DigestLied extends RegistryException {
        public DigestLied(String request, Digest expected, String claimed) {
            super(request + ": the registry names " + new ServerWords(claimed).text() + " where the content is "
                    + expected);
        }
    }

    /** The registry answered, and the answer is no. */
    public abstract static sealed class Answered extends RegistryException {
        private final int status;
        private final ServerWords words;

        private Answered(Answer answer, String fact) {
            super(answer.request() + ": " + fact + " (" + answer.status() + ")"
                    + answer.words().quoted());
            this.status = answer.status();
            this.words = answer.words();
        }

        public int status() {
            return status;
        }

        public ServerWords words() {
            return words;
        }
    }

    /** A refusal as it came: the request in words, the status, what the server wrote. */
    public record Answer(String request, int status, ServerWords words) {}

    public static final class Unauthorized extends Answered {
        private final Optional<String> user;

        /** The user is the one whose credentials were refused; absent where none were offered. */
        public Unauthorized(Answer answer, Optional<String> user) {
            super(
                    answer,
                    user.map(u -> "the credentials of " + u + " are refused").orElse("credentials are needed"));
            this.user = user;
        }

        public Optional<String> user() {
            return user;
        }
    }

    public static final class Forbidden extends Answered {
        public Forbidden(Answer answer) {
            super(answer, "not allowed with these credentials");
        }
    }

    /** A repository, project or address that is not there. Absent content of a known repository is {@code OciException.NotFound}. */
    public static final class NotFound extends Answered {
        public NotFound(Answer answer) {
            super(answer, "no such repository or project");
        }
    }

    public static final class TooLarge extends Answered {
        private final long bytes;

        public TooLarge(Answer answer, long bytes) {
            super(answer, "the registry, or a proxy before it, does not take " + bytes + " bytes in one request");
            this.bytes = bytes;
        }

        public long bytes() {
            return bytes;
        }
    }

    public static final class RateLimited extends Answered {
        private final Optional<Duration> retryAfter;

        public RateLimited(Answer answer, Optional<Duration> retryAfter) {
            super(
                    answer,
                    "too many requests"
                            + retryAfter
                                    .map(d -> ", again in " + d.toSeconds() + " s")
                                    .orElse(""));
            this.retryAfter = retryAfter;
        }

        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    public static final class ReadOnlyRegistry extends Answered {
        public ReadOnlyRegistry(Answer answer) {
            super(answer, "the registry is read-only");
        }
    }

    /** No space, or the project's quota is used up. */
    public static final class DiskFullAtRegistry extends Answered {
        public DiskFullAtRegistry(Answer answer) {
            super(answer, "the registry has no space left for this");
        }
    }

    public static final class ImmutableTag extends Answered {
        public ImmutableTag(Answer answer) {
            super(answer, "the tag may not be moved");
        }
    }

    public static final class NotSupported extends Answered {
        public NotSupported(Answer answer) {
            super(answer, "the registry does not offer this");
        }
    }

    /** Any other refusal of what was sent. */
    public static final class Rejected extends Answered {
        public Rejected(Answer answer) {
            super(answer, "rejected");
        }
    }

    public static final class ServerFailed extends Answered {
        public ServerFailed(Answer answer) {
            super(answer, "the registry failed");
        }
    }

    public static final class BadAddress extends RegistryException {
        private final String rule;

        public BadAddress(String text, String rule) {
            super("not a registry address: \"" + new ServerWords(text).text() + "\": " + rule);
            this.rule = rule;
        }

        public String rule() {
            return rule;
        }
    }

    /** A credentials file, credential program or proxy setting that cannot be used. Holds no secret. */
    public static final class BadCredentials extends RegistryException {
        public BadCredentials(String source, String why) {
            super(source + ": " + why);
        }
    }

    /** A certificate or key file that cannot be used. */
    public static final class BadCertificate extends RegistryException {
        public BadCertificate(Path file, String why) {
            super(file + ": " + why);
        }
    }

    /** The thread was asked to stop; what was under way was given up cleanly. */
    public static final class Interrupted extends RegistryException {
        public Interrupted(String request) {
            super(request + ": interrupted");
        }
    }

    /** Server: its folder cannot be read or written. */
    public static final class StoreFailed extends RegistryException {
        private final Path path;

        public StoreFailed(Path path, Throwable cause) {
            super("the store fails at " + path + ": " + cause, cause);
            this.path = path;
        }

        public Path path() {
            return path;
        }
    }

    /** Server: a folder that is in use by another process, or not a store this version knows. */
    public static final class StoreRefused extends RegistryException {
        public StoreRefused(Path path, String why) {
            super("will not open the store " + path + ": " + why);
        }
    }

    /** Server: a list of what to collect that cannot be used. */
    public static final class BadPlan extends RegistryException {
        public BadPlan(Path file, String why, @Nullable Throwable cause) {
            super("no list of a collection in " + file + ": " + why, cause);
        }
    }

    /** Server: someone else listens there. */
    public static final class AddressInUse extends RegistryException {
        public AddressInUse(String address, @Nullable Throwable cause) {
            super("cannot listen at " + address + ": the address is in use or not of this host", cause);
        }
    }

    /** Server: reachable by others without TLS or without authentication, and nobody said so explicitly. */
    public static final class InsecureListen extends RegistryException {
        public InsecureListen(String address, String missing) {
            super("will not listen at " + address + " without " + missing);
        }
    }

    /** Server: a password file that cannot be used. */
    public static final class BadHtpasswd extends RegistryException {
        public BadHtpasswd(Path file, int line, String why) {
            super(file + " line " + line + ": " + why);
        }
    }
}
