package io.hexr.registry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** How a registry is served. The plain ones bind the loopback address, without TLS or passwords, and take writes where there is a store to write to. */
public record ServerOptions(
        InetSocketAddress address,
        Optional<ServerTls> tls,
        Optional<Htpasswd> users,
        Exposure exposure,
        Writes writes,
        ServerTags tags,
        Metrics metrics,
        ServerLimits limits,
        ServerLog log) {

    /** Whether others than this host may reach a server that lacks TLS or passwords. */
    public enum Exposure {
        PROTECTED,
        /** Said by a person, for this server: clear text and open to everyone who can reach it. */
        UNPROTECTED
    }

    /** Whether anything can be changed. */
    public enum Writes {
        ALLOWED,
        REFUSED
    }

    /** Where figures are shown. */
    public sealed interface Metrics {
        record Off() implements Metrics {}

        /** {@code /metrics} beside the registry, under its authentication. */
        record SameAddress() implements Metrics {}

        /** An address of their own, in clear text; loopback unless the exposure says otherwise. */
        record At(InetSocketAddress address) implements Metrics {}
    }

    /** Port 0 takes a free one. */
    public static ServerOptions loopback(int port) {
        return new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Optional.empty(),
                Optional.empty(),
                Exposure.PROTECTED,
                Writes.ALLOWED,
                ServerTags.MOVABLE,
                new Metrics.Off(),
                ServerLimits.standard(),
                ServerLog.none());
    }

    public ServerOptions at(InetSocketAddress address) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(ServerTls tls) {
        return new ServerOptions(address, Optional.of(tls), users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(Htpasswd users) {
        return new ServerOptions(address, tls, Optional.of(users), exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(Exposure exposure) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(Writes writes) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(ServerTags tags) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(Metrics metrics) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(ServerLimits limits) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    public ServerOptions with(ServerLog log) {
        return new ServerOptions(address, tls, users, exposure, writes, tags, metrics, limits, log);
    }

    /** Fails closed. @throws RegistryException.InsecureListen where others could reach it unprotected and nobody said they may */
    void requireProtection() {
        if (exposure == Exposure.UNPROTECTED) {
            return;
        }
        if (!isLoopback(address) && (tls.isEmpty() || users.isEmpty())) {
            String missing =
                    tls.isEmpty() && users.isEmpty() ? "TLS and passwords" : tls.isEmpty() ? "TLS" : "passwords";
            throw new RegistryException.InsecureListen(text(address), missing);
        }
        if (metrics instanceof Metrics.At at && !isLoopback(at.address())) {
            throw new RegistryException.InsecureListen(text(at.address()), "TLS and passwords (metrics)");
        }
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
