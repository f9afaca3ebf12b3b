package io.hexr.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ModelCopyIT {
    private static final int CHUNK = 100_000;

    @TempDir
    private Path folder = Path.of("");

    private final SiteRegistry registry = new SiteRegistry();
    private final byte[] weights = bytes(1, 950_000);
    private final byte[] manifest = bytes(2, 300);
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Optional<String> credentials = Optional.empty();

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void end() {
        registry.close();
    }

    private String model() {
        // in an order, so that a fault meets what it is meant for
        return registry.model(
                new TreeMap<>(
                        Map.of("blobs/sha256-1", weights, "manifests/site/small", manifest, "empty", new byte[0])),
                CHUNK);
    }

    private void manifestAndConfigPass() {
        registry.next((exchange, content) -> false);
        registry.next((exchange, content) -> false);
    }

    private void copy(String reference) {
        ModelReference parsed = ModelReference.parse(reference);
        new ModelCopy(
                        parsed,
                        new Registry(parsed, "http", credentials, Web.ofTheRuntime()),
                        folder.resolve("models"),
                        pauses::add,
                        said::add)
                .run();
    }

    private void assertWhole() throws IOException {
        assertThat(folder.resolve("models/blobs/sha256-1")).hasBinaryContent(weights);
        assertThat(folder.resolve("models/manifests/site/small")).hasBinaryContent(manifest);
        assertThat(folder.resolve("models/empty")).isEmptyFile();
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.map(Path::toString).filter(file -> file.endsWith(".partial")))
                    .isEmpty();
        }
    }

    @Test
    void theFilesArePutTogetherAndASecondRunAsksForNoContent() throws IOException {
        String reference = model();
        copy(reference);
        assertWhole();
        int asked = registry.asked.size();
        copy(reference);
        assertThat(registry.asked.subList(asked, registry.asked.size()))
                .as("manifest and config only")
                .hasSize(2);
        assertThat(said.getLast()).contains("is there, 3 files");
    }

    @Test
    void whatAnEarlierRunLeftIsKeptAsFarAsItIsRight() throws IOException {
        String reference = model();
        Path partial =
                folder.resolve("models/.hexr/" + SiteRegistry.digest(weights).replace(':', '-') + ".partial");
        Files.createDirectories(partial.getParent());
        byte[] left = Arrays.copyOf(weights, 350_000);
        left[150_000] ^= 1;
        Files.write(partial, left);
        copy(reference);
        assertWhole();
        List<String> blobs = registry.asked.stream()
                .filter(line -> line.contains(SiteRegistry.digest(Arrays.copyOfRange(weights, 0, CHUNK))))
                .toList();
        assertThat(blobs).as("the first chunk was right").isEmpty();
        assertThat(said.getLast()).contains("copied and verified");
    }

    @Test
    void aTransferThatIsCutGoesOnWhereItWas() throws IOException {
        String reference = model();
        manifestAndConfigPass();
        for (int cut = 0; cut < 3; cut++) {
            registry.next((exchange, content) -> {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content, 0, 40_000);
                exchange.getResponseBody().flush();
                return true;
            });
        }
        copy(reference);
        assertWhole();
        assertThat(registry.asked).anyMatch(line -> line.endsWith("bytes=40000-"));
        assertThat(pauses).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void whatPassesIsTriedAgain(int status) throws IOException {
        registry.next((exchange, content) -> {
            exchange.sendResponseHeaders(status, -1);
            return true;
        });
        copy(model());
        assertWhole();
        assertThat(pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void aRegistryThatKnowsNoRangesIsReadFromTheBegin() throws IOException {
        String reference = model();
        Path partial =
                folder.resolve("models/.hexr/" + SiteRegistry.digest(weights).replace(':', '-') + ".partial");
        Files.createDirectories(partial.getParent());
        Files.write(partial, Arrays.copyOf(weights, 10));
        manifestAndConfigPass();
        for (int i = 0; i < 20; i++) {
            registry.next((exchange, content) -> {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
                return true;
            });
        }
        copy(reference);
        assertWhole();
    }

    @Test
    void wrongContentNeverGetsAName() throws IOException {
        String reference = model();
        byte[] chunk = Arrays.copyOfRange(weights, 2 * CHUNK, 3 * CHUNK);
        byte[] other = chunk.clone();
        other[5] ^= 1;
        registry.damage(SiteRegistry.digest(chunk), other);
        assertThatThrownBy(() -> copy(reference))
                .isInstanceOf(BootstrapException.ContentWrong.class)
                .hasMessageContaining("blobs/sha256-1, chunk " + SiteRegistry.digest(chunk));
        assertThat(folder.resolve("models/blobs/sha256-1")).doesNotExist();
        registry.damage(SiteRegistry.digest(chunk), chunk);
        copy(reference);
        assertWhole();
    }

    @Test
    void aManifestThatIsAnotherIsRefused() {
        String reference = model();
        registry.damage(reference.substring(reference.indexOf('@') + 1), "{}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> copy(reference)).isInstanceOf(BootstrapException.ContentWrong.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../outside      | no plain path",
                "/etc/passwd     | no plain path",
                "a//b            | no plain path",
                ".hexr/x.partial | no plain path",
            })
    void aNameThatLeadsOutOfTheFolderIsRefused(String name, String rule) {
        String reference = registry.model(Map.of(name, manifest), CHUNK);
        assertThatThrownBy(() -> copy(reference))
                .isInstanceOf(BootstrapException.DocumentInvalid.class)
                .hasMessageContaining(rule);
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void chunksThatNoLayerHoldsOrDoNotAddUpAreRefused() {
        String digest = registry.put(manifest);
        String file = "{\"name\":\"a\",\"size\":%d,\"digest\":\"" + digest + "\",\"chunks\":[\"" + digest + "\"]}";
        String lacking = registry.artifact("{\"files\":[" + file.formatted(300) + "]}", Map.of(), Model.CONFIG);
        assertThatThrownBy(() -> copy(lacking)).hasMessageContaining("which is no layer of it");
        String wrong =
                registry.artifact("{\"files\":[" + file.formatted(301) + "]}", Map.of(digest, 300), Model.CONFIG);
        assertThatThrownBy(() -> copy(wrong)).hasMessageContaining("has 301 bytes, its chunks have 300");
        String image = registry.artifact("{}", Map.of(), "application/vnd.oci.image.config.v1+json");
        assertThatThrownBy(() -> copy(image)).hasMessageContaining("is no model");
    }

    @Test
    void aLinkInTheFolderIsNotFollowed() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("models/blobs"), folder.resolve("elsewhere"));
        String reference = model();
        assertThatThrownBy(() -> copy(reference))
                .isInstanceOf(BootstrapException.FileFailed.class)
                .hasMessageContaining("is a link");
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    void credentialsGoToTheNamedHostOnly() throws IOException {
        credentials = Optional.of("cmVhZGVyOnNlY3JldA==");
        List<String> presented = new ArrayList<>();
        registry.next((exchange, content) -> {
            presented.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"site\"");
            exchange.sendResponseHeaders(401, -1);
            return true;
        });
        registry.next((exchange, content) -> {
            presented.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            return false;
        });
        copy(model());
        assertWhole();
        assertThat(presented).containsExactly("null", "Basic cmVhZGVyOnNlY3JldA==");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | WWW-Authenticate | Bearer realm=\"https://auth.example.com/token\" | for tokens to auth.example.com, which nobody named",
                "307 | Location         | https://cdn.example.com/blob                    | redirects to cdn.example.com, which nobody named",
                "401 | WWW-Authenticate | Basic realm=\"site\"                            | the pull secret has none for",
                "403 | X-Nothing        | x                                               | the registry answers 403",
            })
    void aHostThatNobodyNamedIsNotAsked(int status, String header, String value, String fact) {
        registry.next((exchange, content) -> {
            exchange.getResponseHeaders().add(header, value);
            exchange.sendResponseHeaders(status, -1);
            return true;
        });
        String reference = model();
        assertThatThrownBy(() -> copy(reference))
                .isInstanceOf(BootstrapException.RegistryRefused.class)
                .hasMessageContaining(fact);
        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void theCommandSaysWhatItDidAndHowItEnded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String to = folder.resolve("models").toString();
        List<String> args = List.of("model", "--from", model(), "--to", to, "--plain-http");
        assertThat(Bootstrap.run(args, Map.of(), new PrintStream(out), new PrintStream(err)))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("WARNING: the registry is asked without TLS", "copied and verified, 3 files");
        List<String> unpinned = List.of("model", "--from", registry.address() + "/a:1", "--to", to);
        assertThat(Bootstrap.run(unpinned, Map.of(), new PrintStream(out), new PrintStream(err)))
                .isEqualTo(3);
        assertThat(Bootstrap.run(List.of("model"), Map.of(), new PrintStream(out), new PrintStream(err)))
                .isEqualTo(2);
        assertThat(Bootstrap.run(List.of("apply", "x", "y"), Map.of(), new PrintStream(out), new PrintStream(err)))
                .isEqualTo(2);
        assertThat(Bootstrap.run(List.of("apply", "/nowhere"), Map.of(), new PrintStream(out), new PrintStream(err)))
                .isEqualTo(3);
        assertThat(Bootstrap.run(List.of("help"), Map.of(), new PrintStream(out), new PrintStream(err)))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is not registry/repository@sha256:digest", "next:");
    }
}
