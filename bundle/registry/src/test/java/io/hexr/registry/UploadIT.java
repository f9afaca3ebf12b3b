package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Large blobs on their way to distribution v3, with everything that stops them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UploadIT {
    private static final int CHUNK = 1 << 20;
    private static final byte[] LARGE = new byte[5 * CHUNK + 12_345];

    static {
        new Random(11).nextBytes(LARGE);
    }

    private static final Descriptor BLOB = Descriptor.of(MediaTypes.OCTET_STREAM, LARGE);

    private final Path folder;
    private final ForeignRegistry registry;

    UploadIT(@TempDir Path folder) {
        this.folder = folder;
        registry = ForeignRegistry.distribution(folder);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    /** Remembers as a file would. */
    private static final class Notes implements UploadJournal {
        private final Map<Digest, String> urls = new ConcurrentHashMap<>();
        private long lastOffset;

        @Override
        public Optional<String> begun(Descriptor blob) {
            return Optional.ofNullable(urls.get(blob.digest()));
        }

        @Override
        public void moved(Descriptor blob, String uploadUrl, long offset) {
            urls.put(blob.digest(), uploadUrl);
            lastOffset = offset;
        }

        @Override
        public void ended(Descriptor blob) {
            urls.remove(blob.digest());
        }
    }

    /** Sends until a position and then ends the process, as far as the client can see. */
    private record Dying(Body body, long at) implements Body {
        @Override
        public long length() {
            return body.length();
        }

        @Override
        public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
            if (from + count > at) {
                Thread.currentThread().interrupt();
                throw new IOException("the process ends here");
            }
            body.writeTo(out, from, count);
        }
    }

    private RegistryClient client() {
        return client(CHUNK);
    }

    private RegistryClient client(long chunk) {
        return Clients.open(Clients.plain(registry.at()).with(Chunks.of(chunk)));
    }

    private byte[] read(RegistryStore store) throws IOException {
        try (InputStream in = store.open(BLOB)) {
            return in.readAllBytes();
        }
    }

    private static long sent(RegistryClient client) {
        return client.egress().contacts().getFirst().bytesSent();
    }

    @Test
    void anotherRunGoesOnWhereTheFirstWasKilled() throws IOException {
        Notes notes = new Notes();
        try (RegistryClient first = client()) {
            RegistryStore store = first.store(registry.address(), "upload/resumed");
            assertThatThrownBy(() ->
                            store.upload(BLOB, new Dying(Body.of(LARGE), 3L * CHUNK + 10), notes, Optional.empty()))
                    .isInstanceOf(RegistryException.Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(notes.lastOffset).isEqualTo(3L * CHUNK);
        try (RegistryClient second = client()) {
            RegistryStore store = second.store(registry.address(), "upload/resumed");
            assertThat(store.has(BLOB)).isFalse();
            assertThat(store.upload(BLOB, Body.of(LARGE), notes, Optional.empty()))
                    .isEqualTo(Delivery.SENT);
            assertThat(sent(second)).isLessThan(LARGE.length - 2L * CHUNK);
            assertThat(read(store)).isEqualTo(LARGE);
        }
        assertThat(notes.urls).isEmpty();
    }

    @Test
    void anInterruptThatFailsTheContentEndsNoUpload() {
        Notes notes = new Notes();
        Body closing = new Body() {
            @Override
            public long length() {
                return LARGE.length;
            }

            @Override
            public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
                if (from + count > 2L * CHUNK) {
                    Thread.currentThread().interrupt();
                    throw new UncheckedIOException(new ClosedByInterruptException());
                }
                Body.of(LARGE).writeTo(out, from, count);
            }
        };
        try (RegistryClient client = client()) {
            RegistryStore store = client.store(registry.address(), "upload/closed");
            assertThatThrownBy(() -> store.upload(BLOB, closing, notes, Optional.empty()))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(notes.urls).as("what the next run goes on with").containsKey(BLOB.digest());
    }

    @Test
    void beginsAnewWhereTheRegistryForgotOrTheJournalLies() throws IOException {
        for (String url : new String[] {
            "http://" + registry.at() + "/v2/upload/forgotten/blobs/uploads/00000000-0000-0000-0000-000000000000",
            "http://127.0.0.1:1/v2/upload/forgotten/blobs/uploads/1",
            "nonsense"
        }) {
            Notes notes = new Notes();
            notes.urls.put(BLOB.digest(), url);
            try (RegistryClient client = client()) {
                RegistryStore store = client.store(registry.address(), "upload/forgotten");
                assertThat(store.upload(BLOB, Body.of(LARGE), notes, Optional.empty()))
                        .isEqualTo(Delivery.SENT);
                assertThat(read(store)).isEqualTo(LARGE);
            }
        }
    }

    @Test
    void storesNothingThatTheBodyDoesNotConfirm() {
        Body doubted = new Body() {
            @Override
            public long length() {
                return LARGE.length;
            }

            @Override
            public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
                Body.of(LARGE).writeTo(out, from, count);
            }

            @Override
            public void confirm() {
                throw new IllegalStateException("the signature is bad");
            }
        };
        for (long chunk : new long[] {CHUNK, 2L * LARGE.length}) {
            Notes notes = new Notes();
            try (RegistryClient client = client(chunk)) {
                RegistryStore store = client.store(registry.address(), "upload/doubted");
                assertThatThrownBy(() -> store.upload(BLOB, doubted, notes, Optional.empty()))
                        .isInstanceOf(IllegalStateException.class);
                assertThat(store.has(BLOB)).isFalse();
            }
            assertThat(notes.urls).isEmpty();
        }
    }

    @Test
    void sendsAFileAndMountsItElsewhere() throws IOException {
        Path file = Files.write(folder.resolve("archive"), new byte[777]);
        Files.write(file, LARGE, StandardOpenOption.APPEND);
        try (RegistryClient client = client();
                FileChannel channel = FileChannel.open(file)) {
            RegistryStore store = client.store(registry.address(), "upload/file");
            assertThat(store.upload(BLOB, Body.of(channel, 777, LARGE.length), UploadJournal.NONE, Optional.empty()))
                    .isEqualTo(Delivery.SENT);
            assertThat(read(store)).isEqualTo(LARGE);
            RegistryStore other = client.store(registry.address(), "upload/mounted");
            assertThat(other.upload(BLOB, Body.of(LARGE), UploadJournal.NONE, Optional.of("upload/file")))
                    .isEqualTo(Delivery.MOUNTED);
            assertThat(read(other)).isEqualTo(LARGE);
            RegistryStore third = client.store(registry.address(), "upload/third");
            assertThat(third.upload(BLOB, Body.of(LARGE), UploadJournal.NONE, Optional.of("upload/nowhere")))
                    .isEqualTo(Delivery.SENT);
            assertThat(read(third)).isEqualTo(LARGE);
        }
    }

    @Test
    void learnsHowMuchAProxyBeforeTheRegistryTakes() throws IOException {
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"));
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0));
                ForeignHost foreign = new ForeignHost();
                FaultyRegistry narrow = new FaultyRegistry(server.address(), foreign.at())) {
            narrow.take(2 * CHUNK);
            Credentials given = new Credentials.Basic(
                    FaultyRegistry.USER, io.hexr.oci.Secret.of(FaultyRegistry.PASSWORD.toCharArray()));
            try (RegistryClient client =
                    Clients.open(Clients.plain(narrow.at()).with(CredentialSource.NONE.with(narrow.at(), given)))) {
                RegistryStore content = client.store(new RegistryAddress(narrow.at(), false, ""), "upload/narrow");
                content.upload(BLOB, Body.of(LARGE), UploadJournal.NONE, Optional.empty());
                assertThat(read(content)).isEqualTo(LARGE);
                assertThat(client.chunkSize(narrow.at()).next()).isLessThanOrEqualTo(2L * CHUNK);
                narrow.take(1000);
                Descriptor second = Descriptor.of(MediaTypes.OCTET_STREAM, new byte[3 * CHUNK]);
                assertThatThrownBy(() -> content.upload(
                                second, Body.of(new byte[3 * CHUNK]), UploadJournal.NONE, Optional.empty()))
                        .isInstanceOf(RegistryException.TooLarge.class);
            }
        }
    }
}
