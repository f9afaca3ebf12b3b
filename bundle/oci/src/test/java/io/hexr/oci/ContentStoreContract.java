package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every store promises. Each store's test extends this and gives an empty one. */
public abstract class ContentStoreContract {
    /** A store that holds nothing; a new one at each call within a test. */
    protected abstract ContentStore emptyStore();

    @Test
    public void givesBackTheBytesThatWerePut() throws IOException {
        ContentStore store = emptyStore();
        for (int size : new int[] {0, 1, 4096, 1_000_003}) {
            byte[] bytes = random(size);
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
            assertThat(store.has(blob)).isFalse();
            store.put(blob, new ByteArrayInputStream(bytes));
            assertThat(store.has(blob)).isTrue();
            assertThat(read(store, blob)).isEqualTo(bytes);
        }
    }

    @Test
    public void keepsContentNamedBySha512() throws IOException {
        ContentStore store = emptyStore();
        byte[] bytes = random(70_000);
        Descriptor blob =
                Descriptor.of(MediaTypes.OCTET_STREAM, Digest.of(Digest.Algorithm.SHA512, bytes), bytes.length);
        store.put(blob, new ByteArrayInputStream(bytes));
        assertThat(read(store, blob)).isEqualTo(bytes);
    }

    @Test
    public void putsTheSameContentTwice() throws IOException {
        ContentStore store = emptyStore();
        byte[] bytes = random(5000);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
        store.put(blob, new ByteArrayInputStream(bytes));
        store.put(blob, new ByteArrayInputStream(bytes));
        assertThat(read(store, blob)).isEqualTo(bytes);
    }

    @Test
    public void refusesWrongBytesAndStoresNothing() {
        byte[] bytes = random(5000);
        byte[] turned = bytes.clone();
        turned[4999] ^= 1;
        refuses(bytes, new ByteArrayInputStream(turned), OciException.DigestMismatch.class);
    }

    @Test
    public void refusesFewerBytesThanNamedAndStoresNothing() {
        byte[] bytes = random(5000);
        refuses(bytes, new ByteArrayInputStream(bytes, 0, 4999), OciException.SizeMismatch.class);
    }

    @Test
    public void refusesMoreBytesThanNamedAndStoresNothing() {
        byte[] bytes = random(5000);
        refuses(
                bytes,
                new SequenceInputStream(new ByteArrayInputStream(bytes), new ByteArrayInputStream(new byte[1])),
                OciException.SizeMismatch.class);
    }

    private void refuses(byte[] right, InputStream wrong, Class<? extends OciException> refusal) {
        ContentStore store = emptyStore();
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, right);
        assertThatThrownBy(() -> store.put(blob, wrong)).isInstanceOf(refusal);
        assertThat(store.has(blob)).isFalse();
        store.put(blob, new ByteArrayInputStream(right));
        assertThat(store.has(blob)).isTrue();
    }

    @Test
    public void storesNothingOfAStreamThatBreaks() {
        ContentStore store = emptyStore();
        byte[] bytes = random(300_000);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
        InputStream breaking = new SequenceInputStream(new ByteArrayInputStream(bytes, 0, 200_000), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cable pulled");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("cable pulled");
            }
        });
        assertThatThrownBy(() -> store.put(blob, breaking)).hasStackTraceContaining("cable pulled");
        assertThat(store.has(blob)).isFalse();
    }

    @Test
    public void saysNotFoundOfWhatIsAbsent() {
        ContentStore store = emptyStore();
        Descriptor absent = Descriptor.of(MediaTypes.OCTET_STREAM, random(10));
        Descriptor manifest = Descriptor.of(MediaTypes.OCI_MANIFEST, random(10));
        assertThatThrownBy(() -> read(store, absent)).isInstanceOf(OciException.NotFound.class);
        assertThatThrownBy(() -> read(store, manifest)).isInstanceOf(OciException.NotFound.class);
        assertThatThrownBy(() -> store.tag("v1", manifest)).isInstanceOf(OciException.NotFound.class);
        assertThat(store.resolve("v1")).isEmpty();
        assertThat(store.referrers(absent.digest())).isEmpty();
    }

    @Test
    public void refusesToReadContentByAnotherSize() {
        ContentStore store = emptyStore();
        byte[] bytes = random(1000);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
        store.put(blob, new ByteArrayInputStream(bytes));
        Descriptor shorter = Descriptor.of(MediaTypes.OCTET_STREAM, blob.digest(), 999);
        assertThatThrownBy(() -> read(store, shorter)).isInstanceOf(OciException.class);
    }

    @Test
    public void keepsManifestsByteForByte() throws IOException {
        MemoryStore made = new MemoryStore();
        RandomImages images = new RandomImages(7, made);
        List<Descriptor> all = List.of(
                images.image(RandomImages.Kind.DOCKER),
                images.image(RandomImages.Kind.OCI),
                images.index(RandomImages.Kind.DOCKER),
                images.nested(3));
        ContentStore store = emptyStore();
        for (Descriptor root : all) {
            putWhole(made, store, root);
            assertThat(read(store, root)).isEqualTo(made.bytes(root, Limits.MANIFEST_BYTES));
        }
    }

    @Test
    public void refusesAManifestThatIsNone() {
        ContentStore store = emptyStore();
        byte[] bytes = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
        Descriptor manifest = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        assertThatThrownBy(() -> store.put(manifest, new ByteArrayInputStream(bytes)))
                .isInstanceOf(RuntimeException.class);
        assertThat(store.has(manifest)).isFalse();
    }

    @Test
    public void movesATag() {
        MemoryStore made = new MemoryStore();
        RandomImages images = new RandomImages(8, made);
        Descriptor first = images.image(RandomImages.Kind.OCI);
        Descriptor second = images.image(RandomImages.Kind.DOCKER);
        ContentStore store = emptyStore();
        putWhole(made, store, first);
        putWhole(made, store, second);
        store.tag("v1", first);
        store.tag("other", first);
        assertNames(store, "v1", first);
        store.tag("v1", second);
        store.tag("v1", second);
        assertNames(store, "v1", second);
        assertNames(store, "other", first);
        assertThat(store.has(first)).isTrue();
    }

    @Test
    public void refusesATagThatIsNone() {
        MemoryStore made = new MemoryStore();
        Descriptor image = new RandomImages(9, made).image(RandomImages.Kind.OCI);
        ContentStore store = emptyStore();
        putWhole(made, store, image);
        for (String tag : List.of("", "../x", "a/b", "a b", "-a", "a".repeat(129), "a\u0000")) {
            assertThatThrownBy(() -> store.tag(tag, image)).isInstanceOf(OciException.MalformedReference.class);
        }
    }

    @Test
    public void findsWhatRefersToASubjectAlsoBeforeTheSubjectIsThere() {
        MemoryStore made = new MemoryStore();
        RandomImages images = new RandomImages(10, made);
        Descriptor image = images.image(RandomImages.Kind.OCI);
        Descriptor signature = images.referring(image, "application/vnd.example.signature");
        Descriptor sbom = images.referring(image, "application/vnd.example.sbom");
        ContentStore store = emptyStore();
        putWhole(made, store, signature);
        putWhole(made, store, image);
        putWhole(made, store, sbom);
        List<Descriptor> found = store.referrers(image.digest());
        assertThat(found).extracting(Descriptor::digest).containsExactlyInAnyOrder(signature.digest(), sbom.digest());
        assertThat(found)
                .extracting(d -> d.artifactType().orElse(""))
                .containsExactlyInAnyOrder("application/vnd.example.signature", "application/vnd.example.sbom");
        assertThat(found).allMatch(d -> "by seed".equals(d.annotations().get("org.example.made")));
        assertThat(store.referrers(signature.digest())).isEmpty();
    }

    @Test
    public void takesPutsFromManyThreadsAtOnce() throws Exception {
        ContentStore store = emptyStore();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            contents.add(random(i * 1000));
        }
        List<Future<?>> puts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                byte[] bytes = contents.get(i % contents.size());
                puts.add(threads.submit(() ->
                        store.put(Descriptor.of(MediaTypes.OCTET_STREAM, bytes), new ByteArrayInputStream(bytes))));
            }
            for (Future<?> put : puts) {
                get(put);
            }
        }
        for (byte[] bytes : contents) {
            assertThat(read(store, Descriptor.of(MediaTypes.OCTET_STREAM, bytes)))
                    .isEqualTo(bytes);
        }
    }

    private static void get(Future<?> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a put failed", e.getCause());
        }
    }

    private static void assertNames(ContentStore store, String tag, Descriptor manifest) {
        Descriptor named = store.resolve(tag).orElseThrow();
        assertThat(List.of(named.mediaType(), named.digest(), named.size()))
                .isEqualTo(List.of(manifest.mediaType(), manifest.digest(), manifest.size()));
    }

    private static void putWhole(ContentSource from, ContentSink to, Descriptor root) {
        if (root.isManifest()) {
            from.manifest(root).children().forEach(child -> putWhole(from, to, child));
        }
        to.put(root, from.open(root));
    }

    private static byte[] read(ContentSource store, Descriptor what) throws IOException {
        try (InputStream in = store.open(what)) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
