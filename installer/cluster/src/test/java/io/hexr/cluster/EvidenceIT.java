package io.hexr.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.install.Fact;
import io.hexr.install.Inspection;
import io.hexr.install.Redaction;
import io.hexr.install.Wanted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What is gathered for support, and that no secret that was planted is in it. */
final class EvidenceIT {
    private static final String POD = """
            {"items":[{"metadata":{"name":"web-1","managedFields":[{"manager":"x"}]},
             "spec":{"containers":[{"name":"web","image":"registry.site/web@sha256:%s",
              "env":[{"name":"DB_PASSWORD","value":"planted-env"}],"args":["--admin-password","planted-arg"]}]},
             "status":{"containerStatuses":[{"name":"web","restartCount":2}]}}]}
            """.formatted("a".repeat(64));

    private static final String EVENT = """
            {"items":[{"type":"Warning","reason":"BackOff","message":"pulling with token=planted-event failed",
             "lastTimestamp":"2026-11-21T12:00:00Z","involvedObject":{"kind":"Pod","name":"web-1"}}]}
            """;

    @TempDir
    private Path folder = Path.of("");

    private static PretendApiServer.Answer answer(String request) {
        if (request.contains("/secrets") || request.contains("/configmaps")) {
            throw new AssertionError("nobody reads these for support: " + request);
        }
        if (request.contains("/web-1/log") && request.contains("previous=true")) {
            return new PretendApiServer.Answer(200, "Authorization: Bearer planted-header\nfatal: no database\n");
        }
        if (request.contains("/web-1/log")) {
            return new PretendApiServer.Answer(
                    200, "{\"password\":\"planted-log\"}\nready with the-token-of-this-user\n");
        }
        if (request.contains("/pods")) {
            return new PretendApiServer.Answer(200, POD);
        }
        if (request.contains("/events")) {
            return new PretendApiServer.Answer(200, EVENT);
        }
        return request.contains("/nodes")
                ? PretendApiServer.Answer.status(403, "Forbidden", "User jo cannot list resource nodes")
                : new PretendApiServer.Answer(200, "{\"items\":[]}");
    }

    @Test
    void holdsWhatHelpsAndNoSecret() throws IOException {
        Inspection nothing = new Inspection(
                "https://api.site:6443",
                new Wanted.Target("hexr-runtime", "hexr-system"),
                Fact.known(Optional.empty()),
                Fact.known(List.of()),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                new TreeSet<>());
        Evidence evidence;
        try (PretendApiServer server = new PretendApiServer(EvidenceIT::answer);
                Api api = Api.open(server.kubeconfig(folder), Duration.ZERO)) {
            evidence = Evidence.of(api, nothing, new Redaction(List.of("the-token-of-this-user")), () -> {});
        }
        SortedMap<String, String> texts = new TreeMap<>();
        evidence.files().forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
        assertThat(texts.values())
                .allSatisfy(
                        text -> assertThat(text).doesNotContain("planted", "the-token-of-this-user", "managedFields"));
        assertThat(texts.get("logs/hexr-system/web-1/web.log")).contains("ready with [redacted]");
        assertThat(texts.get("logs/hexr-system/web-1/web.previous.log")).contains("fatal: no database");
        assertThat(texts.get("objects/hexr-system/pods.json")).contains("DB_PASSWORD", "@sha256:" + "a".repeat(64));
        assertThat(texts.get("events/hexr-system.txt")).contains("Warning Pod hexr-system/web-1 BackOff: pulling with");
        assertThat(evidence.warnings())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("BackOff"));
        assertThat(evidence.unread()).containsExactly("this user may not list nodes");
    }

    /** What looks at an installation does read Secrets, for support too; nothing of one goes on but when its certificate ends. */
    @Test
    void ofASecretThatIsReadNothingIsHandedOn() throws IOException {
        Wanted.Target target = new Wanted.Target("hexr-runtime", "hexr-system");
        List<String> read = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (PretendApiServer server = new PretendApiServer(request -> {
                    if (request.contains("/secrets/tls")) {
                        read.add(request);
                        return new PretendApiServer.Answer(
                                200,
                                "{\"kind\":\"Secret\",\"data\":{\"tls.key\":\"planted\",\"tls.crt\":\"cGxhbnRlZA==\"}}");
                    }
                    if (request.contains("/secrets") && request.contains("tls")) {
                        return new PretendApiServer.Answer(200, "{\"items\":[{\"metadata\":{\"name\":\"tls\"}}]}");
                    }
                    if (request.contains("/configmaps/")) {
                        return new PretendApiServer.Answer(
                                200, "{\"data\":{\"journal.json\":\"{\\\"schema\\\":\\\"hexr.io/other\\\"}\"}}");
                    }
                    return request.contains("/secrets")
                            ? new PretendApiServer.Answer(200, "{\"items\":[]}")
                            : answer(request);
                });
                Api api = Api.open(server.kubeconfig(folder), Duration.ZERO)) {
            Inspection found = new InspectionReader(api, target).read();
            assertThat(read).isNotEmpty();
            assertThat(found.toString()).doesNotContain("planted\"", "cGxhbnRlZA");
            assertThat(found.unread())
                    .as("a journal that cannot be read ends nothing")
                    .anySatisfy(line -> assertThat(line).contains("is of another version of hexr"));
            Evidence.of(api, found, new Redaction(List.of()), () -> {})
                    .files()
                    .values()
                    .forEach(bytes -> assertThat(new String(bytes, StandardCharsets.UTF_8))
                            .doesNotContain("planted"));
        }
    }
}
