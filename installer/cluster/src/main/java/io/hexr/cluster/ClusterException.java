package io.hexr.cluster;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Everything that keeps a cluster from being asked or changed, each case with what it is about and the server's own words. */
public abstract sealed class ClusterException extends RuntimeException {
    private final String resource;

    private ClusterException(String resource, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.resource = resource;
    }

    /** The file, server or object concerned. */
    public String resource() {
        return resource;
    }

    /** A kubeconfig that is not there, is none, or would weaken the connection. */
    public static final class KubeconfigUnusable extends ClusterException {
        public KubeconfigUnusable(String file, String rule) {
            super(file, "kubeconfig " + file + " " + rule, null);
        }
    }

    /** What the kubeconfig holds has run out. */
    public static final class CredentialsExpired extends ClusterException {
        public CredentialsExpired(String file, String what, String since) {
            super(file, what + " in kubeconfig " + file + " expired at " + since, null);
        }
    }

    /** The API server does not know who asks. */
    public static final class CredentialsRefused extends ClusterException {
        public CredentialsRefused(String server) {
            super(server, server + " does not accept the credentials of the kubeconfig", null);
        }
    }

    public static final class Unreachable extends ClusterException {
        public Unreachable(String server, String why, Throwable cause) {
            super(server, server + " cannot be reached: " + why, cause);
        }
    }

    /** It was there and then it was not, for longer than we wait. */
    public static final class Gone extends ClusterException {
        public Gone(String server, Duration waited, Throwable cause) {
            super(server, server + " did not come back within " + waited.toSeconds() + " s", cause);
        }
    }

    public static final class TlsRefused extends ClusterException {
        public TlsRefused(String server, String why, Throwable cause) {
            super(server, server + " is not who the kubeconfig expects: " + why, cause);
        }
    }

    /** A refusal of the API server, with its words. */
    public abstract static sealed class Answered extends ClusterException {
        private final String words;

        private Answered(String object, String fact, String words) {
            super(object, fact, null);
            this.words = words;
        }

        /** As the server said it, without control characters. */
        public String words() {
            return words;
        }
    }

    /** We may not. */
    public static final class Forbidden extends Answered {
        private final String verb;

        public Forbidden(String verb, String object, String words) {
            super(object, "this user may not " + verb + " " + object, words);
            this.verb = verb;
        }

        public String verb() {
            return verb;
        }
    }

    /** Admission said no: a webhook, a policy, Pod Security. */
    public static final class AdmissionRefused extends Answered {
        public AdmissionRefused(String object, String words) {
            super(object, object + " is refused by an admission check of the cluster", words);
        }
    }

    public static final class QuotaExceeded extends Answered {
        public QuotaExceeded(String object, String words) {
            super(object, object + " would exceed a quota", words);
        }
    }

    /** A namespace that is on its way out takes nothing new. */
    public static final class NamespaceTerminating extends Answered {
        public NamespaceTerminating(String object, String words) {
            super(object, object + " cannot be made: its namespace is being removed", words);
        }
    }

    public static final class Invalid extends Answered {
        public Invalid(String object, String words) {
            super(object, object + " is not valid for this cluster", words);
        }
    }

    public static final class Missing extends Answered {
        public Missing(String object, String words) {
            super(object, object + " is not there", words);
        }
    }

    public static final class Conflict extends Answered {
        public Conflict(String object, String words) {
            super(object, object + " was changed by somebody else at the same time", words);
        }
    }

    /** The server itself is in trouble. */
    public static final class ServerFailed extends Answered {
        public ServerFailed(String object, int code, String words) {
            super(object, "the API server failed at " + object + " with " + code, words);
        }
    }

    /** An answer that is not what an API server says. */
    public static final class ProtocolViolation extends ClusterException {
        public ProtocolViolation(String server, String what) {
            super(server, server + " does not answer as an API server: " + what, null);
        }
    }

    /** Stopped from outside. */
    public static final class Interrupted extends ClusterException {
        public Interrupted(String server) {
            super(server, "interrupted while asking " + server, null);
        }
    }
}
