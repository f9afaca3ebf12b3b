package io.hexr.registry;

import java.util.HashMap;
import java.util.Map;

/** Everything a client needs to be told. Nothing is read from the process's environment. */
public record ClientSettings(
        EgressPolicy egress,
        Map<HostPort, HostSettings> hosts,
        ProxySettings proxies,
        CredentialSource credentials,
        Timeouts timeouts,
        Retries retries,
        Chunks chunks) {

    public ClientSettings {
        hosts = Map.copyOf(hosts);
    }

    /** TLS with the runtime's authorities, no proxy, nobody in particular. */
    public static ClientSettings within(EgressPolicy egress) {
        return new ClientSettings(
                egress,
                Map.of(),
                ProxySettings.NONE,
                CredentialSource.NONE,
                Timeouts.USUAL,
                Retries.USUAL,
                Chunks.USUAL);
    }

    public ClientSettings with(HostPort host, HostSettings settings) {
        Map<HostPort, HostSettings> more = new HashMap<>(hosts);
        more.put(host, settings);
        return new ClientSettings(egress, more, proxies, credentials, timeouts, retries, chunks);
    }

    public ClientSettings with(ProxySettings given) {
        return new ClientSettings(egress, hosts, given, credentials, timeouts, retries, chunks);
    }

    public ClientSettings with(CredentialSource given) {
        return new ClientSettings(egress, hosts, proxies, given, timeouts, retries, chunks);
    }

    public ClientSettings with(Timeouts given) {
        return new ClientSettings(egress, hosts, proxies, credentials, given, retries, chunks);
    }

    public ClientSettings with(Retries given) {
        return new ClientSettings(egress, hosts, proxies, credentials, timeouts, given, chunks);
    }

    public ClientSettings with(Chunks given) {
        return new ClientSettings(egress, hosts, proxies, credentials, timeouts, retries, given);
    }

    HostSettings host(HostPort host) {
        return hosts.getOrDefault(host, HostSettings.USUAL);
    }
}
