package io.hexr.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** The API server, as the account that Kubernetes gave this pod. The four calls that a plan needs. */
final class Cluster {
    /** Where Kubernetes mounts the account; the variable is for those who start this program outside a pod. */
    private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final String ACCOUNT_VARIABLE = "HEXR_SERVICE_ACCOUNT";
    private static final int ANSWER = 16 << 20;

    private final String server;
    private final Path token;
    private final Web web;

    Cluster(String server, Path token, Path authority) {
        this.server = server;
        this.token = token;
        this.web = Web.trusting(authority);
    }

    /** As Kubernetes tells every pod. */
    static Cluster ofThisPod(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (host.isEmpty()) {
            throw new BootstrapException.Usage("this is no pod: KUBERNETES_SERVICE_HOST is not set");
        }
        Path account = Path.of(environment.getOrDefault(ACCOUNT_VARIABLE, ACCOUNT));
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return new Cluster(
                "https://" + name + ":" + environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443"),
                account.resolve("token"),
                account.resolve("ca.crt"));
    }

    Optional<JsonNode> find(String path) {
        HttpResponse<byte[]> answer = send("GET", path, "", new byte[0]);
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(body("GET " + path, answer));
    }

    /** Whether it was made by this call; where it was there before, nothing changes. */
    boolean create(String path, JsonNode object) {
        HttpResponse<byte[]> answer = send("POST", path, "application/json", bytes(object));
        if (answer.statusCode() == 409 && body(answer).path("reason").asText().equals("AlreadyExists")) {
            return false;
        }
        body("POST " + path, answer);
        return true;
    }

    void patch(String path, JsonNode patch) {
        body("PATCH " + path, send("PATCH", path, "application/merge-patch+json", bytes(patch)));
    }

    private HttpResponse<byte[]> send(String method, String path, String type, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                // read anew each time: Kubernetes replaces it
                .header("Authorization", "Bearer " + token())
                .header("Accept", "application/json")
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            return web.small(request, ANSWER);
        } catch (IOException e) {
            throw new BootstrapException.ClusterUnreachable(server, e);
        }
    }

    private String token() {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new BootstrapException.FileFailed(token, e);
        }
    }

    private static JsonNode body(String what, HttpResponse<byte[]> answer) {
        JsonNode said = body(answer);
        if (answer.statusCode() / 100 != 2) {
            throw new BootstrapException.ClusterRefused(
                    what, answer.statusCode(), said.path("message").asText("nothing"));
        }
        return said;
    }

    private static JsonNode body(HttpResponse<byte[]> answer) {
        return Json.parse("the answer of the API server", answer.body());
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }
}
