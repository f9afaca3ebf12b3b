package io.hexr.registry;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one host is spoken to. Where authorities are given, only they are trusted for that host; otherwise those of the Java runtime are. Plain HTTP is
 * spoken only to a host for which it stands here, never as a fall-back.
 */
public record HostSettings(
        Transport transport,
        List<X509Certificate> authorities,
        Optional<ClientKey> clientKey,
        OptionalLong bytesPerSecond) {
    /** With or without TLS. */
    public enum Transport {
        TLS,
        PLAIN_HTTP
    }

    /** TLS, the runtime's authorities, no client certificate, no limit. */
    public static final HostSettings USUAL =
            new HostSettings(Transport.TLS, List.of(), Optional.empty(), OptionalLong.empty());

    public HostSettings {
        authorities = List.copyOf(authorities);
        if (bytesPerSecond.isPresent() && bytesPerSecond.getAsLong() < 1) {
            throw new IllegalArgumentException("a rate is at least one byte per second");
        }
    }

    public HostSettings overPlainHttp() {
        return new HostSettings(Transport.PLAIN_HTTP, authorities, clientKey, bytesPerSecond);
    }

    public HostSettings trustingOnly(List<X509Certificate> given) {
        return new HostSettings(transport, given, clientKey, bytesPerSecond);
    }

    public HostSettings presenting(ClientKey key) {
        return new HostSettings(transport, authorities, Optional.of(key), bytesPerSecond);
    }

    /** Bytes per second in each direction, over all connections to the host. */
    public HostSettings limitedTo(long rate) {
        return new HostSettings(transport, authorities, clientKey, OptionalLong.of(rate));
    }
}
