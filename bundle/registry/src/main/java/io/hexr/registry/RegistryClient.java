package io.hexr.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.Reference;

/**
 * The client's side of the protocol, for any number of registries and threads. Opens connections only where its settings allow; {@link #egress()} says where
 * it did. Interrupting a thread that waits in it ends that thread's request at once. Send much from platform threads: a virtual one costs the kernel's help.
 */
public final class RegistryClient implements AutoCloseable {
    private static final int PING = 64 << 10;

    private final Http http;
    private final Courier courier;
    private final TokenService tokens;
    private final Map<HttpUrl, Authorizer> authorizers = new ConcurrentHashMap<>();
    private final Map<HostPort, ChunkSize> chunkSizes = new ConcurrentHashMap<>();
    private final Map<HostPort, Referrers.Support> referrers = new ConcurrentHashMap<>();

    private RegistryClient(ClientSettings settings, Pause pause) {
        http = new Http(settings);
        courier = new Courier(http, settings, pause);
        tokens = new TokenService(courier, settings);
    }

    public static RegistryClient open(ClientSettings settings) {
        return new RegistryClient(settings, Pause.SLEEP);
    }

    static RegistryClient open(ClientSettings settings, Pause pause) {
        return new RegistryClient(settings, pause);
    }

    /** The content of one repository; the name counts from the address's path. */
    public RegistryStore store(RegistryAddress registry, String name) {
        String repository = registry.repository(name);
        Reference.Names.requireRepository(repository);
        return new RegistryStore(new Repository(this, registry, repository));
    }

    /** Asks whether a registry is there that takes our credentials; throws what is in the way. */
    public RegistryGreeting ping(RegistryAddress registry) {
        HttpRequest request = HttpRequest.to("GET", registry.url("/v2/")).answeredWithin(PING);
        try (HttpResponse response = persist(request, "", Scope.NOTHING)) {
            if (response.status() == 404) {
                throw new RegistryException.ProtocolViolation(request.label(), "there is no registry at this address");
            }
            if (response.status() != 200) {
                throw Refusals.of(response, user(registry, ""));
            }
            response.bytes(PING);
            return RegistryGreeting.of(response.headers());
        }
    }

    /** What working with a registry has shown of it so far. */
    public RegistryTraits traits(RegistryAddress registry) {
        return new RegistryTraits(
                referrersSupport(registry.at()).listed(),
                chunkSize(registry.at()).whole());
    }

    /** The repositories a registry lists, in its order; many registries refuse this. */
    public List<String> repositories(RegistryAddress registry) {
        Pages pages = new Pages(this, "", Scope.CATALOG);
        return pages.strings(registry.url("/v2/_catalog"), "repositories");
    }

    public EgressReport egress() {
        return http.report();
    }

    /** How often a server answered that it is too busy; whoever sends on several connections uses fewer when this rises. */
    public long throttled() {
        return courier.throttled();
    }

    /** Sends with credentials, once; a 401 is answered as far as that can be done. */
    HttpResponse once(HttpRequest request, String repository, Scope scope, Duration answerWithin) {
        Authorizer authorizer = authorizer(request.url());
        Optional<String> sent = authorizer.header(repository, scope);
        HttpResponse response = courier.once(authorized(request, sent), answerWithin);
        // a token may have run out, and the fresh one may be short of what the registry asks for: two more tries
        for (int again = 0; again < 2 && response.status() == 401; again++) {
            Optional<String> better;
            try (HttpResponse refused = response) {
                if (!refused.request().url().sameOrigin(request.url())) {
                    // a redirect's target demands something: it gets nothing
                    return refused;
                }
                refused.body().skipNBytes(0);
                better = authorizer.answer(refused, repository, scope, sent);
                if (better.isEmpty()) {
                    throw Refusals.of(refused, authorizer.user(repository));
                }
            } catch (java.io.IOException e) {
                throw new RegistryException.ConnectionLost(
                        request.label(), RegistryException.ConnectionLost.Ending.CLOSED, e);
            }
            sent = better;
            response = courier.once(authorized(request, sent), answerWithin);
        }
        return response;
    }

    /** Sends until there is an answer to act on. */
    HttpResponse persist(HttpRequest request, String repository, Scope scope) {
        Courier.Trials trials = courier.trials(request.label());
        while (true) {
            try {
                HttpResponse response = once(
                        request,
                        repository,
                        scope,
                        courier.settings().timeouts().idle());
                if (!Courier.isPassing(response) || trials.exhausted(response)) {
                    return response.taken();
                }
                try (response) {
                    trials.pause(Refusals.retryAfter(response));
                }
            } catch (RegistryException e) {
                trials.failed(e);
            }
        }
    }

    Courier courier() {
        return courier;
    }

    Optional<String> user(RegistryAddress registry, String repository) {
        return authorizer(registry.url("/")).user(repository);
    }

    /** The largest stretch a registry has been seen to take in one request. */
    ChunkSize chunkSize(HostPort registry) {
        return chunkSizes.computeIfAbsent(
                registry, host -> new ChunkSize(courier.settings().chunks()));
    }

    Referrers.Support referrersSupport(HostPort registry) {
        return referrers.computeIfAbsent(registry, host -> new Referrers.Support());
    }

    private Authorizer authorizer(HttpUrl url) {
        return authorizers.computeIfAbsent(
                url.withTarget("/"),
                origin -> new Authorizer(origin, courier.settings().credentials(), tokens));
    }

    private static HttpRequest authorized(HttpRequest request, Optional<String> header) {
        return header.map(value -> request.with("Authorization", value)).orElse(request);
    }

    /** Ends all connections. */
    @Override
    public void close() {
        http.close();
    }
}
