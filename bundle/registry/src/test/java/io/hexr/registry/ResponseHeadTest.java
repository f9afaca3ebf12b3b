package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ResponseHeadTest {
    private static ResponseHead read(String text) throws IOException {
        return ResponseHead.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "GET x");
    }

    @Test
    void readsWhatServersSend() throws IOException {
        ResponseHead head = read("HTTP/1.1 202 Accepted\r\nlocation: /v2/a/blobs/uploads/1\r\nRANGE:0-9 \r\n"
                + "Content-Length: 0\r\nContent-Length: 0\r\n\r\nrest");
        assertThat(head.status()).isEqualTo(202);
        assertThat(head.headers().first("Location")).contains("/v2/a/blobs/uploads/1");
        assertThat(head.headers().first("range")).contains("0-9");
        assertThat(head.contentLength("GET x")).hasValue(0);
        assertThat(head.keepsAlive()).isTrue();
        assertThat(read("HTTP/1.0 200 OK\r\n\r\n").keepsAlive()).isFalse();
        assertThat(read("HTTP/1.1 200 \r\nConnection: foo, Close\r\n\r\n").keepsAlive())
                .isFalse();
        assertThat(read("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n").framing("GET x"))
                .isEqualTo(ResponseHead.Framing.CHUNKED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 600 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nA: b\n\n",
                "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\u0000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void refusesWhatIsAmbiguousOrMalformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(RegistryException.ProtocolViolation.class);
    }

    @Test
    void refusesHeadsWithoutEnd() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nA: " + "b".repeat(ResponseHead.LINE) + "\r\n\r\n"))
                .isInstanceOf(RegistryException.ProtocolViolation.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + ("A: " + "b".repeat(900) + "\r\n").repeat(100)))
                .isInstanceOf(RegistryException.ProtocolViolation.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(ResponseHead.FIELDS + 1) + "\r\n"))
                .isInstanceOf(RegistryException.ProtocolViolation.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nA: b")).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(EOFException.class);
    }

    /** Whatever comes, it ends: parsed, refused, or too short. */
    @Test
    void survivesMutations() {
        Random random = new Random(Long.getLong("junit.jupiter.execution.order.random.seed", 1));
        byte[] seed = String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "Content-Length: 12",
                        "Docker-Content-Digest: sha256:00",
                        "Transfer-Encoding: chunked",
                        "Connection: close",
                        "",
                        "")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = seed.clone();
            for (int change = random.nextInt(5); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : "\r\n: ,0".charAt(random.nextInt(6)));
            }
            try {
                assertThat(ResponseHead.read(new ByteArrayInputStream(bytes), "GET x")
                                .status())
                        .isBetween(100, 599);
            } catch (RegistryException.ProtocolViolation | IOException e) {
                assertThat(e.getClass()).isIn(RegistryException.ProtocolViolation.class, EOFException.class);
            }
        }
    }
}
