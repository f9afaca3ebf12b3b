package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.hexr.oci.Secret;

/** Which proxy, if any, leads to a host: the usual variables with the usual meaning, taken from an environment that is handed in. */
public final class ProxySettings {
    /** No proxy for anybody. */
    public static final ProxySettings NONE = new ProxySettings(Optional.empty(), Optional.empty(), List.of());

    /** A proxy and what it is told about who we are. */
    record Proxy(HostPort at, Optional<Secret> authorization) {}

    private final Optional<Proxy> forHttp;
    private final Optional<Proxy> forHttps;
    private final List<NoProxyRule> exceptions;

    private ProxySettings(Optional<Proxy> forHttp, Optional<Proxy> forHttps, List<NoProxyRule> exceptions) {
        this.forHttp = forHttp;
        this.forHttps = forHttps;
        this.exceptions = exceptions;
    }

    /** Reads {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, lower case first. The proxy itself is spoken to in plain HTTP. */
    public static ProxySettings of(Map<String, String> environment) {
        List<NoProxyRule> exceptions = new ArrayList<>();
        for (String rule : value(environment, "no_proxy").split(",", -1)) {
            NoProxyRule.parse(rule.strip().toLowerCase(Locale.ROOT)).ifPresent(exceptions::add);
        }
        return new ProxySettings(
                proxy(environment, "http_proxy"), proxy(environment, "https_proxy"), List.copyOf(exceptions));
    }

    /** The proxies a person named by setting those variables, for the egress policy. */
    public Set<HostPort> proxies() {
        Set<HostPort> all = new java.util.TreeSet<>();
        forHttp.ifPresent(proxy -> all.add(proxy.at()));
        forHttps.ifPresent(proxy -> all.add(proxy.at()));
        return Set.copyOf(all);
    }

    Optional<Proxy> towards(Scheme scheme, HostPort target) {
        if (NoProxyRule.isLoopback(target.host()) || exceptions.stream().anyMatch(rule -> rule.matches(target))) {
            return Optional.empty();
        }
        return scheme == Scheme.HTTPS ? forHttps : forHttp;
    }

    private static String value(Map<String, String> environment, String name) {
        String lower = environment.getOrDefault(name, "");
        return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
    }

    private static Optional<Proxy> proxy(Map<String, String> environment, String name) {
        String text = value(environment, name).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String rest = text;
        int scheme = text.indexOf("://");
        if (scheme >= 0) {
            if (!text.substring(0, scheme).equalsIgnoreCase("http")) {
                throw new RegistryException.BadCredentials(
                        name.toUpperCase(Locale.ROOT), "only a proxy spoken to over http:// is supported");
            }
            rest = text.substring(scheme + 3);
        }
        int at = rest.lastIndexOf('@');
        Optional<Secret> authorization =
                at < 0 ? Optional.empty() : Optional.of(authorization(name, rest.substring(0, at)));
        String address = rest.substring(at + 1).replaceAll("/$", "");
        return Optional.of(new Proxy(HostPort.parse(address, Scheme.HTTP.defaultPort()), authorization));
    }

    private static Secret authorization(String name, String userAndPassword) {
        try {
            // a plus sign is one, not a space
            String plain = java.net.URLDecoder.decode(userAndPassword.replace("+", "%2B"), StandardCharsets.UTF_8);
            String pair = plain.indexOf(':') < 0 ? plain + ":" : plain;
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            return Secret.of(("Basic " + encoded).toCharArray());
        } catch (IllegalArgumentException e) {
            throw new RegistryException.BadCredentials(
                    name.toUpperCase(Locale.ROOT), "its user or password is not percent-encoded properly");
        }
    }
}
