package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.MemoryStore;
import io.hexr.oci.OciException;
import io.hexr.oci.RandomImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One clear message for each way a registry says no; and what it says, marked as its words. */
final class RefusalsIT {
    private static final Descriptor BLOB = Descriptor.of(MediaTypes.OCTET_STREAM, new byte[] {1, 2, 3});

    @TempDir
    Path folder;

    private static RegistryAddress address(HostPort at) {
        return new RegistryAddress(at, false, "");
    }

    private static void put(RegistryStore store) {
        store.put(BLOB, new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "403 Forbidden|{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no write access\"}]}|Forbidden|DENIED: no write access",
                "404 Not Found|{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"project team not found\"}]}|NotFound|project team not found",
                "413 Too Large|<html><body>Request Entity Too Large</body></html>|TooLarge|Request Entity Too Large",
                "507 Insufficient Storage||DiskFullAtRegistry|no space",
                "500 Internal|{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"unknown error\",\"detail\":{\"Err\":28,\"Op\":\"mkdir\"}}]}|DiskFullAtRegistry|no space left",
                "500 Internal|write /var/lib/x: no space left on device|DiskFullAtRegistry|no space left on device",
                "403 Forbidden|{\"errors\":[{\"code\":\"DENIED\",\"message\":\"adding 3 bytes exceeds the quota\"}]}|DiskFullAtRegistry|exceeds the quota",
                "503 Unavailable|The registry is in read-only mode|ReadOnlyRegistry|read-only mode",
                "405 Method Not Allowed||ReadOnlyRegistry|read-only",
                "500 Internal|oops|ServerFailed|oops",
                "400 Bad Request|{\"errors\":[{\"code\":\"NAME_INVALID\",\"message\":\"invalid\"}]}|Rejected|NAME_INVALID: invalid"
            })
    void namesWhatARegistryRefuses(String status, String body, String expected, String words) throws IOException {
        String written = body == null ? "" : body;
        try (ScriptedServer server = new ScriptedServer(request -> request.has("HEAD")
                ? ScriptedServer.status("404 Not Found", "")
                : ScriptedServer.status(status, written))) {
            try (RegistryClient client = Clients.open(Clients.plain(server.at()))) {
                assertThatThrownBy(() -> put(client.store(address(server.at()), "team/app")))
                        .hasMessageContaining(words)
                        .hasMessageContaining("POST http://" + server.at() + "/v2/team/app/blobs/uploads/")
                        .extracting(e -> e.getClass().getSimpleName())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void stripsWhatAServerWouldDoToATerminal() throws IOException {
        String body = "\u001b[2Jgone\u0007 " + "x".repeat(100_000);
        try (ScriptedServer server = new ScriptedServer(request -> ScriptedServer.status("403 Forbidden", body));
                RegistryClient client = Clients.open(Clients.plain(server.at()))) {
            assertThatThrownBy(() -> client.ping(address(server.at()))).satisfies(e -> {
                assertThat(e.getMessage()).contains("[2Jgone").hasSizeLessThan(1000);
                assertThat(String.valueOf(e.getMessage()).chars()).noneMatch(Character::isISOControl);
            });
        }
    }

    @Test
    void catchesARegistryThatLiesAboutADigest() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                request -> ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + "Docker-Content-Digest: sha256:"
                                + "0".repeat(64) + "\r\n\r\n" + (request.has("HEAD") ? "" : "abc"))
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            try (RegistryClient client = Clients.open(Clients.plain(server.at()))) {
                RegistryStore store = client.store(address(server.at()), "a");
                assertThatThrownBy(() -> store.has(BLOB)).isInstanceOf(RegistryException.DigestLied.class);
                assertThatThrownBy(() -> {
                            try (InputStream in = store.open(BLOB)) {
                                in.readAllBytes();
                            }
                        })
                        .isInstanceOf(OciException.DigestMismatch.class);
            }
        }
    }

    @Test
    void saysThatARegistryOrATagTakesNoWrites() throws IOException {
        MemoryStore made = new MemoryStore();
        RandomImages images = new RandomImages(1, made);
        Descriptor first = images.image(RandomImages.Kind.OCI);
        Descriptor second = images.image(RandomImages.Kind.OCI);
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"))) {
            try (RegistryServer server =
                    RegistryServer.start(store, ServerOptions.loopback(0).with(ServerTags.IMMUTABLE))) {
                HostPort at = new HostPort("127.0.0.1", server.address().getPort());
                try (RegistryClient client = Clients.open(Clients.plain(at))) {
                    RegistryStore to = client.store(address(at), "a");
                    push(made, to, first);
                    push(made, to, second);
                    to.tag("v1", first);
                    to.tag("v1", first);
                    assertThatThrownBy(() -> to.tag("v1", second)).isInstanceOf(RegistryException.ImmutableTag.class);
                }
            }
            try (RegistryServer server =
                    RegistryServer.start(store, ServerOptions.loopback(0).with(ServerOptions.Writes.REFUSED))) {
                HostPort at = new HostPort("127.0.0.1", server.address().getPort());
                try (RegistryClient client = Clients.open(Clients.plain(at))) {
                    assertThatThrownBy(() -> put(client.store(address(at), "a")))
                            .isInstanceOf(RegistryException.ReadOnlyRegistry.class);
                }
            }
        }
        try (ForeignRegistry registry = ForeignRegistry.distribution(
                        folder,
                        "storage:",
                        "  filesystem:",
                        "    rootdirectory: " + folder.resolve("read-only"),
                        "  maintenance:",
                        "    readonly:",
                        "      enabled: true");
                RegistryClient client = Clients.open(Clients.plain(registry.at()))) {
            assertThatThrownBy(() -> put(client.store(registry.address(), "a")))
                    .isInstanceOf(RegistryException.ReadOnlyRegistry.class);
        }
    }

    private static void push(MemoryStore from, RegistryStore to, Descriptor root) {
        if (root.isManifest()) {
            from.manifest(root).children().forEach(child -> push(from, to, child));
        }
        to.put(root, from.open(root));
    }

    @Test
    void listsTagsAndRepositoriesOverManyPages() throws IOException {
        MemoryStore made = new MemoryStore();
        Descriptor image = new RandomImages(2, made).image(RandomImages.Kind.OCI);
        try (ForeignRegistry registry = ForeignRegistry.distribution(folder, "catalog:", "  maxentries: 10");
                RegistryClient client = Clients.open(Clients.plain(registry.at()))) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                names.add("list/name-" + (char) ('a' + i));
                RegistryStore store = client.store(registry.address(), names.getLast());
                push(made, store, image);
                store.tag("v" + i, image);
            }
            RegistryStore store = client.store(registry.address(), "list/name-a");
            for (int i = 0; i < 30; i++) {
                store.tag("t" + i, image);
            }
            assertThat(store.tags()).hasSize(31).contains("v0", "t0", "t29");
            // a registry may refuse pages larger than it likes: none is asked for
            assertThat(client.repositories(registry.address())).containsExactlyElementsOf(names);
            assertThat(client.store(registry.address(), "list/none").tags()).isEmpty();
            store.untag("t3");
            assertThat(store.tags()).hasSize(30).doesNotContain("t3");
            store.delete(image);
            store.delete(image);
            assertThat(store.has(image)).isFalse();
            assertThat(store.tags()).isEmpty();
        }
    }

    @Test
    void endsListsThatDoNotEnd() throws IOException {
        try (ScriptedServer server =
                        new ScriptedServer(request -> ("HTTP/1.1 200 OK\r\nLink: </v2/a/tags/list?n=1&last=x>; "
                                        + "rel=\"next\"\r\nContent-Length: 16\r\n\r\n{\"tags\":[\"one\"]}")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                RegistryClient client = Clients.open(Clients.plain(server.at()))) {
            assertThatThrownBy(() -> client.store(address(server.at()), "a").tags())
                    .isInstanceOf(RegistryException.ProtocolViolation.class)
                    .hasMessageContaining("circle");
        }
    }

    @Test
    void saysThatThereIsNoRegistry() throws IOException {
        try (ScriptedServer server = new ScriptedServer(request -> ScriptedServer.status("404 Not Found", "nginx"));
                RegistryClient client = Clients.open(Clients.plain(server.at()))) {
            assertThatThrownBy(() -> client.ping(address(server.at())))
                    .isInstanceOf(RegistryException.ProtocolViolation.class)
                    .hasMessageContaining("no registry at this address");
        }
    }

    @Test
    void listsReferrersAtATagWhereTheRegistryKeepsNone() throws IOException {
        MemoryStore made = new MemoryStore();
        RandomImages images = new RandomImages(3, made);
        Descriptor image = images.image(RandomImages.Kind.OCI);
        Descriptor one = images.referring(image, "application/vnd.example.one");
        Descriptor two = images.referring(image, "application/vnd.example.two");
        try (ForeignRegistry registry = ForeignRegistry.debian(folder);
                RegistryClient client = Clients.open(Clients.plain(registry.at()))) {
            RegistryStore store = client.store(registry.address(), "referrers/a");
            for (Descriptor root : List.of(image, one, two, one)) {
                push(made, store, root);
            }
            assertThat(store.tags()).containsExactly("sha256-" + image.digest().hex());
            assertThat(store.referrers(image.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactlyInAnyOrder(one.digest(), two.digest());
            store.delete(one);
            assertThat(store.referrers(image.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(two.digest());
        }
    }

    @Test
    void goesOnReadingWhereRangesAreUnknown() throws IOException {
        byte[] content = new byte[200_000];
        new java.util.Random(5).nextBytes(content);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, content);
        List<String> ranges = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer(request -> {
                    byte[] whole = ScriptedServer.bytes(content);
                    ranges.add(request.text());
                    // the first answer stops in the middle, with another request's answer in its place
                    return ranges.size() == 1 ? java.util.Arrays.copyOf(whole, 120_000) : whole;
                });
                RegistryClient client = Clients.open(Clients.plain(server.at())
                        .with(new Timeouts(
                                java.time.Duration.ofSeconds(5),
                                java.time.Duration.ofMillis(300),
                                java.time.Duration.ofSeconds(5))));
                InputStream in = client.store(address(server.at()), "a").open(blob)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
            assertThat(ranges).hasSize(2);
            assertThat(ranges.get(1)).contains("Range: bytes=");
        }
    }

    @Test
    void keepsOneConnectionForManyRequests() throws IOException {
        try (ForeignRegistry registry = ForeignRegistry.distribution(folder);
                RegistryClient client = Clients.open(Clients.plain(registry.at()))) {
            RegistryStore store = client.store(registry.address(), "kept/a");
            for (int i = 0; i < 20; i++) {
                byte[] content = {(byte) i};
                store.upload(
                        Descriptor.of(MediaTypes.OCTET_STREAM, content),
                        Body.of(content),
                        UploadJournal.NONE,
                        Optional.empty());
            }
            EgressReport.Contact contact = client.egress().contacts().getFirst();
            assertThat(contact.connections()).isEqualTo(1);
            assertThat(contact.requests()).isEqualTo(40);
        }
    }
}
