package io.hexr.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that is killed with SIGKILL while an upload is under way, or drained, and the one that comes after it. */
final class UploadOutlivesServerIT {
    private static final String REPOSITORY = "kept/app";
    private static final int CHUNK = 9 << 20;

    @TempDir
    private Path folder = Path.of("");

    private final byte[] blob = random(20 << 20);

    /** Once the first was killed. */
    private @Nullable Server restarted;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private Path store() {
        return folder.resolve("store");
    }

    /** A server in a process of its own. */
    private static final class Server implements AutoCloseable {
        private final Process process;
        private final InetSocketAddress address;

        Server(Path store, int port) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StoreProcess.class.getName(),
                            store.toString(),
                            Integer.toString(port))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the server ended with " + process.exitValue());
            }
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(line));
        }

        SpecClient client() {
            return new SpecClient(address);
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() throws IOException {
            try {
                process.getOutputStream().close();
                process.waitFor();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SpecClient.Answer patch(SpecClient client, String location, byte[] all, int from, int to) {
        return client.send(
                "PATCH",
                location,
                SpecClient.slice(all, from, to),
                "Content-Type",
                "application/octet-stream",
                "Content-Range",
                from + "-" + (to - 1));
    }

    private List<String> scratch() {
        try (var names = Files.list(store().resolve("uploads"))) {
            return names.map(name -> String.valueOf(name.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aKilledServersUploadGoesOnWhereItWasAcknowledged() throws Exception {
        String location;
        try (Server first = new Server(store(), 0)) {
            location = first.client().startUpload(REPOSITORY);
            assertThat(patch(first.client(), location, blob, 0, CHUNK).status()).isEqualTo(202);
            first.kill();
        }
        try (Server second = new Server(store(), 0)) {
            SpecClient client = second.client();
            assertThat(client.get(location).header("Range")).isEqualTo("0-" + (CHUNK - 1));
            assertThat(client.get(location.replace(REPOSITORY, "kept/other")).status())
                    .as("it is one repository's")
                    .isEqualTo(404);
            assertThat(patch(client, location, blob, CHUNK, 2 * CHUNK).header("Range"))
                    .isEqualTo("0-" + (2 * CHUNK - 1));
            second.kill();
        }
        try (Server third = new Server(store(), 0)) {
            SpecClient client = third.client();
            byte[] rest = SpecClient.slice(blob, 2 * CHUNK, blob.length);
            SpecClient.Answer done = client.send("PUT", SpecClient.with(location, "digest=" + Digest.of(blob)), rest);

            assertThat(done.status()).as(done::text).isEqualTo(201);
            assertThat(client.get(done.header("Location")).body()).isEqualTo(blob);
            assertThat(scratch()).isEmpty();
        }
        StoreAudit.of(store(), List.of());
    }

    @Test
    void whatArrivedAndWasNotAcknowledgedIsNotBelieved() throws Exception {
        String location;
        try (Server first = new Server(store(), 0)) {
            location = first.client().startUpload(REPOSITORY);
            patch(first.client(), location, blob, 0, CHUNK);
            first.kill();
        }
        Path bytes = store().resolve("uploads")
                .resolve(scratch().stream()
                        .filter(name -> !name.endsWith(".kept"))
                        .findFirst()
                        .orElseThrow());
        Files.write(bytes, random(3 << 20), StandardOpenOption.APPEND);

        try (Server second = new Server(store(), 0)) {
            SpecClient client = second.client();
            byte[] rest = SpecClient.slice(blob, CHUNK, blob.length - (1 << 20));
            byte[] shorter = Arrays.copyOf(blob, blob.length - (1 << 20));
            SpecClient.Answer done =
                    client.send("PUT", SpecClient.with(location, "digest=" + Digest.of(shorter)), rest);

            assertThat(done.status()).as(done::text).isEqualTo(201);
            assertThat(client.get(done.header("Location")).body()).isEqualTo(shorter);
        }
    }

    @Test
    void bytesThatWereChangedMeanwhileAreFoundOutAndLeaveNothing() throws Exception {
        String location;
        try (Server first = new Server(store(), 0)) {
            location = first.client().startUpload(REPOSITORY);
            patch(first.client(), location, blob, 0, CHUNK);
            first.kill();
        }
        for (String name : scratch()) {
            if (!name.endsWith(".kept")) {
                Path file = store().resolve("uploads").resolve(name);
                byte[] bytes = Files.readAllBytes(file);
                bytes[100] ^= 1;
                Files.write(file, bytes);
            }
        }
        try (Server second = new Server(store(), 0)) {
            SpecClient client = second.client();
            byte[] rest = SpecClient.slice(blob, CHUNK, blob.length);
            SpecClient.Answer done = client.send("PUT", SpecClient.with(location, "digest=" + Digest.of(blob)), rest);

            assertThat(done.status()).isEqualTo(400);
            assertThat(done.code()).isEqualTo("DIGEST_INVALID");
            assertThat(client.get(location).status()).isEqualTo(404);
            assertThat(scratch()).isEmpty();
        }
    }

    /** The client of our own, over the kill of its server: nothing acknowledged is sent again. */
    @Test
    void aPushUnderWayOutlivesTheKillOfItsServer() throws Exception {
        Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, blob);
        Server first = new Server(store(), 0);
        int port = first.address.getPort();
        long[] sent = {0};
        Body body = new Body() {
            private boolean killed;

            @Override
            public long length() {
                return blob.length;
            }

            @Override
            public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
                if (from >= CHUNK && !killed) {
                    killed = true;
                    try {
                        first.kill();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    restarted = new Server(store(), port);
                }
                sent[0] += count;
                Body.of(blob).writeTo(out, from, count);
            }
        };
        HostPort at = new HostPort("127.0.0.1", port);
        ClientSettings settings = ClientSettings.within(
                        EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY))
                .with(at, HostSettings.USUAL.overPlainHttp())
                .with(Chunks.of(CHUNK))
                .with(new Retries(6, Duration.ofMillis(1), Duration.ofSeconds(30)));
        try (RegistryClient client = RegistryClient.open(settings)) {
            RegistryStore to = client.store(new RegistryAddress(at, false, ""), REPOSITORY);

            assertThat(to.upload(descriptor, body, UploadJournal.NONE, Optional.empty()))
                    .isEqualTo(Delivery.SENT);

            assertThat(to.has(descriptor)).isTrue();
            assertThat(sent[0]).as("at most the chunk under way twice").isLessThanOrEqualTo(blob.length + CHUNK);
            assertThat(restarted).isNotNull();
        } finally {
            first.close();
            Server second = restarted;
            if (second != null) {
                second.close();
            }
        }
    }

    @Test
    void aDrainedServerLeavesWhatItAcknowledgedAndNothingElse() throws Exception {
        String large;
        String small;
        try (StoreFolder store = StoreFolder.open(store());
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            SpecClient client = new SpecClient(server.address());
            large = client.startUpload(REPOSITORY);
            small = client.startUpload(REPOSITORY);
            patch(client, large, blob, 0, CHUNK);
            patch(client, small, blob, 0, 1000);
        }
        assertThat(scratch()).hasSize(2);
        try (StoreFolder store = StoreFolder.open(store());
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            SpecClient client = new SpecClient(server.address());
            assertThat(client.get(small).status()).isEqualTo(404);
            assertThat(client.get(large).status()).isEqualTo(204);
            assertThat(client.delete(large).status()).isEqualTo(204);
            assertThat(scratch()).isEmpty();
        }
    }

    private void leftUnderWay() {
        try (StoreFolder store = StoreFolder.open(store());
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            SpecClient client = new SpecClient(server.address());
            patch(client, client.startUpload(REPOSITORY), blob, 0, CHUNK);
        }
    }

    private Path note() {
        return store().resolve("uploads")
                .resolve(scratch().stream()
                        .filter(name -> name.endsWith(".kept"))
                        .findFirst()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"PT23H, 2", "PT25H, 0"})
    void anAbandonedUploadGoesWhenTheStoreIsOpenedADayLater(Duration later, int left) {
        leftUnderWay();

        StoreFolder.open(
                        store(),
                        new StoreFiles.Disk(),
                        InstantSource.fixed(Instant.now().plus(later)))
                .close();

        assertThat(scratch()).hasSize(left);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hexr upload 2\nkept/app\n9437184\n",
                "hexr upload 1\n../../etc\n9437184\n",
                "hexr upload 1\nKEPT\n9437184\n",
                "hexr upload 1\nkept/app\n-1\n",
                "hexr upload 1\nkept/app\n9437185\n",
                "hexr upload 1\nkept/app\n9999999999999999999\n",
                "hexr upload 1\nkept/app\n9437184\nmore\n",
            })
    void aNoteThatWasNotWrittenByUsKeepsNothing(String text) throws IOException {
        leftUnderWay();
        Files.writeString(note(), text);

        StoreFolder.open(store()).close();

        assertThat(scratch()).isEmpty();
    }

    @Test
    void aLinkInTheScratchFolderIsNotFollowed() throws IOException {
        leftUnderWay();
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), Files.readString(note()));
        Path note = note();
        Files.delete(note);
        Files.createSymbolicLink(note, elsewhere);

        StoreFolder.open(store()).close();

        assertThat(scratch()).isEmpty();
        assertThat(elsewhere).exists();
    }

    @Test
    void whatWasKeptCountsAmongTheUploadsUnderWay() throws IOException {
        ServerLimits two = limits(2, Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            leftUnderWay();
        }
        try (StoreFolder store = StoreFolder.open(store());
                RegistryServer server =
                        RegistryServer.start(store, ServerOptions.loopback(0).with(two))) {
            SpecClient client = new SpecClient(server.address());

            assertThat(client.send("POST", "/v2/" + REPOSITORY + "/blobs/uploads/", new byte[0])
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void whatNobodyComesBackToWithinTheIdleTimeGoes() throws IOException {
        leftUnderWay();
        try (StoreFolder store = StoreFolder.open(store())) {
            StoreUploads uploads = new StoreUploads(store, limits(10, Duration.ZERO));
            assertThat(uploads.count()).isOne();

            uploads.expire();

            assertThat(uploads.count()).isZero();
            assertThat(scratch()).isEmpty();
        }
    }

    private static ServerLimits limits(int uploads, Duration idle) {
        ServerLimits usual = ServerLimits.standard();
        return new ServerLimits(
                usual.connections(),
                usual.headBytes(),
                usual.headers(),
                usual.headTime(),
                usual.idleTime(),
                usual.bodyGrace(),
                usual.bodyBytesPerSecond(),
                usual.blobBytes(),
                uploads,
                idle);
    }
}
