package io.hexr.registry;

import java.net.InetAddress;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code NO_PROXY}: {@code *}, an address, a CIDR range, a name (itself and what lies below it) or a name with a leading dot (only what lies
 * below), each with an optional port. Addresses match addresses as written; no name is looked up.
 */
record NoProxyRule(String pattern, int prefix, int port) {
    private static final int ANY = -1;

    static Optional<NoProxyRule> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        if (slash > 0) {
            String bits = text.substring(slash + 1);
            return address(text.substring(0, slash)) != null && bits.matches("[0-9]{1,3}")
                    ? Optional.of(new NoProxyRule(text.substring(0, slash), Integer.parseInt(bits), ANY))
                    : Optional.empty();
        }
        String host = text.startsWith("*.") ? text.substring(1) : text;
        int port = ANY;
        int colon = host.lastIndexOf(':');
        boolean bracketed = host.startsWith("[");
        if (colon > 0 && (host.indexOf(':') == colon || (bracketed && host.charAt(colon - 1) == ']'))) {
            if (!host.substring(colon + 1).matches("[0-9]{1,5}")) {
                return Optional.empty();
            }
            port = Integer.parseInt(host.substring(colon + 1));
            host = host.substring(0, colon);
        }
        String bare = bracketed ? host.replaceAll("[\\[\\]]", "") : host;
        return Optional.of(new NoProxyRule(bare, ANY, port));
    }

    static boolean isLoopback(String host) {
        @Nullable InetAddress literal = address(host);
        return host.equals("localhost") || (literal != null && literal.isLoopbackAddress());
    }

    boolean matches(HostPort target) {
        if (port != ANY && port != target.port()) {
            return false;
        }
        String host = target.host();
        if (pattern.equals("*")) {
            return true;
        }
        if (prefix != ANY) {
            return inRange(host);
        }
        @Nullable InetAddress wanted = address(pattern);
        if (wanted != null) {
            return wanted.equals(address(host));
        }
        return pattern.startsWith(".") ? host.endsWith(pattern) : host.equals(pattern) || host.endsWith("." + pattern);
    }

    private boolean inRange(String host) {
        @Nullable InetAddress own = address(host);
        @Nullable InetAddress net = address(pattern);
        if (own == null || net == null) {
            return false;
        }
        byte[] a = own.getAddress();
        byte[] b = net.getAddress();
        if (a.length != b.length || prefix > a.length * 8) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable InetAddress address(String text) {
        if (text.isEmpty() || !text.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
