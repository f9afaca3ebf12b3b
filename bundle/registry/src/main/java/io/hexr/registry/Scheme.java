package io.hexr.registry;

import java.util.Locale;

/** How a host is spoken to. */
enum Scheme {
    HTTPS(443),
    HTTP(80);

    private final int defaultPort;

    Scheme(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    int defaultPort() {
        return defaultPort;
    }

    String prefix() {
        return name().toLowerCase(Locale.ROOT) + "://";
    }
}
