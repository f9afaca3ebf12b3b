package io.hexr.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/** Requests to one API server, as trees. Every way in which one can fail becomes a case of {@link ClusterException} here and nowhere else. */
final class Api implements AutoCloseable {
    static final int CONNECT_MILLIS = 10_000;
    static final int REQUEST_MILLIS = 30_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAIN = "application/json";
    private static final String PLAIN_TEXT = "text/plain, application/json";
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final String DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String server;
    private final HttpClient client;
    private final Duration patience;

    /** What came back. */
    record Answer(int code, JsonNode body, Optional<Instant> date) {}

    /** The client would follow a redirect to any host, and show it our token. */
    private static final class Unredirected extends JdkHttpClientFactory {
        @Override
        protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
            builder.followRedirects(java.net.http.HttpClient.Redirect.NEVER);
        }
    }

    private Api(String server, HttpClient client, Duration patience) {
        this.server = server;
        this.client = client;
        this.patience = patience;
    }

    /**
     * Opens no connection yet.
     *
     * @param patience how long a server that is away is asked again; requests that are not safe to repeat are not
     */
    static Api open(Kubeconfig kubeconfig, Duration patience) {
        Credentials.requireValid(kubeconfig);
        HttpClient client = new Unredirected().newBuilder(kubeconfig.config()).build();
        return new Api(kubeconfig.server(), client, patience);
    }

    String server() {
        return server;
    }

    JsonNode get(String path) {
        return required("get", path, asked("GET", path, PLAIN, "", ""));
    }

    /** All of a kind, with contents. */
    JsonNode list(String path) {
        return required("list", path, asked("GET", path, PLAIN, "", ""));
    }

    /** Empty where it is not there. */
    Optional<JsonNode> find(String path) {
        Answer answer = asked("GET", path, PLAIN, "", "");
        return answer.code() == 404 ? Optional.empty() : Optional.of(required("get", path, answer));
    }

    /** What is no tree, such as a log. */
    String text(String path) {
        Answer answer = asked("GET", path, PLAIN_TEXT, "", "");
        required("get", path, answer);
        return answer.body().asText();
    }

    /** Names, labels and annotations only: contents stay on the server. */
    JsonNode metadata(String path) {
        return required("list", path, asked("GET", path, METADATA, "", ""));
    }

    /** Every kind of object there is, in one answer. */
    JsonNode discovery(String path) {
        JsonNode kinds = required("get", path, asked("GET", path, DISCOVERY, "", ""));
        if (!kinds.path("kind").asText().equals("APIGroupDiscoveryList")) {
            throw new ClusterException.ProtocolViolation(server, "it does not list its kinds of objects at " + path);
        }
        return kinds;
    }

    /** For what an answer carries beside its body. */
    Answer answer(String path) {
        Answer answer = asked("GET", path, PLAIN, "", "");
        required("get", path, answer);
        return answer;
    }

    /** Server-side apply; what others own is taken over. */
    JsonNode apply(String path, String manager, JsonNode object) {
        String query = "?fieldManager=" + manager + "&force=true";
        return required("patch", path, asked("PATCH", path + query, PLAIN, APPLY, object.toString()));
    }

    /** What applying would leave there; changes nothing. */
    JsonNode applied(String path, String manager, JsonNode object) {
        String query = "?fieldManager=" + manager + "&force=true&dryRun=All";
        return required("patch", path, asked("PATCH", path + query, PLAIN, APPLY, object.toString()));
    }

    /** A question that is asked by making something that is never stored. */
    JsonNode review(String path, JsonNode object) {
        return required("create", path, asked("POST", path, PLAIN, PLAIN, object.toString()));
    }

    /** Not repeated: it may have been done although the answer got lost. */
    JsonNode create(String path, JsonNode object) {
        return required("create", path, unrepeated("POST", path, object));
    }

    /** Fails with {@link ClusterException.Conflict} where somebody was faster. */
    JsonNode replace(String path, JsonNode object) {
        return required("update", path, unrepeated("PUT", path, object));
    }

    void delete(String path) {
        delete(path, "");
    }

    /**
     * With what it made; a Job would leave its pods behind otherwise.
     *
     * @param uid only the object that has it; another of the name is a {@link ClusterException.Conflict}. Empty for whichever it is
     */
    void delete(String path, String uid) {
        String only = uid.isEmpty()
                ? ""
                : JSON.createObjectNode()
                        .put("apiVersion", "v1")
                        .put("kind", "DeleteOptions")
                        // where there is a body the query counts no more
                        .put("propagationPolicy", "Background")
                        .set("preconditions", JSON.createObjectNode().put("uid", uid))
                        .toString();
        Answer answer = asked("DELETE", path + "?propagationPolicy=Background", PLAIN, "", only);
        if (answer.code() != 404) {
            required("delete", path, answer);
        }
    }

    private JsonNode required(String verb, String path, Answer answer) {
        if (answer.code() / 100 == 2) {
            return answer.body();
        }
        throw Refusals.of(server, verb, path, answer);
    }

    /** Asks until there is an answer or patience ends; only for what may be asked twice. */
    private Answer asked(String method, String path, String accept, String type, String body) {
        Instant began = Instant.now();
        while (true) {
            try {
                Answer answer = once(method, path, accept, type, body);
                if ((answer.code() != 429 && answer.code() < 500) || spent(began)) {
                    return answer;
                }
            } catch (ClusterException.Unreachable e) {
                if (patience.isZero()) {
                    throw e;
                }
                if (spent(began)) {
                    throw new ClusterException.Gone(server, patience, e);
                }
            }
            pause();
        }
    }

    /** Whoever works patiently goes on by running again; whoever looks is told what is wrong. */
    private Answer unrepeated(String method, String path, JsonNode object) {
        try {
            return once(method, path, PLAIN, PLAIN, object.toString());
        } catch (ClusterException.Unreachable e) {
            throw patience.isZero() ? e : new ClusterException.Gone(server, Duration.ZERO, e);
        }
    }

    private boolean spent(Instant began) {
        return Duration.between(began, Instant.now()).compareTo(patience) >= 0;
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Interrupted(server);
        }
    }

    private Answer once(String method, String path, String accept, String type, String body) {
        HttpRequest.Builder request =
                client.newHttpRequestBuilder().uri(URI.create(server + path)).header("Accept", accept);
        HttpRequest built = method.equals("GET")
                ? request.build()
                : request.method(method, type.isEmpty() ? PLAIN : type, body).build();
        CompletableFuture<HttpResponse<String>> sent = client.sendAsync(built, String.class);
        try {
            HttpResponse<String> response = sent.get(REQUEST_MILLIS + CONNECT_MILLIS, TimeUnit.MILLISECONDS);
            JsonNode answered = accept.equals(PLAIN_TEXT) && response.code() / 100 == 2
                    ? TextNode.valueOf(String.valueOf(response.body()))
                    : tree(response);
            return new Answer(response.code(), answered, date(response));
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new ClusterException.Interrupted(server);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new ClusterException.Unreachable(server, "it does not answer", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private ClusterException failure(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SSLException || at instanceof java.security.cert.CertificateException) {
                return new ClusterException.TlsRefused(server, Words.of(String.valueOf(at.getMessage())), cause);
            }
            if (at instanceof UnresolvedAddressException) {
                return new ClusterException.Unreachable(server, "its name is not known here", cause);
            }
        }
        String why = cause instanceof ConnectException
                ? "nothing answers there"
                : cause instanceof HttpTimeoutException
                        ? "it does not answer"
                        : Words.of(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        return new ClusterException.Unreachable(
                server, why, cause instanceof IOException ? cause : new IOException(cause));
    }

    private JsonNode tree(HttpResponse<String> response) {
        String body = response.body();
        if (body == null || body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            if (response.code() / 100 == 2) {
                throw new ClusterException.ProtocolViolation(server, "it sent no JSON");
            }
            return JSON.createObjectNode().put("message", body);
        }
    }

    private static Optional<Instant> date(HttpResponse<String> response) {
        String date = response.header("Date");
        if (date == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
