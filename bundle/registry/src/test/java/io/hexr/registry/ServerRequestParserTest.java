package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ServerRequestParserTest {
    private static ServerRequest parse(String text) throws IOException {
        return ServerRequestParser.parse(input(text).head(8192), 20);
    }

    private static ServerInput input(String text) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        return new ServerInput(into -> one(bytes, into));
    }

    /** A byte at a time: what arrives in pieces must read as what arrives at once. */
    private static int one(ByteArrayInputStream bytes, ByteBuffer into) {
        int next = bytes.read();
        if (next < 0) {
            return -1;
        }
        into.put((byte) next);
        return 1;
    }

    @Test
    void readsMethodPathQueryAndHeaders() throws IOException {
        ServerRequest request = parse(String.join(
                "\r\n",
                "PUT /v2/a%2Db/manifests/v1?digest=sha256%3Aab&x=1+2 HTTP/1.1",
                "Host: h",
                "Content-LENGTH: 12",
                "Accept: a",
                "accept:b ",
                "",
                ""));
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).isEqualTo("/v2/a-b/manifests/v1");
        assertThat(request.query()).containsEntry("digest", "sha256:ab").containsEntry("x", "1 2");
        assertThat(request.headers()).containsEntry("accept", "a, b");
        assertThat(request.framing()).isEqualTo(new ServerRequest.Framing.Fixed(12));
        assertThat(request.persistence()).isEqualTo(ServerRequest.Persistence.KEEP_ALIVE);
    }

    @Test
    void readsAnAbsoluteTargetAndAnEmptyLineBeforeTheRequest() throws IOException {
        assertThat(parse("\r\nGET http://proxy.example/v2/ HTTP/1.1\r\nHost: h\r\n\r\n")
                        .path())
                .isEqualTo("/v2/");
    }

    @Test
    void theOldVersionClosesUnlessAskedNotTo() throws IOException {
        assertThat(parse("GET / HTTP/1.0\r\n\r\n").persistence()).isEqualTo(ServerRequest.Persistence.CLOSE);
        assertThat(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").persistence())
                .isEqualTo(ServerRequest.Persistence.KEEP_ALIVE);
        assertThat(parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\n\r\n")
                        .persistence())
                .isEqualTo(ServerRequest.Persistence.CLOSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // two framings, or one spelled so that readers differ
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                // lines that readers end differently
                "GET / HTTP/1.1\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\rX: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nX: a\u0007b\r\n\r\n",
                // heads that are none
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nnameless\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n: valueless\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
                "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET relative HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET ftp://x/y HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /%2 HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a%2Fb HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a%0Ab HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /?a=1&a=2 HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n",
            })
    void refusesWhatTwoReadersCouldReadInTwoWays(String head) {
        assertThatThrownBy(() -> parse(head)).isInstanceOf(ServerRefusal.Malformed.class);
    }

    @Test
    void refusesWhatIsTooMuch() {
        assertThatThrownBy(() -> parse("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .isInstanceOf(ServerRefusal.Malformed.class);
        assertThatThrownBy(() -> parse("GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(20) + "\r\n"))
                .isInstanceOf(ServerRefusal.Malformed.class);
        assertThatThrownBy(() -> parse("GET /?" + "a&".repeat(40).replace("a", "q") + "b HTTP/1.1\r\nHost: h\r\n\r\n"))
                .isInstanceOf(ServerRefusal.Malformed.class);
    }

    @Test
    void readsAChunkedBodyAndWhatFollowsIt() throws IOException {
        ServerInput input = input("3;ext=1\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nGET / next");
        ServerRequestBody body = new ServerRequestBody(new ServerRequest.Framing.Chunked(), input, () -> {});
        assertThat(all(body)).isEqualTo("abc0123456789");
        assertThat(body.ended()).isTrue();
        assertThat((char) input.readByte()).isEqualTo('G');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-3\r\nabc\r\n",
                "3 \r\nabc\r\n",
                "3\nabc\r\n",
                "3\r\nabcd\r\n",
                "\r\n",
                "0x3\r\nabc\r\n",
                "3\r\nabc\n\n",
                "ffffffffffffffff\r\n",
                "3;\u0001\r\nabc\r\n",
                "0\r\nbare\n\r\n"
            })
    void refusesAChunkThatIsNotOne(String text) {
        ServerRequestBody body = new ServerRequestBody(new ServerRequest.Framing.Chunked(), input(text), () -> {});
        assertThatThrownBy(() -> all(body)).isInstanceOf(ServerRefusal.Malformed.class);
    }

    private static String all(ServerRequestBody body) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[7];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }
}
