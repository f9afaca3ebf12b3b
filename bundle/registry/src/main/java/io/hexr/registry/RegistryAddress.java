package io.hexr.registry;

import java.util.Locale;

import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/** A registry as a person names it: scheme, host, port and the path below which its repositories lie (empty for none). */
public record RegistryAddress(HostPort at, boolean tls, String path) {
    public RegistryAddress {
        if (!path.isEmpty()) {
            Reference.Names.requireRepository(path);
        }
    }

    /**
     * Parses {@code [https://|http://]host[:port][/path][/]}, IPv6 in brackets. Without a scheme it is https; {@code http://} is kept, but spoken only
     * where the host's settings allow it.
     */
    public static RegistryAddress parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new RegistryException.BadAddress(text, "it is empty");
        }
        int schemeEnd = stripped.indexOf("://");
        boolean tls = true;
        if (schemeEnd >= 0) {
            tls = switch (stripped.substring(0, schemeEnd).toLowerCase(Locale.ROOT)) {
                case "https" -> true;
                case "http" -> false;
                default -> throw new RegistryException.BadAddress(text, "the scheme is https or http");
            };
        }
        String rest = schemeEnd < 0 ? stripped : stripped.substring(schemeEnd + 3);
        refuseStrangers(text, rest);
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
        if (host.isEmpty()) {
            throw new RegistryException.BadAddress(text, "the host is missing");
        }
        if (path.equals("v2") || path.startsWith("v2/")) {
            throw new RegistryException.BadAddress(text, "leave out /v2: it is added to every address");
        }
        try {
            return new RegistryAddress(
                    HostPort.parse(host, (tls ? Scheme.HTTPS : Scheme.HTTP).defaultPort()), tls, path);
        } catch (RegistryException.BadAddress e) {
            throw new RegistryException.BadAddress(text, e.rule());
        } catch (OciException.MalformedReference e) {
            throw new RegistryException.BadAddress(
                    text,
                    "the path after the host is lower-case parts of letters, digits and single . _ - between them");
        }
    }

    private static void refuseStrangers(String text, String rest) {
        if (rest.indexOf('@') >= 0) {
            throw new RegistryException.BadAddress(
                    "…" + rest.substring(rest.lastIndexOf('@')),
                    "credentials do not belong in the address, nor does a digest");
        }
        if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
            throw new RegistryException.BadAddress(text, "a registry address has no ? or #");
        }
        if (rest.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new RegistryException.BadAddress(text, "only printable ASCII, without spaces");
        }
        if (rest.lastIndexOf(':') > rest.indexOf('/') && rest.indexOf('/') >= 0) {
            throw new RegistryException.BadAddress(text, "a registry, not an image: leave out the tag");
        }
    }

    /** The same without TLS; a port that nobody wrote becomes 80. */
    public RegistryAddress overPlainHttp() {
        HostPort plain = tls && at.port() == Scheme.HTTPS.defaultPort()
                ? new HostPort(at.host(), Scheme.HTTP.defaultPort())
                : at;
        return new RegistryAddress(plain, false, path);
    }

    /** The repository of that name below this address's path. */
    public String repository(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    HttpUrl url(String target) {
        return new HttpUrl(tls ? Scheme.HTTPS : Scheme.HTTP, at, target);
    }

    /** As image names are written: without scheme, without a port that goes without saying. */
    @Override
    public String toString() {
        boolean usual = at.port() == (tls ? Scheme.HTTPS : Scheme.HTTP).defaultPort();
        return (usual ? at.bracketed() : at.toString()) + (path.isEmpty() ? "" : "/" + path);
    }
}
