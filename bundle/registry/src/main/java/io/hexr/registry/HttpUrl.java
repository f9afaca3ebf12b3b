package io.hexr.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** An absolute http or https address whose parts were checked: no user, no fragment, only printable ASCII. The target is path and query as sent. */
record HttpUrl(Scheme scheme, HostPort at, String target) {
    private static final int LENGTH = 8 << 10;

    HttpUrl {
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("not a request target: " + target);
        }
    }

    /** What a server wrote, seen from the address that was asked; empty where it is not an address of this kind. */
    Optional<HttpUrl> resolve(String written) {
        if (written.isEmpty() || written.length() > LENGTH) {
            return Optional.empty();
        }
        try {
            return of(new URI(scheme.prefix() + at + target).resolve(new URI(written)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Parses an absolute address. */
    static Optional<HttpUrl> parse(String written) {
        if (written.length() > LENGTH) {
            return Optional.empty();
        }
        try {
            return of(new URI(written));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<HttpUrl> of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return Optional.empty();
        }
        Scheme scheme;
        switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> scheme = Scheme.HTTPS;
            case "http" -> scheme = Scheme.HTTP;
            default -> {
                return Optional.empty();
            }
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        int port = uri.getPort() < 0 ? scheme.defaultPort() : uri.getPort();
        try {
            return Optional.of(new HttpUrl(scheme, new HostPort(uri.getHost(), port), target));
        } catch (RegistryException.BadAddress | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean sameOrigin(HttpUrl other) {
        return scheme == other.scheme && at.equals(other.at);
    }

    HttpUrl withTarget(String newTarget) {
        return new HttpUrl(scheme, at, newTarget);
    }

    /** Adds a parameter whose name and value need no escaping but what is done here. */
    HttpUrl withParameter(String name, String value) {
        String joined = (target.indexOf('?') < 0 ? "?" : "&") + name + "=" + encode(value);
        return withTarget(target + joined);
    }

    static String encode(String value) {
        return java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    /** The whole address, query included: not for messages. */
    String absolute() {
        return scheme.prefix() + at + target;
    }

    /** What the Host header says. */
    String hostHeader() {
        return at.port() == scheme.defaultPort() ? at.bracketed() : at.toString();
    }

    /** For people: without the query, which may hold secrets. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return scheme.prefix() + hostHeader() + (query < 0 ? target : target.substring(0, query));
    }
}
