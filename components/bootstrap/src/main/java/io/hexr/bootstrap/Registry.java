package io.hexr.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The site's registry, read only. Credentials go to the host that the reference names and to no other: a token service elsewhere and a redirect elsewhere are
 * refused by name.
 */
final class Registry {
    private static final String MANIFESTS =
            "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
    private static final Pattern CHALLENGE = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final int TOKEN = 1 << 20;

    private final ModelReference reference;
    private final String root;
    private final Optional<String> credentials;
    private final Web web;
    private @Nullable String authorization;

    /** @param scheme {@code https}, or {@code http} where a person said so */
    Registry(ModelReference reference, String scheme, Optional<String> credentials, Web web) {
        this.reference = reference;
        this.root = scheme + "://" + reference.registry() + "/v2/" + reference.repository();
        this.credentials = credentials;
        this.web = web;
    }

    /** The bytes of the manifest; whether they are the right ones is for the caller to see. */
    byte[] manifest(int most) throws IOException {
        String what = reference.toString();
        HttpRequest.Builder request = get("/manifests/" + reference.digest()).header("Accept", MANIFESTS);
        HttpResponse<byte[]> answer = web.small(authorized(request), most);
        if (answer.statusCode() == 401) {
            authorize(what, answer);
            answer =
                    web.small(authorized(get("/manifests/" + reference.digest()).header("Accept", MANIFESTS)), most);
        }
        requireStatus(what, answer, 200);
        return answer.body();
    }

    /** A blob from an offset on. @return its bytes from there, or from its begin where the registry does not know ranges */
    Part blob(String digest, long offset) throws IOException {
        HttpResponse<InputStream> answer = web.stream(authorized(range(digest, offset)));
        if (answer.statusCode() == 401) {
            answer.body().close();
            authorize("blob " + digest, answer);
            answer = web.stream(authorized(range(digest, offset)));
        }
        if (answer.statusCode() != 200 && answer.statusCode() != 206) {
            answer.body().close();
            requireStatus("blob " + digest, answer, 200);
        }
        return new Part(answer.body(), answer.statusCode() == 206 ? offset : 0);
    }

    /** Bytes of a blob and where in it they begin. */
    record Part(InputStream bytes, long offset) {}

    private HttpRequest.Builder range(String digest, long offset) {
        HttpRequest.Builder request = get("/blobs/" + digest);
        return offset == 0 ? request : request.header("Range", "bytes=" + offset + "-");
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(root + path)).GET();
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private static void requireStatus(String what, HttpResponse<?> answer, int wanted) throws IOException {
        int status = answer.statusCode();
        if (status == wanted) {
            return;
        }
        if (status / 100 == 3) {
            String to = answer.headers().firstValue("Location").orElse("nowhere");
            throw new BootstrapException.RegistryRefused(what, "it redirects to " + host(to) + ", which nobody named");
        }
        if (status == 429 || status / 100 == 5) {
            throw new IOException("the registry answers " + status);
        }
        throw new BootstrapException.RegistryRefused(what, "the registry answers " + status);
    }

    private static String host(String location) {
        Matcher host = Pattern.compile("^[a-z]+://([^/?#@]*@)?([^/?#]*)").matcher(location);
        return host.find() ? host.group(2) : "another path";
    }

    /** Answers the registry's challenge: Basic with the name and password, Bearer with a token of its own service. */
    private void authorize(String what, HttpResponse<?> answer) throws IOException {
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        boolean bearer = challenge.toLowerCase(Locale.ROOT).startsWith("bearer ");
        if (credentials.isEmpty() && !bearer) {
            throw new BootstrapException.RegistryRefused(
                    what, "the registry wants a name, and the pull secret has none for " + reference.registry());
        }
        authorization = bearer ? "Bearer " + token(what, challenge) : "Basic " + credentials.orElse("");
    }

    private String token(String what, String challenge) throws IOException {
        String realm = "";
        String query = "";
        Matcher parts = CHALLENGE.matcher(challenge);
        while (parts.find()) {
            switch (parts.group(1)) {
                case "realm" -> realm = parts.group(2);
                case "service", "scope" ->
                    query += (query.isEmpty() ? "?" : "&") + parts.group(1) + "="
                            + URLEncoder.encode(parts.group(2), StandardCharsets.UTF_8);
                default -> {}
            }
        }
        if (!realm.startsWith(root.substring(0, root.indexOf("/v2/") + 1))) {
            throw new BootstrapException.RegistryRefused(
                    what, "it sends for tokens to " + host(realm) + ", which nobody named");
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(realm + query)).GET();
        credentials.ifPresent(pair -> request.header("Authorization", "Basic " + pair));
        HttpResponse<byte[]> answer = web.small(request, TOKEN);
        requireStatus("a token for " + what, answer, 200);
        var said = Json.parse("the token service's answer", answer.body());
        return said.path("token").asText(said.path("access_token").asText());
    }
}
