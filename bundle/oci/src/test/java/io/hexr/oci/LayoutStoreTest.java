package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class LayoutStoreTest extends ContentStoreContract {
    @TempDir
    private Path folder;

    private int stores;

    @Override
    protected ContentStore emptyStore() {
        return LayoutStore.create(folder.resolve("layout-" + stores++));
    }

    @Test
    void leavesNoTemporaryFiles() throws IOException {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        new RandomImages(1, store).index(RandomImages.Kind.OCI);
        assertThatThrownBy(() -> store.put(blob(new byte[] {1, 2}), new ByteArrayInputStream(new byte[] {1, 3})))
                .isInstanceOf(OciException.DigestMismatch.class);
        assertThat(list(store.path().resolve(".hexr/incoming"))).isEmpty();
    }

    @Test
    void hasNoReferrerThatAKilledWriterWroteButDidNotName() throws IOException {
        LayoutStore from = LayoutStore.create(folder.resolve("from"));
        RandomImages images = new RandomImages(4, from);
        Descriptor image = images.image(RandomImages.Kind.OCI);
        Descriptor note = images.referring(image, "application/vnd.example.note");
        LayoutStore to = LayoutStore.create(folder.resolve("to"));
        Path place = to.path().resolve("blobs").resolve(note.digest().path());
        Files.createDirectories(place.getParent());
        Files.write(place, from.bytes(note, Limits.MANIFEST_BYTES));

        assertThat(to.has(note)).isFalse();
        ContentCopier.withWorkers(1)
                .referrers(ContentCopier.Referrers.INCLUDED)
                .presence(ContentCopier.Presence.IS_CHECKED)
                .copy(from, to, List.of(new ContentCopier.Root(image, List.of())));
        assertThat(to.has(note)).isTrue();
        assertThat(to.referrers(image.digest())).extracting(Descriptor::digest).containsExactly(note.digest());
    }

    @Test
    void removesWhatADeadWriterLeftAndNothingElse() throws Exception {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        Path incoming = store.path().resolve(".hexr/incoming");
        Files.writeString(incoming.resolve("left-behind"), "half");
        byte[] bytes = new byte[300_000];
        // while one store of this process is writing, another one tidies up
        InputStream meanwhile = new SequenceInputStream(
                new ByteArrayInputStream(bytes, 0, 200_000),
                new SequenceInputStream(
                        new Action(
                                () -> new RandomImages(2, LayoutStore.open(store.path())).image(RandomImages.Kind.OCI)),
                        new ByteArrayInputStream(bytes, 200_000, 100_000)));
        store.put(blob(bytes), meanwhile);
        assertThat(store.has(blob(bytes))).isTrue();
        assertThat(list(incoming)).isEmpty();
    }

    @Test
    void readsALayoutOfAnotherToolAndKeepsWhatItDoesNotKnow() throws IOException {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        RandomImages images = new RandomImages(3, store);
        Descriptor image = images.image(RandomImages.Kind.DOCKER);
        Descriptor inner = images.indexOf(RandomImages.Kind.OCI, List.of(image));
        String foreign = """
                {"schemaVersion":2,"zzz":{"a":[1,2]},"manifests":[
                {"mediaType":"%s","digest":"%s","size":%d,"x-y":true,
                 "annotations":{"org.opencontainers.image.ref.name":"v1","io.other":"kept"}}]}""".formatted(inner.mediaType(), inner.digest(), inner.size());
        Files.writeString(store.path().resolve("index.json"), foreign);
        assertThat(store.resolve("v1").orElseThrow().digest()).isEqualTo(inner.digest());
        store.tag("v1", image);
        String now = Files.readString(store.path().resolve("index.json"));
        assertThat(now).contains("\"zzz\"", "\"x-y\" : true".replace(" :", ":"), "\"io.other\": \"kept\"");
        assertThat(store.entries()).extracting(Descriptor::digest).containsExactly(inner.digest(), image.digest());
        assertThat(store.tags()).containsOnlyKeys("v1");
    }

    @Test
    void findsReferrersBelowNestedIndexes() throws IOException {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        RandomImages images = new RandomImages(4, store);
        Descriptor image = images.image(RandomImages.Kind.OCI);
        Descriptor signature = images.referring(image, "application/vnd.example.signature");
        Descriptor above = images.indexOf(
                RandomImages.Kind.OCI, List.of(images.indexOf(RandomImages.Kind.OCI, List.of(image, signature))));
        Files.write(store.path().resolve("index.json"), LayoutIndex.empty());
        assertThat(store.referrers(image.digest())).isEmpty();
        store.tag("all", above);
        assertThat(store.referrers(image.digest()))
                .extracting(Descriptor::digest)
                .containsExactly(signature.digest());
    }

    @Test
    void refusesATagThatNamesTwoManifests() throws IOException {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        RandomImages images = new RandomImages(5, store);
        store.tag("v1", images.image(RandomImages.Kind.OCI));
        store.tag("v2", images.image(RandomImages.Kind.OCI));
        Path index = store.path().resolve("index.json");
        Files.writeString(index, Files.readString(index).replace("\"v2\"", "\"v1\""));
        assertThatThrownBy(() -> store.resolve("v1"))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining("two manifests");
    }

    @Test
    void refusesLinksAndWhatIsNoFile() throws IOException {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Descriptor content = blob("secret".getBytes(StandardCharsets.UTF_8));
        Path place = store.path().resolve("blobs").resolve(content.digest().path());
        Files.createDirectories(place.getParent());
        Files.createSymbolicLink(place, secret);
        assertRefused(store, content);
        Files.delete(place);
        Files.createDirectory(place);
        assertRefused(store, content);
        Files.delete(place);
        Files.delete(place.getParent());
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve(content.digest().hex()), "secret");
        Files.createSymbolicLink(place.getParent(), outside);
        assertRefused(store, content);
        Descriptor other = blob(new byte[9]);
        assertThatThrownBy(() -> store.put(other, new ByteArrayInputStream(new byte[9])))
                .isInstanceOf(OciException.StoreFailed.class);
        assertThat(list(outside)).hasSize(1);
    }

    private static void assertRefused(LayoutStore store, Descriptor content) {
        assertThatThrownBy(() -> store.open(content))
                .isInstanceOf(OciException.StoreFailed.class)
                .hasMessageContaining("links and devices are refused");
        assertThatThrownBy(() -> store.has(content)).isInstanceOf(OciException.StoreFailed.class);
    }

    @Test
    void refusesFoldersThatAreNoLayoutOfThisVersion() throws IOException {
        assertThatThrownBy(() -> LayoutStore.open(folder)).isInstanceOf(OciException.NotFound.class);
        assertThatThrownBy(() -> LayoutStore.open(folder.resolve("absent")))
                .isInstanceOf(OciException.StoreFailed.class);
        for (Map.Entry<String, String> marker : Map.of(
                        "{\"imageLayoutVersion\":\"2.0.0\"}", "2.0.0",
                        "{\"imageLayoutVersion\":1}", "names no",
                        "{}", "names no",
                        "", "is empty")
                .entrySet()) {
            Files.writeString(folder.resolve("oci-layout"), marker.getKey());
            assertThatThrownBy(() -> LayoutStore.open(folder))
                    .isInstanceOf(OciException.MalformedDocument.class)
                    .hasMessageContaining(marker.getValue());
        }
    }

    @Test
    void saysHowMuchIsNeededAndFreeBeforeItWrites() {
        LayoutStore.create(folder.resolve("x"));
        LayoutStore store = LayoutStore.create(folder.resolve("x"), new Disk() {
            @Override
            long free(Path asked) {
                return 1000;
            }
        });
        byte[] bytes = new byte[1001];
        assertThatThrownBy(() -> store.put(blob(bytes), new ByteArrayInputStream(bytes)))
                .isInstanceOfSatisfying(OciException.NotEnoughSpace.class, e -> {
                    assertThat(e.needed()).isEqualTo(1001);
                    assertThat(e.free()).isEqualTo(1000);
                })
                .hasMessageContaining(store.path().toString());
    }

    @Test
    void losesNoTagOfManyThreadsAndStores() throws Exception {
        LayoutStore store = LayoutStore.create(folder.resolve("x"));
        RandomImages images = new RandomImages(6, store);
        List<Descriptor> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(images.image(RandomImages.Kind.OCI));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < all.size(); i++) {
                int n = i;
                threads.execute(() -> LayoutStore.open(store.path()).tag("v" + n, all.get(n)));
            }
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(store.resolve("v" + i).orElseThrow().digest())
                    .isEqualTo(all.get(i).digest());
        }
    }

    private static Descriptor blob(byte[] bytes) {
        return Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** A stream without bytes that does something when it is reached. */
    private static final class Action extends InputStream {
        private final Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        public int read() {
            action.run();
            return -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return read();
        }

        @Override
        public void close() {
            // nothing held
        }
    }
}
