package io.hexr.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each way an API server can refuse or fail, as one clear case. */
final class ApiFaultsIT {
    private static final String PODS = "/api/v1/namespaces/a/pods";

    @TempDir
    private Path folder = Path.of("");

    private void expect(PretendApiServer.Answer answer, Class<? extends ClusterException> kind, String text)
            throws IOException {
        try (PretendApiServer server = new PretendApiServer(request -> answer);
                Api api = Api.open(server.kubeconfig(folder), Duration.ZERO)) {
            assertThatThrownBy(() -> api.get(PODS)).isInstanceOf(kind).hasMessageContaining(text);
            // the client renews a refused token once
            assertThat(server.requests).hasSizeLessThanOrEqualTo(answer.code() == 401 ? 2 : 1);
        }
    }

    private static PretendApiServer.Answer status(int code, String message) {
        return PretendApiServer.Answer.status(code, "x", message);
    }

    @Test
    void everyRefusalIsACaseOfItsOwn() throws IOException {
        expect(
                status(401, "Unauthorized"),
                ClusterException.CredentialsRefused.class,
                "does not accept the credentials");
        expect(
                status(403, "pods is forbidden: User \"jo\" cannot list resource \"pods\""),
                ClusterException.Forbidden.class,
                "this user may not get pods in a");
        expect(
                status(403, "pods \"x\" is forbidden: exceeded quota: small"),
                ClusterException.QuotaExceeded.class,
                "would exceed a quota");
        expect(
                status(403, "pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\""),
                ClusterException.AdmissionRefused.class,
                "admission check");
        expect(
                status(400, "admission webhook \"w.site\" denied the request: no"),
                ClusterException.AdmissionRefused.class,
                "admission check");
        expect(
                status(500, "failed calling webhook \"w.site\": connection refused"),
                ClusterException.AdmissionRefused.class,
                "admission check");
        expect(status(404, "not found"), ClusterException.Missing.class, "pods in a is not there");
        expect(
                status(409, "the object has been modified"),
                ClusterException.Conflict.class,
                "changed by somebody else");
        expect(status(422, "spec: Invalid value"), ClusterException.Invalid.class, "not valid for this cluster");
        expect(
                status(503, "etcdserver: request timed out"),
                ClusterException.ServerFailed.class,
                "failed at pods in a with 503");
        expect(new PretendApiServer.Answer(200, "<html>"), ClusterException.ProtocolViolation.class, "no JSON");
        expect(
                new PretendApiServer.Answer(
                        403, "{\"message\":\"no\",\"details\":{\"causes\":[{\"reason\":\"NamespaceTerminating\"}]}}"),
                ClusterException.NamespaceTerminating.class,
                "being removed");
    }

    @Test
    void whatTheServerSaysIsShownWithoutControlCharacters() throws IOException {
        try (PretendApiServer server = new PretendApiServer(request -> status(422, "a\\u001b[31mb\\nc"));
                Api api = Api.open(server.kubeconfig(folder), Duration.ZERO)) {
            assertThatThrownBy(() -> api.get(PODS))
                    .isInstanceOfSatisfying(
                            ClusterException.Invalid.class,
                            e -> assertThat(e.words()).isEqualTo("a [31mb c"));
        }
    }

    @Test
    void aRedirectIsNotFollowedAndNobodyElseSeesTheToken() throws IOException {
        try (PretendApiServer other = new PretendApiServer(request -> new PretendApiServer.Answer(200, "{}"));
                PretendApiServer server = new PretendApiServer(
                        request -> new PretendApiServer.Answer(302, other.address() + "/api/v1/namespaces/a/pods"));
                Api api = Api.open(server.kubeconfig(folder), Duration.ZERO)) {
            assertThatThrownBy(() -> api.get(PODS))
                    .isInstanceOf(ClusterException.ProtocolViolation.class)
                    .hasMessageContaining("status 302");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void aServerThatIsAwayForAMomentIsAskedAgain() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Function<String, PretendApiServer.Answer> flaky = request -> asked.incrementAndGet() < 3
                ? status(503, "starting")
                : new PretendApiServer.Answer(200, "{\"items\":[]}");
        try (PretendApiServer server = new PretendApiServer(flaky);
                Api api = Api.open(server.kubeconfig(folder), Duration.ofMinutes(1))) {
            assertThat(api.get(PODS).has("items")).isTrue();
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void whatMayHaveBeenDoneIsNotSentTwice() throws IOException {
        try (PretendApiServer server = new PretendApiServer(request -> status(503, "starting"));
                Api api = Api.open(server.kubeconfig(folder), Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> api.create(PODS, JsonNodeFactory.instance.objectNode()))
                    .isInstanceOf(ClusterException.ServerFailed.class);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void nobodyThereIsToldAtOnceWhenLookingAndAfterPatienceWhenWorking() throws IOException {
        PretendApiServer server = new PretendApiServer(request -> status(200, ""));
        Kubeconfig kubeconfig = server.kubeconfig(folder);
        server.close();
        try (Api api = Api.open(kubeconfig, Duration.ZERO)) {
            assertThatThrownBy(() -> api.get(PODS))
                    .isInstanceOf(ClusterException.Unreachable.class)
                    .hasMessageContaining("nothing answers there");
        }
        try (Api api = Api.open(kubeconfig, Duration.ofMillis(1))) {
            assertThatThrownBy(() -> api.get(PODS)).isInstanceOf(ClusterException.Gone.class);
        }
    }
}
