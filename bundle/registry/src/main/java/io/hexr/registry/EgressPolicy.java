package io.hexr.registry;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The hosts a person named, and what for; nothing else is ever contacted. A host named for one purpose is refused for the others: a place that may deliver
 * redirected content never receives credentials, and one registry's password never goes to another.
 */
public final class EgressPolicy {
    /** What a host may be contacted for. */
    public enum Purpose {
        REGISTRY("a registry"),
        TOKEN_SERVICE("a token service, which receives credentials"),
        REDIRECT_TARGET("a place that content may be fetched from by redirect"),
        PROXY("a proxy");

        private final String words;

        Purpose(String words) {
            this.words = words;
        }
    }

    private final Map<Purpose, Set<HostPort>> named;

    private EgressPolicy(Map<Purpose, Set<HostPort>> named) {
        this.named = named;
    }

    /** Refuses every connection. */
    public static EgressPolicy nothing() {
        return new EgressPolicy(new EnumMap<>(Purpose.class));
    }

    /** This policy and one host more. A registry is its own token service without being named twice. */
    public EgressPolicy naming(HostPort host, Purpose purpose) {
        Map<Purpose, Set<HostPort>> more = new EnumMap<>(Purpose.class);
        named.forEach((why, hosts) -> more.put(why, Set.copyOf(hosts)));
        Set<HostPort> hosts = new HashSet<>(more.getOrDefault(purpose, Set.of()));
        hosts.add(host);
        more.put(purpose, Set.copyOf(hosts));
        return new EgressPolicy(more);
    }

    public boolean allows(HostPort host, Purpose purpose) {
        return named.getOrDefault(purpose, Set.of()).contains(host);
    }

    void require(HostPort host, Purpose purpose) {
        if (!allows(host, purpose)) {
            throw new RegistryException.EgressRefused(host, purpose.words);
        }
    }
}
