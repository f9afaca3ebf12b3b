package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** More referrers than one answer may hold. */
final class ReferrersPagesIT {
    private static final Digest SUBJECT = Digest.of("of whom".getBytes(StandardCharsets.US_ASCII));
    private static final int MANY = 12;

    @TempDir
    private Path folder = Path.of("");

    private final List<Digest> put = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private StoreFolder store;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryClient client;

    @BeforeEach
    void fill() {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(store, ServerOptions.loopback(0));
        HostPort at = new HostPort("127.0.0.1", server.address().getPort());
        client = Clients.open(Clients.plain(at));
        byte[] empty = {'{', '}'};
        repository().put(Descriptor.of(MediaTypes.OCI_EMPTY, empty), new ByteArrayInputStream(empty));
        for (int i = 0; i < MANY; i++) {
            Manifest referrer = referrer(i);
            repository().put(referrer);
            put.add(referrer.descriptor().digest());
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
    }

    private RegistryStore repository() {
        HostPort at = new HostPort("127.0.0.1", server.address().getPort());
        return client.store(new RegistryAddress(at, false, ""), "app");
    }

    /** Each so large in its annotations that all together are more than a client takes at once. */
    private static Manifest referrer(int number) {
        Map<String, Object> empty = Map.of(
                "mediaType",
                MediaTypes.OCI_EMPTY,
                "digest",
                Digest.of(new byte[] {'{', '}'}).toString(),
                "size",
                2);
        Map<String, Object> all = new TreeMap<>();
        all.put("schemaVersion", 2);
        all.put("mediaType", MediaTypes.OCI_MANIFEST);
        all.put("artifactType", number % 2 == 0 ? "application/even" : "application/odd");
        all.put("config", empty);
        all.put("layers", List.of(empty));
        all.put("subject", Map.of("mediaType", MediaTypes.OCI_MANIFEST, "digest", SUBJECT.toString(), "size", 7));
        all.put("annotations", Map.of("number", String.valueOf(number), "note", "n".repeat(400_000)));
        return Manifest.parse(MediaTypes.OCI_MANIFEST, StrictJson.write(all));
    }

    @Test
    void theClientTakesThemAllPageByPage() {
        assertThat(repository().referrers(SUBJECT))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrderElementsOf(put);
    }

    @Test
    void aPageHasAsManyAsWereAskedForAndNamesTheNext() throws IOException, InterruptedException {
        List<String> pages = new ArrayList<>();
        String next = "/v2/app/referrers/" + SUBJECT + "?n=2&artifactType=application/even";
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!next.isEmpty()) {
                HttpResponse<String> page = http.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + server.address().getPort() + next))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.headers().firstValue("OCI-Filters-Applied")).contains("artifactType");
                assertThat(page.body().length()).isLessThan(4 << 20);
                pages.add(page.body());
                next = page.headers()
                        .firstValue("Link")
                        .map(link -> link.substring(1, link.indexOf('>')))
                        .orElse("");
            }
        }
        assertThat(pages).hasSize(MANY / 4);
        String all = String.join("", pages);
        for (int i = 0; i < MANY; i++) {
            assertThat(all.contains(put.get(i).toString())).isEqualTo(i % 2 == 0);
        }
    }

    @Test
    void aSubjectNobodyRefersToHasOneEmptyPage() {
        assertThat(repository().referrers(Digest.of(new byte[] {1}))).isEmpty();
    }
}
