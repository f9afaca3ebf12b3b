package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.hexr.oci.OciException;
import io.hexr.oci.Secret;

/** Fetches short-lived tokens from where a registry says they are issued, if that is the registry itself or a host named for it. */
final class TokenService {
    private static final int ANSWER = 256 << 10;
    private static final long USUAL_LIFE = 60;

    record Issued(Secret token, Duration life) {}

    private final Courier courier;
    private final ClientSettings settings;

    TokenService(Courier courier, ClientSettings settings) {
        this.courier = courier;
        this.settings = settings;
    }

    Issued issue(HttpUrl registry, Challenge challenge, Credentials credentials, Scope scope) {
        HttpRequest request = request(registry, challenge, credentials, scope);
        try (HttpResponse response = courier.persist(request)) {
            if (response.status() != 200) {
                throw Refusals.of(response, user(credentials));
            }
            return read(response);
        }
    }

    private HttpRequest request(HttpUrl registry, Challenge challenge, Credentials credentials, Scope scope) {
        HttpUrl realm = realm(registry, challenge);
        EgressPolicy.Purpose purpose =
                realm.sameOrigin(registry) ? EgressPolicy.Purpose.REGISTRY : EgressPolicy.Purpose.TOKEN_SERVICE;
        Map<String, String> fields = new LinkedHashMap<>();
        challenge.parameter("service").ifPresent(service -> fields.put("service", service));
        fields.put("client_id", "hexr");
        if (credentials instanceof Credentials.Token token) {
            fields.put("grant_type", "refresh_token");
            fields.put("refresh_token", token.value().reveal(String::new));
            fields.put("scope", scope.key());
            String form = fields.entrySet().stream()
                    .map(field -> field.getKey() + "=" + HttpUrl.encode(field.getValue()))
                    .collect(Collectors.joining("&"));
            return HttpRequest.to("POST", realm)
                    .at(realm, purpose)
                    .answeredWithin(ANSWER)
                    .with("Content-Type", "application/x-www-form-urlencoded")
                    .sending(form.getBytes(StandardCharsets.UTF_8));
        }
        HttpUrl asked = realm;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            asked = asked.withParameter(field.getKey(), field.getValue());
        }
        for (String part : new TreeSet<>(scope.parts())) {
            asked = asked.withParameter("scope", part);
        }
        HttpRequest request = HttpRequest.to("GET", asked).at(asked, purpose).answeredWithin(ANSWER);
        if (credentials instanceof Credentials.Basic basic) {
            HttpUrl withAccount = asked.withParameter("account", basic.user());
            return request.at(withAccount, purpose).with("Authorization", Authorizer.basic(basic));
        }
        return request;
    }

    private HttpUrl realm(HttpUrl registry, Challenge challenge) {
        String label = "authenticating to " + registry.at();
        HttpUrl realm = challenge
                .parameter("realm")
                .flatMap(HttpUrl::parse)
                .orElseThrow(() -> ResponseHead.violation(label, "the token realm is not an http or https address"));
        if (realm.sameOrigin(registry)) {
            return realm;
        }
        if (registry.scheme() == Scheme.HTTPS
                && realm.scheme() == Scheme.HTTP
                && settings.host(realm.at()).transport() != HostSettings.Transport.PLAIN_HTTP) {
            throw courier.refuse(label, realm.at(), "its token realm would leave TLS");
        }
        if (!settings.egress().allows(realm.at(), EgressPolicy.Purpose.TOKEN_SERVICE)) {
            throw courier.refuse(
                    label, realm.at(), "that token realm was not named as a token service, so no credentials go there");
        }
        return realm;
    }

    private static Issued read(HttpResponse response) {
        String label = response.request().label();
        try {
            JsonFields answer = JsonFields.parse(response.bytes(ANSWER), ANSWER, label);
            String token = answer.text("token")
                    .or(() -> answer.text("access_token"))
                    .orElseThrow(() -> ResponseHead.violation(label, "no token in it"));
            if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw ResponseHead.violation(label, "the token holds characters that no token has");
            }
            long seconds = answer.number("expires_in").orElse(USUAL_LIFE);
            return new Issued(Secret.of(token.toCharArray()), Duration.ofSeconds(Math.clamp(seconds, 1, 86_400)));
        } catch (OciException e) {
            throw ResponseHead.violation(label, String.valueOf(e.getMessage()));
        }
    }

    private static java.util.Optional<String> user(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Basic basic -> java.util.Optional.of(basic.user());
            case Credentials.Token token -> java.util.Optional.of("the token");
            case Credentials.Anonymous anonymous -> java.util.Optional.empty();
        };
    }
}
