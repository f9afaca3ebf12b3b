package io.hexr.registry;

import java.util.Locale;
import java.util.regex.Pattern;

/** A host, as a person or a server wrote it, and a port. Names are compared in lower case; an IPv6 address is kept without brackets. */
public record HostPort(String host, int port) implements Comparable<HostPort> {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]{2,39}(:[0-9]{1,3}(\\.[0-9]{1,3}){3})?");

    public HostPort {
        String written = host;
        host = host.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        boolean six = host.indexOf(':') >= 0;
        if (host.length() > 253
                || !(six
                        ? IPV6.matcher(host).matches() && isAddress(host)
                        : NAME.matcher(host).matches())) {
            throw new RegistryException.BadAddress(written, "this is not a host name or address");
        }
        if (port < 1 || port > 65535) {
            throw new RegistryException.BadAddress(written + ":" + port, "a port is 1 to 65535");
        }
    }

    /** Parses {@code host[:port]}, IPv6 in brackets. */
    public static HostPort parse(String text, int defaultPort) {
        int end = text.startsWith("[")
                ? text.indexOf(']') + 1
                : text.indexOf(':') >= 0 ? text.indexOf(':') : text.length();
        if (text.startsWith("[") && end == 0) {
            throw new RegistryException.BadAddress(text, "the bracket of the IPv6 address is not closed");
        }
        String rest = text.substring(end);
        if (rest.isEmpty()) {
            return new HostPort(text, defaultPort);
        }
        if (rest.indexOf(':', 1) >= 0) {
            throw new RegistryException.BadAddress(text, "an IPv6 address stands in brackets: [address]:port");
        }
        if (!rest.matches(":[0-9]{1,5}")) {
            throw new RegistryException.BadAddress(text, "after the host comes :port, a number");
        }
        return new HostPort(text.substring(0, end), Integer.parseInt(rest.substring(1)));
    }

    boolean isIpv6() {
        return host.indexOf(':') >= 0;
    }

    /** The host, in brackets where it is an IPv6 address. */
    public String bracketed() {
        return isIpv6() ? "[" + host + "]" : host;
    }

    @Override
    public int compareTo(HostPort other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return bracketed() + ":" + port;
    }

    private static boolean isAddress(String literal) {
        try {
            return java.net.Inet6Address.ofLiteral(literal) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
