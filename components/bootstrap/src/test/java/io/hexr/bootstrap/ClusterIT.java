package io.hexr.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the API server says, in the shapes it says it; a stand-in on loopback that gives each request the same answer. */
final class ClusterIT {
    private static final Plan LABELS = Plan.parse("""
            {"version": "0.8.0", "labelNamespace": {"name": "hexr-system", "labels": {"a/b": "c"}}}
            """.getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder = Path.of("");

    private HttpServer server;
    private Cluster cluster;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void begin() throws IOException, GeneralSecurityException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] said = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        server.start();
        Path token = Files.writeString(folder.resolve("token"), "t");
        cluster = new Cluster("http://127.0.0.1:" + server.getAddress().getPort(), token, anyAuthority());
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    /** The stand-in speaks no TLS, so that any authority does. */
    private Path anyAuthority() throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        X509Certificate one = Arrays.stream(trust.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                .findFirst()
                .orElseThrow();
        String text = Base64.getMimeEncoder().encodeToString(one.getEncoded());
        return Files.writeString(
                folder.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }

    private void apply() {
        PlanRunner.run(LABELS, cluster, line -> {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "429 | Too many requests, please try again later. | it says: Too many requests, please try again later.",
                "503 | <html>no    backend</html>                 | it says: <html>no backend</html>",
                "500 | ~~                                         | it says: nothing",
                "403 | {\"message\":\"namespaces is forbidden\"}   | it says: namespaces is forbidden",
                "502 | {\"code\":502}                            | it says: nothing",
            })
    void itsStatusIsToldWhateverItSaysBesides(int refused, String words, String told) {
        status = refused;
        answer = words;
        assertThatThrownBy(this::apply)
                .isInstanceOfSatisfying(
                        BootstrapException.ClusterRefused.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(8))
                .hasMessageContaining("the API server answers " + refused + " to GET /api/v1/namespaces/hexr-system")
                .hasMessageEndingWith(told);
    }

    @Test
    void aConflictInPlainTextIsNoObjectThatIsThere() {
        status = 409;
        answer = "conflict";
        assertThatThrownBy(() -> cluster.create("/api/v1/x", JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(BootstrapException.ClusterRefused.class)
                .hasMessageEndingWith("it says: conflict");
        answer = "{\"reason\":\"AlreadyExists\"}";
        assertThat(cluster.create("/api/v1/x", JsonNodeFactory.instance.objectNode()))
                .isFalse();
    }

    @Test
    void aPageOfWordsIsCutShort() {
        status = 500;
        answer = "x".repeat(100_000);
        assertThatThrownBy(this::apply).message().hasSizeLessThan(500);
    }

    @Test
    void anAnswerThatIsWellAndNoJsonIsStillRefused() {
        answer = "ok";
        assertThatThrownBy(this::apply).isInstanceOf(BootstrapException.DocumentInvalid.class);
    }
}
