package io.hexr.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/** Speaks the distribution protocol to a server under test, step by step, through the JDK's client; and raw bytes where that client is too polite. */
final class SpecClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;

    SpecClient(InetSocketAddress address) {
        this.address = address;
    }

    /** An answer, its body read. */
    record Answer(int status, HttpResponse<byte[]> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        byte[] body() {
            return response.body();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        Map<?, ?> json() {
            return StrictJson.parse(response.body(), 4 << 20, "answer", Map.class);
        }

        String code() {
            return text().replaceAll("(?s).*\"code\"\\s*:\\s*\"([A-Z_]+)\".*", "$1");
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, new byte[0], headers);
    }

    Answer head(String path) {
        return send("HEAD", path, new byte[0]);
    }

    Answer delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    Answer send(String method, String path, byte[] body, String... headers) {
        URI uri = path.startsWith("http")
                ? URI.create(path)
                : URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The session's address. */
    String startUpload(String repository) {
        Answer answer = send("POST", "/v2/" + repository + "/blobs/uploads/", new byte[0]);
        if (answer.status() != 202) {
            throw new AssertionError("POST uploads: " + answer.status() + " " + answer.text());
        }
        return answer.header("Location");
    }

    static String with(String location, String parameter) {
        return location + (location.indexOf('?') < 0 ? "?" : "&") + parameter;
    }

    Digest pushBlob(String repository, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        Answer answer = send("PUT", with(startUpload(repository), "digest=" + digest), bytes);
        if (answer.status() != 201) {
            throw new AssertionError("PUT blob: " + answer.status() + " " + answer.text());
        }
        return digest;
    }

    Answer pushManifest(String repository, String reference, byte[] manifest) {
        return send(
                "PUT",
                "/v2/" + repository + "/manifests/" + reference,
                manifest,
                "Content-Type",
                MediaTypes.OCI_MANIFEST);
    }

    /** Pushes an image of one layer and returns its manifest. */
    byte[] pushImage(String repository, String reference, String layer) {
        byte[] config = ("{\"of\":\"" + layer + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = layer.getBytes(StandardCharsets.UTF_8);
        pushBlob(repository, config);
        pushBlob(repository, bytes);
        byte[] manifest = Manifests.image(config, bytes);
        Answer answer = pushManifest(repository, reference, manifest);
        if (answer.status() != 201) {
            throw new AssertionError("PUT manifest: " + answer.status() + " " + answer.text());
        }
        return manifest;
    }

    /** Sends bytes as they are, ends the sending side, and returns all that comes back. */
    String raw(String bytes) throws IOException {
        try (Socket socket = new Socket(address.getHostString(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                all.write(buffer, 0, n);
            }
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(address.getHostString(), address.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    static byte[] slice(byte[] all, int from, int to) {
        return Arrays.copyOfRange(all, from, to);
    }
}
