package io.hexr.registry;

import java.time.Duration;

/** Clients as tests need them: only loopback, little patience, no waiting between attempts. */
final class Clients {
    static final Retries QUICK = new Retries(4, Duration.ofMillis(1), Duration.ofSeconds(30));
    static final Pause NONE = duration -> {};

    private Clients() {}

    static ClientSettings plain(HostPort... hosts) {
        EgressPolicy policy = EgressPolicy.nothing();
        for (HostPort host : hosts) {
            policy = policy.naming(host, EgressPolicy.Purpose.REGISTRY);
        }
        ClientSettings settings = ClientSettings.within(policy).with(QUICK);
        for (HostPort host : hosts) {
            settings = settings.with(host, HostSettings.USUAL.overPlainHttp());
        }
        return settings;
    }

    static RegistryClient open(ClientSettings settings) {
        return RegistryClient.open(settings, NONE);
    }
}
