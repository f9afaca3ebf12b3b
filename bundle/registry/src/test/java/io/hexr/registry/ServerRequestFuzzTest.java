package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random requests through parser, body and routing: each is read or refused, never anything else. Seeded and short here; {@code -Dhexr.fuzz=N} sets the
 * number of inputs. {@link #fuzzerTestOneInput} is the same target for a coverage-guided fuzzer (Jazzer finds it by its name).
 */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in CR LF
public final class ServerRequestFuzzTest {
    private static final List<String> SEEDS = List.of(
            "GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n",
            """
            PATCH /v2/a/b/blobs/uploads/1?x=%2B HTTP/1.1\r
            Host: h\r
            Content-Length: 4\r
            Content-Range: 0-3\r
            \r
            abcd""",
            """
            PUT /v2/a/manifests/v1 HTTP/1.1\r
            Host: h\r
            Transfer-Encoding: chunked\r
            \r
            3\r
            abc\r
            0\r
            T: t\r
            \r
            """,
            "GET /v2/a/blobs/sha256:00 HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1\r\nExpect: 100-continue\r\n\r\n");

    /** Loads every class before a fuzzer's clock for one input starts. */
    public static void fuzzerInitialize() {
        FuzzRun.texts(SEEDS.toArray(String[]::new)).forEach(ServerRequestFuzzTest::fuzzerTestOneInput);
    }

    /** One input: many requests in a row, as a connection reads them. */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(input);
        ServerInput connection = new ServerInput(into -> read(bytes, into));
        try {
            for (byte[] head = connection.head(4096); head.length > 0; head = connection.head(4096)) {
                ServerRequest request = ServerRequestParser.parse(head, 20);
                ServerRequestBody body = new ServerRequestBody(request.framing(), connection, () -> {});
                byte[] buffer = new byte[64];
                while (body.read(buffer) >= 0) {
                    // read to its end
                }
                try {
                    ServerRoute.of(request.path());
                    request.header("range").ifPresent(range -> ServerRange.asked(range, 100));
                    request.header("content-range").ifPresent(ServerRange::sent);
                } catch (ServerRefusal.Protocol e) {
                    assertThat(e.response().status()).isBetween(400, 499);
                }
            }
        } catch (ServerRefusal.Malformed e) {
            assertThat(e.response().status()).isIn(400, 414, 417, 431, 501, 505);
        } catch (ServerRefusal.Gone e) {
            // ended within a request
        } catch (IOException e) {
            throw new AssertionError("bytes in memory do not fail", e);
        }
    }

    private static int read(ByteArrayInputStream bytes, ByteBuffer into) {
        int n = bytes.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (n > 0) {
            into.position(into.position() + n);
        }
        return n;
    }

    @Test
    void everyEditedRequestIsReadOrRefused() {
        FuzzRun.of(
                "server-request",
                4_000,
                ServerRequestFuzzTest::fuzzerTestOneInput,
                FuzzRun.texts(SEEDS.toArray(String[]::new)));
    }

    @Test
    void everyMutatedRequestIsReadOrRefused() {
        int inputs = Integer.getInteger("hexr.fuzz", 20_000);
        long seed = Long.getLong("hexr.test.seed", 1L);
        Random random = new Random(seed);
        for (int i = 0; i < inputs; i++) {
            fuzzerTestOneInput(mutated(random));
        }
        System.out.println("request parser: " + inputs + " inputs, seed " + seed);
    }

    private static byte[] mutated(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            text.append(SEEDS.get(random.nextInt(SEEDS.size())));
        }
        for (int i = random.nextInt(6); i > 0 && text.length() > 1; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, "\r\n:%;, 0\0".charAt(random.nextInt(9)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
