package io.hexr.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each option of a server, seen from outside. */
final class ServerOptionsIT {
    private static final byte[] BLOB = "blob".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private StoreFolder store;

    @BeforeEach
    void open() {
        store = StoreFolder.open(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Htpasswd users() throws IOException {
        Path file = folder.resolve("htpasswd");
        Files.writeString(file, "# people\n" + Htpasswd.line("ada", "secret".toCharArray()) + "\n");
        return Htpasswd.read(file);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void passwordsAreAskedForAndChecked() throws IOException {
        try (RegistryServer server =
                RegistryServer.start(store, ServerOptions.loopback(0).with(users()))) {
            SpecClient client = new SpecClient(server.address());
            var none = client.get("/v2/");
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.code()).isEqualTo("UNAUTHORIZED");
            assertThat(none.header("WWW-Authenticate")).startsWith("Basic realm=");
            for (String wrong : List.of("ada:wrong", "bob:secret", "ada:", ":secret", "ada")) {
                assertThat(client.get("/v2/", "Authorization", basic(wrong)).status())
                        .as(wrong)
                        .isEqualTo(401);
            }
            assertThat(client.get("/v2/", "Authorization", "Bearer ada:secret").status())
                    .isEqualTo(401);
            assertThat(client.get("/v2/", "Authorization", "Basic ***").status())
                    .isEqualTo(401);
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/v2/", "Authorization", basic("ada:secret"))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(client.send("POST", "/v2/a/blobs/uploads/", BLOB).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aReadOnlyServerServesAndTakesNothing() {
        Digest digest;
        try (RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            new SpecClient(server.address()).pushImage("read/only", "v1", "blob");
            digest = new SpecClient(server.address()).pushBlob("read/only", BLOB);
        }
        try (RegistryServer server =
                RegistryServer.start(store, ServerOptions.loopback(0).with(ServerOptions.Writes.REFUSED))) {
            SpecClient client = new SpecClient(server.address());
            assertThat(client.get("/v2/read/only/manifests/v1").status()).isEqualTo(200);
            for (var refused : List.of(
                    client.send("POST", "/v2/read/only/blobs/uploads/", new byte[0]),
                    client.pushManifest("read/only", "v2", BLOB),
                    client.delete("/v2/read/only/manifests/v1"),
                    client.delete("/v2/read/only/blobs/" + digest))) {
                assertThat(refused.status()).isEqualTo(405);
                assertThat(refused.code()).isEqualTo("UNSUPPORTED");
            }
        }
    }

    @Test
    void anImmutableTagStaysWhatItIs() {
        try (RegistryServer server =
                RegistryServer.start(store, ServerOptions.loopback(0).with(ServerTags.IMMUTABLE))) {
            SpecClient client = new SpecClient(server.address());
            byte[] first = client.pushImage("fixed", "v1", "one");
            assertThat(client.pushManifest("fixed", "v1", first).status()).isEqualTo(201);
            byte[] second = client.pushImage("fixed", "v2", "two");
            var moved = client.pushManifest("fixed", "v1", second);
            assertThat(moved.status()).isEqualTo(409);
            assertThat(moved.code()).isEqualTo("DENIED");
            assertThat(client.get("/v2/fixed/manifests/v1").body()).isEqualTo(first);
            assertThat(client.delete("/v2/fixed/manifests/v1").status()).isEqualTo(405);
            assertThat(client.delete("/v2/fixed/manifests/" + Digest.of(first)).status())
                    .isEqualTo(405);
        }
    }

    @Test
    void anAddressOthersCanReachNeedsTlsAndPasswordsOrAPersonsWord() throws IOException {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        ServerOptions open = ServerOptions.loopback(0).at(everywhere);
        assertThatThrownBy(() -> RegistryServer.start(store, open))
                .isInstanceOf(RegistryException.InsecureListen.class)
                .hasMessageContaining("TLS and passwords");
        ServerOptions noTls = open.with(users());
        assertThatThrownBy(() -> RegistryServer.start(store, noTls)).hasMessageEndingWith("without TLS");
        ServerOptions figures = ServerOptions.loopback(0).with(new ServerOptions.Metrics.At(everywhere));
        assertThatThrownBy(() -> RegistryServer.start(store, figures))
                .isInstanceOf(RegistryException.InsecureListen.class);
        RegistryServer.start(store, open.with(ServerOptions.Exposure.UNPROTECTED))
                .close();
    }

    @Test
    void anAddressInUseIsSaidToBe() {
        try (RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            ServerOptions same = ServerOptions.loopback(server.address().getPort());
            assertThatThrownBy(() -> RegistryServer.start(store, same))
                    .isInstanceOf(RegistryException.AddressInUse.class)
                    .hasMessageContaining(":" + server.address().getPort());
        }
    }

    @Test
    void metricsAreShownWhereAskedFor() throws IOException {
        ServerOptions own = ServerOptions.loopback(0)
                .with(users())
                .with(new ServerOptions.Metrics.At(ServerOptions.loopback(0).address()));
        try (RegistryServer server = RegistryServer.start(store, own)) {
            SpecClient client = new SpecClient(server.address());
            client.get("/v2/", "Authorization", basic("ada:secret"));
            assertThat(client.get("/metrics", "Authorization", basic("ada:secret"))
                            .status())
                    .isEqualTo(404);
            SpecClient figures = new SpecClient(server.metricsAddress().orElseThrow());
            assertThat(figures.get("/metrics").text())
                    .contains("hexr_registry_requests_total{method=\"GET\",status=\"200\"} 1\n")
                    .contains("hexr_registry_answer_seconds_count")
                    .contains("hexr_registry_uploads 0\n");
            assertThat(figures.get("/v2/").status()).isEqualTo(404);
        }
        ServerOptions same = ServerOptions.loopback(0).with(users()).with(new ServerOptions.Metrics.SameAddress());
        try (RegistryServer server = RegistryServer.start(store, same)) {
            SpecClient client = new SpecClient(server.address());
            assertThat(client.get("/metrics").status()).isEqualTo(401);
            assertThat(client.get("/metrics", "Authorization", basic("ada:secret"))
                            .text())
                    .contains("hexr_registry_unauthorized_total 1\n");
        }
    }

    @Test
    void everyAnswerIsLogged() throws IOException {
        List<ServerLog.Line> lines = new CopyOnWriteArrayList<>();
        try (RegistryServer server = RegistryServer.start(
                store, ServerOptions.loopback(0).with(users()).with(lines::add))) {
            SpecClient client = new SpecClient(server.address());
            client.get("/v2/x/tags/list?n=1", "Authorization", basic("ada:secret"), "User-Agent", "test/1");
            server.drain(Duration.ofSeconds(10));
        }
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.user()).contains("ada");
            assertThat(line.path()).isEqualTo("/v2/x/tags/list");
            assertThat(line.status()).isEqualTo(404);
            assertThat(line.userAgent()).contains("test/1");
            assertThat(line.remote()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void drainingLetsTheAnswerUnderWayEndAndTakesNoOther() throws Exception {
        RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0));
        SpecClient client = new SpecClient(server.address());
        String session = client.startUpload("drain");
        try (Socket socket = client.connect()) {
            socket.getOutputStream()
                    .write(("PATCH " + session + " HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            while (!client.get(session).header("Range").equals("0-3")) {
                Thread.onSpinWait();
            }
            CompletableFuture<Integer> drained =
                    CompletableFuture.supplyAsync(() -> server.drain(Duration.ofSeconds(30)));
            while (accepts(server.address())) {
                Thread.onSpinWait();
            }
            socket.getOutputStream().write("done".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 202").contains("Connection: close");
            assertThat(drained.get(30, TimeUnit.SECONDS)).isZero();
        }
        try (var scratch = Files.list(folder.resolve("store/uploads"))) {
            assertThat(scratch).isEmpty();
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket probe = new Socket()) {
            probe.connect(address, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aTlsServerServesBlobsAndManifests() throws Exception {
        KeyStore keys = keys();
        ServerTls tls = ServerTls.of(keys, "secret".toCharArray());
        try (RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            SpecClient client = new SpecClient(server.address());
            client.pushImage("tls", "v1", "tls");
            client.pushBlob("tls", new byte[3 << 20]);
        }
        try (RegistryServer server =
                RegistryServer.start(store, ServerOptions.loopback(0).with(tls))) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(trusting(keys))
                    .build();
            String at = "https://localhost:" + server.address().getPort() + "/v2/tls/";
            assertThat(get(client, at + "manifests/v1")).hasSizeGreaterThan(100);
            assertThat(get(client, at + "blobs/" + Digest.of(new byte[3 << 20])))
                    .hasSize(3 << 20);
            assertThat(new SpecClient(server.address()).raw("GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aCertificateAndKeyInPemAreRead() throws Exception {
        KeyStore keys = keys();
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey("server", "secret".toCharArray()).getEncoded()));
        try (RegistryServer server =
                RegistryServer.start(store, ServerOptions.loopback(0).with(ServerTls.pem(certificate, key)))) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(keys)).build();
            assertThat(get(client, "https://localhost:" + server.address().getPort() + "/v2/"))
                    .isNotEmpty();
        }
        assertThatThrownBy(() -> ServerTls.pem(key, key)).isInstanceOf(RegistryException.BadCertificate.class);
        assertThatThrownBy(() -> ServerTls.pem(certificate, certificate))
                .isInstanceOf(RegistryException.BadCertificate.class)
                .hasMessageContaining("PKCS#8");
        assertThatThrownBy(() -> ServerTls.pem(folder.resolve("none"), key))
                .isInstanceOf(RegistryException.BadCertificate.class);
    }

    private static byte[] get(HttpClient client, String uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    /** A self-signed certificate for localhost, made by the JDK's keytool. */
    private KeyStore keys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var stream = Files.newInputStream(file)) {
            keys.load(stream, "secret".toCharArray());
        }
        return keys;
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context;
    }
}
