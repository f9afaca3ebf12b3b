package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the server does with peers that do not behave. */
final class ServerHttpIT {
    private static final ServerLimits IMPATIENT = new ServerLimits(
            60,
            4096,
            20,
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofMillis(600),
            1 << 26,
            1 << 20,
            8,
            Duration.ofMinutes(1));

    @TempDir
    static Path folder;

    private static StoreFolder store;
    private static RegistryServer server;
    private static RegistryServer impatient;
    private static SpecClient client;

    @BeforeAll
    static void start() {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(store, ServerOptions.loopback(0));
        impatient = RegistryServer.start(store, ServerOptions.loopback(0).with(IMPATIENT));
        client = new SpecClient(server.address());
    }

    @AfterAll
    static void stop() {
        server.close();
        impatient.close();
        store.close();
    }

    @Test
    void severalRequestsAtOnceAreAnsweredInOrder() throws IOException {
        String answers = client.raw(String.join(
                "\r\nHost: h\r\n",
                "GET /v2/ HTTP/1.1",
                "\r\nGET /nowhere HTTP/1.1",
                "\r\nGET /v2/ HTTP/1.1",
                "Connection: close\r\n\r\n"));
        assertThat(answers).containsPattern("(?s)HTTP/1.1 200.*HTTP/1.1 404.*HTTP/1.1 200.*Connection: close");
    }

    @Test
    void aSmuggledRequestIsRefusedAndTheConnectionCloses() throws IOException {
        String answers = client.raw(String.join(
                "\r\nHost: h\r\n",
                "POST /v2/a/blobs/uploads/ HTTP/1.1",
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v2/_catalog HTTP/1.1",
                "\r\n"));
        assertThat(answers)
                .startsWith("HTTP/1.1 400")
                .contains("Connection: close")
                .doesNotContain("repositories");
        assertThat(answers.split("HTTP/1.1", -1)).hasSize(2);
    }

    @Test
    void aChunkThatLiesEndsTheConnection() throws IOException {
        String session = client.startUpload("chunks");
        String answers = client.raw("PATCH " + session + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabcd\r\n0\r\n\r\nGET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answers).startsWith("HTTP/1.1 400");
        assertThat(answers.split("HTTP/1.1", -1)).hasSize(2);
    }

    @Test
    void aChunkedUploadIsTaken() throws IOException {
        String session = client.startUpload("chunks");
        String answers = client.raw("PATCH " + session + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");
        assertThat(answers).startsWith("HTTP/1.1 202").contains("Range: 0-3");
    }

    @Test
    void aBodyIsAskedForOnlyWhereItIsWanted() throws IOException {
        String head = "Host: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n";
        String session = client.startUpload("expect");
        assertThat(client.raw("PATCH " + session + " HTTP/1.1\r\n" + head + "abcd"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202");
        assertThat(client.raw("PATCH /v2/expect/blobs/uploads/none HTTP/1.1\r\n" + head + "abcd"))
                .startsWith("HTTP/1.1 404")
                .contains("Connection: close");
    }

    @Test
    void aRefusedBodyIsOutOfTheWayOfTheNextRequest() throws IOException {
        String answers = client.raw("PUT /v2/some/manifests/-bad HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answers).containsPattern("(?s)HTTP/1.1 400.*TAG_INVALID.*HTTP/1.1 200");
    }

    @Test
    void aHeadThatNeverEndsLosesItsConnection() throws IOException {
        SpecClient slow = new SpecClient(impatient.address());
        try (Socket socket = slow.connect()) {
            socket.getOutputStream().write("GET /v2/ HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(ends(socket)).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (Socket socket = new SpecClient(impatient.address()).connect()) {
            assertThat(ends(socket)).isTrue();
        }
    }

    @Test
    void aBodyThatTricklesLosesItsConnectionAndItsUploadCanGoOn() throws IOException {
        SpecClient slow = new SpecClient(impatient.address());
        String session = slow.startUpload("trickle");
        try (Socket socket = slow.connect()) {
            socket.getOutputStream()
                    .write(("PATCH " + session + " HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabcde")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(ends(socket)).isTrue();
        }
        assertThat(slow.get(session).header("Range")).isEqualTo("0-4");
        var rest = slow.send("PATCH", session, "fghi".getBytes(StandardCharsets.US_ASCII), "Content-Range", "5-8");
        assertThat(rest.status()).isEqualTo(202);
    }

    @Test
    void aBodyThatCameFastBuysNoTimeToStandStill() throws IOException {
        ServerLimits frugal = new ServerLimits(
                60,
                4096,
                20,
                Duration.ofMillis(300),
                Duration.ofMillis(600),
                Duration.ofMillis(600),
                1,
                1 << 20,
                8,
                Duration.ofMinutes(1));
        try (RegistryServer own =
                RegistryServer.start(store, ServerOptions.loopback(0).with(frugal))) {
            SpecClient slow = new SpecClient(own.address());
            String session = slow.startUpload("stalled");
            try (Socket socket = slow.connect()) {
                socket.getOutputStream()
                        .write(("PATCH " + session + " HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n"
                                        + "a".repeat(8000))
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                assertThat(ends(socket)).isTrue();
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadItsAnswerLosesIt() throws IOException {
        Digest digest = client.pushBlob("unread", new byte[32 << 20]);
        try (RegistryServer own =
                        RegistryServer.start(store, ServerOptions.loopback(0).with(IMPATIENT));
                Socket socket = new SpecClient(own.address()).connect()) {
            socket.getOutputStream()
                    .write(("GET /v2/unread/blobs/" + digest + " HTTP/1.1\r\nHost: h\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (own.connections() > 0 && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(own.connections()).isZero();
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(32 << 20);
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void tooManyConnectionsAreToldSo() throws IOException {
        List<Socket> held = new ArrayList<>();
        ServerLimits few = new ServerLimits(
                3,
                4096,
                20,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                1,
                1,
                1,
                Duration.ofMinutes(1));
        try (RegistryServer small =
                RegistryServer.start(store, ServerOptions.loopback(0).with(few))) {
            SpecClient one = new SpecClient(small.address());
            for (int i = 0; i < 3; i++) {
                Socket socket = one.connect();
                held.add(socket);
                socket.getOutputStream()
                        .write("GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            try (Socket late = one.connect()) {
                assertThat(new String(late.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 503");
            }
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void moreThanABlobMayHaveIsRefused() {
        SpecClient slow = new SpecClient(impatient.address());
        var patch = slow.send("PATCH", slow.startUpload("large"), new byte[(1 << 20) + 1]);
        assertThat(patch.status()).isEqualTo(413);
        assertThat(patch.code()).isEqualTo("SIZE_INVALID");
    }

    @Test
    void moreUploadsThanAllowedAreRefusedUntilOneEnds() {
        try (RegistryServer few =
                RegistryServer.start(store, ServerOptions.loopback(0).with(IMPATIENT))) {
            SpecClient one = new SpecClient(few.address());
            String last = "";
            for (int i = 0; i < 8; i++) {
                last = one.startUpload("many");
            }
            var refused = one.send("POST", "/v2/many/blobs/uploads/", new byte[0]);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("TOOMANYREQUESTS");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            one.delete(last);
            assertThat(one.startUpload("many")).isNotEmpty();
        }
    }

    @Test
    void fiveHundredIdleConnectionsDisturbNobody() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                idle.add(client.connect());
            }
            client.pushImage("crowd", "v1", "crowd");
            for (int i = 0; i < 200; i++) {
                assertThat(client.get("/v2/crowd/manifests/v1").status()).isEqualTo(200);
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /** Whether the peer ends the connection, answering or not, before the socket's patience is over. */
    private static boolean ends(Socket socket) throws IOException {
        InputStream input = socket.getInputStream();
        try {
            while (input.read() >= 0) {
                // an answer may come first
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }
}
