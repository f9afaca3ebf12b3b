package io.hexr.oci;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ContentCopierTest {
    @TempDir
    private Path folder;

    private final MemoryStore source = new MemoryStore();
    private final List<ContentCopier.Root> roots = new ArrayList<>();

    @BeforeEach
    void makeImages() {
        RandomImages images = new RandomImages(11, source);
        roots.add(root(images.index(RandomImages.Kind.OCI), "oci"));
        roots.add(root(images.index(RandomImages.Kind.DOCKER), "docker"));
        roots.add(root(images.nested(4), "nested"));
        images.referring(roots.getFirst().manifest(), "application/vnd.example.signature");
    }

    @Test
    void copiesBetweenEveryPairOfStores() {
        ContentStore layout = LayoutStore.create(folder.resolve("a"));
        copier().copy(source, layout, roots);
        List<ContentStore> sources = List.of(source, layout);
        int n = 0;
        for (ContentStore from : sources) {
            for (ContentStore to : List.of(new MemoryStore(), LayoutStore.create(folder.resolve("b" + n++)))) {
                CopyReport report = copier().copy(from, to, roots);
                assertWhole(to);
                assertThat(report.tagsSet()).isEqualTo(3);
                assertThat(copier().copy(from, to, roots).changedNothing()).isTrue();
            }
        }
    }

    @Test
    void sendsEachContentOnceAndCountsIt() {
        Watching watching = new Watching();
        CopyReport report = copier().observer(watching).copy(source, new MemoryStore(), roots);
        assertThat(watching.copied).doesNotHaveDuplicates();
        assertThat(watching.bytes.get()).isEqualTo((int) report.bytesCopied());
        assertThat(report.manifestsCopied() + report.blobsCopied()).isEqualTo(watching.copied.size());
        assertThat(report.bytesSkipped()).isZero();
    }

    @Test
    void bringsReferrersAlsoForWhatIsThereAlready() {
        MemoryStore to = new MemoryStore();
        copier().copy(source, to, roots);
        Digest subject = roots.getFirst().manifest().digest();
        assertThat(to.referrers(subject)).isEmpty();
        copier().referrers(ContentCopier.Referrers.INCLUDED).copy(source, to, roots);
        assertThat(to.referrers(subject)).hasSize(1);
    }

    @Test
    void asksOnceForARootWhoseTagIsRightAlready() {
        MemoryStore to = new MemoryStore();
        copier().copy(source, to, roots);
        FaultyStore counting = new FaultyStore(to, Integer.MAX_VALUE, FaultyStore.Fault.FAIL);
        copier().copy(source, counting, roots);
        assertThat(counting.calls()).isEqualTo(roots.size());
    }

    @Test
    void checksBelowWhatIsThereWhereAsked() {
        MemoryStore whole = new MemoryStore();
        copier().copy(source, whole, roots);
        Holed to = new Holed(
                whole, source.manifest(roots.getFirst().manifest()).children().getFirst());
        assertThat(copier().copy(source, to, roots).changedNothing()).isTrue();
        CopyReport report = copier().presence(ContentCopier.Presence.IS_CHECKED).copy(source, to, roots);
        assertThat(report.manifestsCopied()).isEqualTo(1);
    }

    @Test
    void failsAtEveryCallOfTheSourceWithoutATagAndContinuesAfterwards() {
        assertSurvivesFaults(OciException.CopyFailed.Side.SOURCE);
    }

    @Test
    void failsAtEveryCallOfTheDestinationAndContinuesAfterwards() {
        assertSurvivesFaults(OciException.CopyFailed.Side.DESTINATION);
    }

    private void assertSurvivesFaults(OciException.CopyFailed.Side side) {
        boolean ofSource = side == OciException.CopyFailed.Side.SOURCE;
        for (FaultyStore.Fault fault : FaultyStore.Fault.values()) {
            int cases = 0;
            boolean struck = true;
            while (struck) {
                cases++;
                MemoryStore to = new MemoryStore();
                FaultyStore faulty = new FaultyStore(ofSource ? source : to, cases, fault);
                ContentSource from = ofSource ? faulty : source;
                ContentStore into = ofSource ? to : faulty;
                try {
                    copier().copy(from, into, roots);
                    // no fault that was reached goes unnoticed
                    struck = faulty.struck();
                    assertThat(struck).isFalse();
                } catch (OciException.CopyFailed e) {
                    assertThat(e.side()).isEqualTo(side);
                    if (ofSource) {
                        assertThat(roots)
                                .allMatch(root ->
                                        to.resolve(root.tags().getFirst()).isEmpty());
                    }
                }
                copier().copy(source, to, roots);
                assertWhole(to);
            }
            assertThat(cases).isGreaterThan(20);
        }
    }

    @Test
    void refusesAGraphDeeperThanTheLimit() {
        RandomImages images = new RandomImages(12, source);
        Descriptor allowed = images.nested(Limits.GRAPH_DEPTH - 1);
        Descriptor deep = images.nested(Limits.GRAPH_DEPTH);
        MemoryStore to = new MemoryStore();
        copier().copy(source, to, List.of(root(allowed, "allowed")));
        assertThatThrownBy(() -> copier().copy(source, to, List.of(root(deep, "deep"))))
                .isInstanceOf(OciException.GraphRefused.class);
        assertThat(to.resolve("deep")).isEmpty();
        // the same depth, reached by way of what was copied from another root
        Descriptor above = images.indexOf(RandomImages.Kind.OCI, List.of(allowed));
        assertThatThrownBy(
                        () -> copier().copy(source, new MemoryStore(), List.of(root(allowed, "a"), root(above, "b"))))
                .isInstanceOf(OciException.GraphRefused.class);
    }

    @Test
    void refusesOneDigestWithTwoSizes() {
        RandomImages images = new RandomImages(13, source);
        Descriptor image = images.image(RandomImages.Kind.OCI);
        Descriptor lie = Descriptor.of(image.mediaType(), image.digest(), image.size() + 1);
        Descriptor index = images.indexOf(RandomImages.Kind.OCI, List.of(image, lie));
        assertThatThrownBy(() -> copier().copy(source, new MemoryStore(), List.of(root(index, "x"))))
                .isInstanceOf(OciException.class);
    }

    @Test
    void stopsWhenInterruptedAndLeavesNoWorker() throws Exception {
        CountDownLatch moving = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        MemoryStore to = new MemoryStore();
        CopyObserver blocking = new CopyObserver() {
            @Override
            public void moved(Descriptor content, long bytes) {
                moving.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Thread copying = Thread.ofPlatform().start(() -> {
            try {
                copier().observer(blocking).copy(source, to, roots);
            } catch (OciException e) {
                thrown.set(e);
            }
        });
        moving.await();
        copying.interrupt();
        copying.join();
        assertThat(thrown.get()).isInstanceOf(OciException.Interrupted.class);
        assertThat(to.resolve("oci")).isEmpty();
    }

    private void assertWhole(ContentStore to) {
        for (ContentCopier.Root root : roots) {
            assertThat(to.resolve(root.tags().getFirst()).orElseThrow().digest())
                    .isEqualTo(root.manifest().digest());
            assertWhole(to, root.manifest(), new HashSet<>());
        }
    }

    private void assertWhole(ContentStore to, Descriptor what, Set<Digest> visited) {
        if (visited.add(what.digest())) {
            assertThat(to.bytes(what, Limits.MANIFEST_BYTES)).isEqualTo(source.bytes(what, Limits.MANIFEST_BYTES));
            if (what.isManifest()) {
                to.manifest(what).children().forEach(child -> assertWhole(to, child, visited));
            }
        }
    }

    private static ContentCopier copier() {
        return ContentCopier.withWorkers(4);
    }

    private static ContentCopier.Root root(Descriptor manifest, String tag) {
        return new ContentCopier.Root(manifest, List.of(tag));
    }

    private static final class Watching implements CopyObserver {
        private final List<CopyNode.Key> copied = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger bytes = new AtomicInteger();

        @Override
        public void copied(Descriptor content) {
            copied.add(CopyNode.Key.of(content));
        }

        @Override
        public void moved(Descriptor content, long read) {
            bytes.addAndGet((int) read);
        }
    }

    /** Says of one content that it is not there. */
    private record Holed(ContentStore below, Descriptor hole) implements ContentStore {
        @Override
        public boolean has(Descriptor descriptor) {
            return !descriptor.digest().equals(hole.digest()) && below.has(descriptor);
        }

        @Override
        public InputStream open(Descriptor descriptor) {
            return below.open(descriptor);
        }

        @Override
        public java.util.Optional<Descriptor> resolve(String tag) {
            return below.resolve(tag);
        }

        @Override
        public List<Descriptor> referrers(Digest subject) {
            return below.referrers(subject);
        }

        @Override
        public void put(Descriptor descriptor, InputStream bytes) {
            below.put(descriptor, bytes);
        }

        @Override
        public void tag(String tag, Descriptor manifest) {
            below.tag(tag, manifest);
        }
    }
}
