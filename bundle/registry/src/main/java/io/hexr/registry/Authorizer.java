package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.Secret;

/**
 * Proves to one registry who we are. What it hands out is for requests to that registry only; token services it asks are the registry itself or hosts that
 * were named as one.
 */
final class Authorizer {
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration EARLY = Duration.ofSeconds(10);

    private record Held(String header, long untilNanos) {
        boolean isGood() {
            return untilNanos - System.nanoTime() > 0;
        }
    }

    private final HttpUrl registry;
    private final CredentialSource source;
    private final TokenService tokens;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Credentials> found = new ConcurrentHashMap<>();
    private volatile Optional<Challenge> demanded = Optional.empty();

    Authorizer(HttpUrl registry, CredentialSource source, TokenService tokens) {
        this.registry = registry;
        this.source = source;
        this.tokens = tokens;
    }

    /** What to send, as far as the registry has said what it wants; nothing before it did. */
    Optional<String> header(String repository, Scope scope) {
        return demanded.flatMap(challenge -> header(challenge, repository, scope));
    }

    /** Who we are to the registry, for messages. */
    Optional<String> user(String repository) {
        return switch (credentials(repository)) {
            case Credentials.Basic basic -> Optional.of(basic.user());
            case Credentials.Token token -> Optional.of("the token");
            case Credentials.Anonymous anonymous -> Optional.empty();
        };
    }

    /**
     * Takes the registry's demand after a 401. Empty where trying again is hopeless: the demand cannot be met, or what met it was just refused.
     */
    Optional<String> answer(HttpResponse refused, String repository, Scope scope, Optional<String> sent) {
        List<Challenge> challenges = refused.headers().all("WWW-Authenticate").stream()
                .flatMap(value -> Challenge.parse(value, refused.request().label()).stream())
                .toList();
        Optional<Challenge> bearer = pick(challenges, "bearer");
        if (bearer.isPresent()) {
            Scope wider = scope.and(scopes(bearer.get()));
            held.remove(scope.key());
            held.remove(wider.key());
            demanded = bearer;
            Optional<String> fresh = header(bearer.get(), repository, wider);
            // the next request with the narrow scope finds what the registry really asked for
            Optional.ofNullable(held.get(wider.key())).ifPresent(token -> held.put(scope.key(), token));
            return fresh.filter(header -> !Optional.of(header).equals(sent));
        }
        Optional<Challenge> basic = pick(challenges, "basic");
        if (basic.isPresent() && sent.isEmpty()) {
            demanded = basic;
            return header(basic.get(), repository, scope);
        }
        return Optional.empty();
    }

    private static Optional<Challenge> pick(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(c -> c.scheme().equals(scheme)).findFirst();
    }

    private static List<String> scopes(Challenge bearer) {
        return bearer.parameter("scope").stream()
                .flatMap(scope -> List.of(scope.split(" ", -1)).stream())
                .filter(part -> part.matches("[A-Za-z0-9:/._*,()-]{1,512}"))
                .limit(16)
                .toList();
    }

    private Optional<String> header(Challenge challenge, String repository, Scope scope) {
        Credentials credentials = credentials(repository);
        if (challenge.scheme().equals("basic")) {
            return credentials instanceof Credentials.Basic basic ? Optional.of(basic(basic)) : Optional.empty();
        }
        if (credentials instanceof Credentials.Token(Credentials.Token.Kind kind, Secret value)
                && kind == Credentials.Token.Kind.BEARER) {
            return Optional.of("Bearer " + value.reveal(String::new));
        }
        return Optional.of(held.compute(
                        scope.key(),
                        (key, old) -> old != null && old.isGood() ? old : fetch(challenge, credentials, scope))
                .header());
    }

    private Held fetch(Challenge challenge, Credentials credentials, Scope scope) {
        TokenService.Issued issued = tokens.issue(registry, challenge, credentials, scope);
        Duration life = issued.life().compareTo(LONGEST) > 0 ? LONGEST : issued.life();
        Duration useful = life.compareTo(SHORTEST) < 0 ? life : life.minus(EARLY);
        return new Held("Bearer " + issued.token().reveal(String::new), System.nanoTime() + useful.toNanos());
    }

    private Credentials credentials(String repository) {
        return found.computeIfAbsent(repository, asked -> source.find(registry.at(), asked));
    }

    static String basic(Credentials.Basic basic) {
        String pair = basic.user() + ":" + basic.password().reveal(String::new);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
