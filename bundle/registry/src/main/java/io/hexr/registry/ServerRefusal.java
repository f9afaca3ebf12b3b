package io.hexr.registry;

import java.util.Map;

/** Ends the handling of a request with an answer. Never leaves the server. */
abstract sealed class ServerRefusal extends RuntimeException {
    private final int status;
    private final String code;
    private final Map<String, String> headers;

    private ServerRefusal(int status, String code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
    }

    ServerResponse response() {
        return ServerResponse.error(status, code, String.valueOf(getMessage())).with(headers);
    }

    /** An answer of the registry protocol; the connection goes on. */
    static final class Protocol extends ServerRefusal {
        Protocol(ServerCode code, String message) {
            super(code.status(), code.name(), message, Map.of());
        }

        Protocol(int status, ServerCode code, String message) {
            super(status, code.name(), message, Map.of());
        }

        Protocol(int status, ServerCode code, String message, Map<String, String> headers) {
            super(status, code.name(), message, headers);
        }
    }

    /** A request that is not HTTP as we speak it: answered once, then the connection closes, for nobody knows where the next request begins. */
    static final class Malformed extends ServerRefusal {
        Malformed(int status, String message) {
            super(status, ServerCode.UNSUPPORTED.name(), message, Map.of());
        }
    }

    /** The peer is gone or too slow; there is nobody to answer. */
    static final class Gone extends ServerRefusal {
        Gone(String message) {
            super(499, ServerCode.UNKNOWN.name(), message, Map.of());
        }
    }
}
