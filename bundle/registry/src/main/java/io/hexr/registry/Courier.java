package io.hexr.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * Brings requests to hosts through bad weather: what may be repeated is repeated after a pause, a server that asks for patience gets it, redirects are
 * followed where that is allowed. Does not authenticate.
 */
final class Courier {
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int HOPS = 5;

    private final Http http;
    private final ClientSettings settings;
    private final Pause pause;
    private final Set<HostPort> reached = ConcurrentHashMap.newKeySet();
    private final LongAdder throttled = new LongAdder();

    Courier(Http http, ClientSettings settings, Pause pause) {
        this.http = http;
        this.settings = settings;
        this.pause = pause;
    }

    ClientSettings settings() {
        return settings;
    }

    /** How often a server asked for patience. */
    long throttled() {
        return throttled.sum();
    }

    /** One attempt, redirects included. */
    HttpResponse once(HttpRequest request) {
        return once(request, settings.timeouts().idle());
    }

    HttpResponse once(HttpRequest request, Duration answerWithin) {
        HttpRequest asked = request;
        for (int hop = 0; hop <= HOPS; hop++) {
            HttpResponse response = http.send(asked, answerWithin);
            reached.add(asked.url().at());
            if (response.status() == 429 || response.status() == 503) {
                throttled.increment();
            }
            if (!REDIRECTS.contains(response.status())) {
                return response;
            }
            try (response) {
                asked = redirected(asked, response);
            }
        }
        throw ResponseHead.violation(request.label(), "more than " + HOPS + " redirects");
    }

    /** Attempts until the answer is one to act on, or patience ends; the last answer or failure stands. */
    HttpResponse persist(HttpRequest request) {
        Trials trials = trials(request.label());
        while (true) {
            try {
                HttpResponse response = once(request);
                if (!isPassing(response) || trials.exhausted(response)) {
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

    static boolean isPassing(HttpResponse response) {
        return PASSING.contains(response.status());
    }

    Trials trials(String label) {
        return new Trials(label);
    }

    /** Records the host in the report and says no. */
    RegistryException refuse(String request, HostPort at, String why) {
        http.report().refuse(at);
        return new RegistryException.RedirectRefused(request, at, why);
    }

    private HttpRequest redirected(HttpRequest asked, HttpResponse response) {
        String label = asked.label();
        HttpUrl to = response.headers()
                .first("Location")
                .flatMap(asked.url()::resolve)
                .orElseThrow(() -> ResponseHead.violation(label, "a redirect without a usable address"));
        boolean reads = asked.method().equals("GET") || asked.method().equals("HEAD");
        boolean keepsMethod = response.status() == 307 || response.status() == 308;
        if (to.sameOrigin(asked.url())) {
            if (!reads && !keepsMethod) {
                throw ResponseHead.violation(label, "a redirect of a write");
            }
            return asked.at(to, asked.purpose());
        }
        if (!reads) {
            throw refuse(label, to.at(), "writes do not follow redirects to other hosts");
        }
        if (asked.url().scheme() == Scheme.HTTPS
                && to.scheme() == Scheme.HTTP
                && settings.host(to.at()).transport() != HostSettings.Transport.PLAIN_HTTP) {
            throw refuse(label, to.at(), "the redirect would leave TLS");
        }
        if (!settings.egress().allows(to.at(), EgressPolicy.Purpose.REDIRECT_TARGET)) {
            throw refuse(label, to.at(), "that host was not named as one content may be fetched from");
        }
        return withoutCredentials(asked).at(to, EgressPolicy.Purpose.REDIRECT_TARGET);
    }

    private static HttpRequest withoutCredentials(HttpRequest request) {
        Headers open = new Headers(request.headers().fields().stream()
                .filter(field -> !field.name().equalsIgnoreCase("Authorization"))
                .toList());
        return new HttpRequest(
                request.method(),
                request.url(),
                open,
                request.part(),
                request.purpose(),
                request.repeat(),
                request.answerLimit());
    }

    /** Counts the attempts of one step and waits between them. */
    final class Trials {
        private final String label;
        private int made;

        private Trials(String label) {
            this.label = label;
        }

        int made() {
            return made;
        }

        /** A step that moved on may fail as often again. */
        void progressed() {
            made = 0;
        }

        boolean exhausted(HttpResponse response) {
            Optional<Duration> asked = Refusals.retryAfter(response);
            return made + 1 >= settings.retries().attempts()
                    || asked.filter(wait -> wait.compareTo(settings.retries().longest()) > 0)
                            .isPresent();
        }

        /** Waits where the failure may pass; throws it otherwise. */
        void failed(RegistryException failure) {
            boolean passing =
                    switch (failure) {
                        case RegistryException.ConnectionLost lost -> true;
                        // a host that never answered is not waited for: its address is more likely wrong than its
                        // server restarting
                        case RegistryException.Unreachable unreachable ->
                            reached.contains(new HostPort(unreachable.host(), unreachable.port()));
                        default -> false;
                    };
            if (!passing || made + 1 >= settings.retries().attempts()) {
                throw failure;
            }
            pause(Optional.empty());
        }

        /** Waits as long as asked, or a random time below a bound that doubles. */
        void pause(Optional<Duration> asked) {
            long bound = settings.retries().first().toMillis() << Math.min(made, 10);
            long millis = Math.min(bound, settings.retries().longest().toMillis());
            made++;
            try {
                pause.of(asked.orElseGet(
                        () -> Duration.ofMillis(RandomGenerator.getDefault().nextLong(millis / 2, millis + 1))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException.Interrupted(label);
            }
        }
    }
}
