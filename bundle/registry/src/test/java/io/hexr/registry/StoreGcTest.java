package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class StoreGcTest {
    private static final Duration LEASE = Duration.ofHours(1);
    private static final GcPolicy KEEP = new GcPolicy(GcPolicy.Untagged.KEEP, LEASE);
    private static final GcPolicy REMOVE = new GcPolicy(GcPolicy.Untagged.REMOVE, LEASE);

    @TempDir
    Path folder;

    private final Clock clock = new Clock();
    private StoreFolder store;
    private StoreWrites writes;
    private StoreUploads uploads;

    /** Moved by hand. */
    private static final class Clock implements InstantSource {
        private Instant now = Instant.parse("2026-11-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    @BeforeEach
    void open() {
        store = StoreFolder.open(folder.resolve("store"), new StoreFiles.Disk(), clock);
        writes = new StoreWrites(store, ServerTags.MOVABLE);
        uploads = new StoreUploads(store, ServerLimits.standard());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Digest blob(String repository, String text) throws IOException {
        StoreUpload upload = uploads.start(repository);
        ByteBuffer left = ByteBuffer.wrap(bytes(text));
        upload.append(into -> take(left, into), -1, 100, 1000);
        assertThat(writes.finish(upload, Digest.of(bytes(text)))).isTrue();
        return Digest.of(bytes(text));
    }

    private static int take(ByteBuffer left, byte[] into) {
        int n = Math.min(left.remaining(), into.length);
        left.get(into, 0, n);
        return n == 0 ? -1 : n;
    }

    private Digest image(String repository, Optional<String> tag, String text) throws IOException {
        blob(repository, text);
        return put(repository, tag, Manifests.image(bytes(text), bytes(text)), MediaTypes.OCI_MANIFEST);
    }

    private Digest put(String repository, Optional<String> tag, byte[] manifest, String type) throws IOException {
        writes.putManifest(repository, tag, Digest.of(manifest), Manifest.parse(type, manifest));
        return Digest.of(manifest);
    }

    private boolean onDisk(Digest digest) {
        return Files.exists(store.contents().path(digest));
    }

    @Test
    void aBlobNobodyNeedsGoesOnceItsLeaseIsOver() throws IOException {
        Digest unused = blob("a", "unused");
        image("a", Optional.of("v1"), "used");
        assertThat(store.plan(KEEP).items()).isEmpty();
        clock.pass(LEASE);
        GcPlan plan = store.plan(KEEP);
        assertThat(plan.items())
                .containsExactly(new GcPlan.UnusedBlob("a", unused, 6), new GcPlan.UnlinkedContent(unused, 6));
        assertThat(plan.freedBytes()).isEqualTo(6);
        assertThat(onDisk(unused)).as("a plan removes nothing").isTrue();
        assertThat(store.collect(plan)).isEqualTo(new GcReport(0, 1, 1, 6, 0));
        assertThat(onDisk(unused)).isFalse();
        assertThat(store.plan(KEEP).items()).isEmpty();
    }

    @Test
    void aReviewedListIsReadBackAsItWasWritten() throws IOException {
        blob("a", "unused");
        image("b", Optional.empty(), "untagged");
        clock.pass(LEASE);
        GcPlan plan = store.plan(REMOVE);
        Path file = Files.write(folder.resolve("gc.json"), plan.bytes());
        assertThat(plan.items()).hasSizeGreaterThan(3);
        assertThat(GcPlan.read(file)).isEqualTo(plan);
    }

    @Test
    void takesNothingThatWasAddedToTheListByHand() throws IOException {
        Digest used = image("a", Optional.of("v1"), "used");
        clock.pass(LEASE);
        GcPlan forged = new GcPlan(
                REMOVE, List.of(new GcPlan.UntaggedManifest("a", used, 1), new GcPlan.UnlinkedContent(used, 1)));
        assertThat(store.collect(forged)).isEqualTo(new GcReport(0, 0, 0, 0, 2));
        assertThat(onDisk(used)).isTrue();
    }

    @Test
    void refusesAListThatIsNone() throws IOException {
        for (String text : new String[] {"", "{}", "{\"schema\": \"hexr.io/registry-gc-plan/v1\", \"remove\": [1]}"}) {
            Path file = Files.writeString(folder.resolve("gc.json"), text);
            assertThatThrownBy(() -> GcPlan.read(file))
                    .as(text)
                    .isInstanceOf(RegistryException.BadPlan.class)
                    .hasMessageContaining("gc.json");
        }
    }

    @Test
    void aBlobThatAClientWasToldOfLatelyStays() throws IOException {
        Digest young = blob("a", "young");
        clock.pass(LEASE);
        assertThat(store.backend().blob("a", young)).contains(5L);
        assertThat(store.plan(KEEP).items()).isEmpty();
    }

    @Test
    void aManifestThatAClientWasToldOfLatelyStays() throws IOException {
        Digest untagged = image("a", Optional.empty(), "told of");
        clock.pass(LEASE);
        assertThat(store.plan(REMOVE).items()).isNotEmpty();
        assertThat(store.backend().manifest("a", untagged)).isPresent();
        assertThat(store.plan(REMOVE).items()).isEmpty();
    }

    @Test
    void whatAPushCameToNeedSinceThePlanStays() throws IOException {
        Digest blob = blob("a", "needed soon");
        clock.pass(LEASE);
        GcPlan plan = store.plan(KEEP);
        assertThat(plan.items()).hasSize(2);
        put("a", Optional.of("v1"), Manifests.image(bytes("needed soon")), MediaTypes.OCI_MANIFEST);
        assertThat(store.collect(plan)).isEqualTo(new GcReport(0, 0, 0, 0, 2));
        assertThat(onDisk(blob)).isTrue();
    }

    @Test
    void whatWasMountedElsewhereSinceThePlanStaysThere() throws IOException {
        Digest blob = blob("a", "shared");
        clock.pass(LEASE);
        GcPlan plan = store.plan(KEEP);
        writes.mount("b", Optional.of("a"), blob);
        store.collect(plan);
        assertThat(onDisk(blob)).isTrue();
        assertThat(store.backend().blob("b", blob)).isPresent();
    }

    @Test
    void aManifestThatNoTagLeadsToGoesOnlyUnderThePolicyThatSaysSo() throws IOException {
        Digest first = image("a", Optional.of("v1"), "first");
        Digest second = image("a", Optional.of("v1"), "second");
        clock.pass(LEASE);
        assertThat(store.plan(KEEP).items()).isEmpty();
        GcReport report = store.collect(store.plan(REMOVE));
        assertThat(report.manifests()).isEqualTo(1);
        assertThat(report.blobs()).isEqualTo(1);
        assertThat(report.contents()).isEqualTo(2);
        assertThat(store.backend().manifest("a", first)).isEmpty();
        assertThat(store.backend().manifest("a", second)).isPresent();
        assertThat(onDisk(Digest.of(bytes("second")))).isTrue();
    }

    @Test
    void whatAnIndexListsAndWhatRefersToItStays() throws IOException {
        byte[] child = Manifests.image(bytes("child"), bytes("child"));
        image("a", Optional.empty(), "child");
        Digest index = put("a", Optional.of("all"), Manifests.index(child), MediaTypes.OCI_INDEX);
        Digest about = put(
                "a",
                Optional.empty(),
                Manifests.referrer(child, "application/sbom", bytes("child"), bytes("child")),
                MediaTypes.OCI_MANIFEST);
        clock.pass(LEASE);
        assertThat(store.plan(REMOVE).items()).isEmpty();
        writes.deleteManifest("a", index);
        store.collect(store.plan(REMOVE));
        assertThat(store.backend().manifest("a", Digest.of(child))).isEmpty();
        assertThat(store.backend().manifest("a", about)).isEmpty();
        assertThat(store.contentCount()).isZero();
    }

    @Test
    void aManifestThatAnotherNamesAsALayerStays() throws IOException {
        byte[] inner = Manifests.image(bytes("inner"), bytes("inner"));
        image("a", Optional.empty(), "inner");
        put("a", Optional.of("v1"), Manifests.image(bytes("inner"), inner), MediaTypes.OCI_MANIFEST);
        clock.pass(LEASE);
        assertThat(store.plan(REMOVE).items()).isEmpty();
    }

    @Test
    void contentThatNothingLinksToGoesAtOnce() throws IOException {
        Digest manifest = image("a", Optional.of("v1"), "gone");
        writes.deleteManifest("a", manifest);
        assertThat(store.plan(KEEP).items()).extracting(GcPlan.Item::digest).isEqualTo(List.of(manifest));
        assertThat(store.collect(store.plan(KEEP)).contents()).isEqualTo(1);
    }

    @Test
    void aStoreOpensAgainAsItWasAndOnlyOnce() throws IOException {
        Digest manifest = image("a/b", Optional.of("v1"), "again");
        blob("a", "lone");
        assertThat(StoreRefusal.of(() -> StoreFolder.open(folder.resolve("store"))))
                .contains("another process");
        store.close();
        store = StoreFolder.open(folder.resolve("store"));
        assertThat(store.damage()).isEmpty();
        assertThat(store.backend().repositories()).containsExactly("a", "a/b");
        assertThat(store.backend().resolve("a/b", "v1")).contains(manifest);
        assertThat(store.contents().find(manifest).orElseThrow().links()).isEqualTo(1);
    }

    @Test
    void damageIsToldAndNotServed() throws IOException {
        Digest manifest = image("a", Optional.of("v1"), "whole");
        image("a", Optional.of("v2"), "other");
        Files.writeString(store.contents().path(manifest), "{\"other\":1}");
        store.close();
        store = StoreFolder.open(folder.resolve("store"));
        assertThat(store.damage())
                .hasSize(2)
                .anyMatch(line -> line.contains("other bytes"))
                .anyMatch(line -> line.contains("tag v1"));
        assertThat(store.backend().manifest("a", manifest)).isEmpty();
        assertThat(store.backend().resolve("a", "v1")).isEmpty();
        assertThat(store.backend().resolve("a", "v2")).isPresent();
    }

    @Test
    void aTagOfStrangeBytesIsDamageAndTheRestIsServed() throws IOException {
        image("a", Optional.of("v1"), "one");
        image("a", Optional.of("v2"), "two");
        Files.write(folder.resolve("store/repositories/a/_tags/v1"), new byte[] {(byte) 0xff, (byte) 0x80});
        store.close();
        store = StoreFolder.open(folder.resolve("store"));
        assertThat(store.damage()).singleElement().asString().contains("tag v1");
        assertThat(store.backend().resolve("a", "v2")).isPresent();
    }

    @Test
    void aFolderOfAnotherLayoutIsRefused() throws IOException {
        store.close();
        Files.writeString(folder.resolve("store/layout"), "hexr registry store 2\n");
        assertThat(StoreRefusal.of(() -> StoreFolder.open(folder.resolve("store"))))
                .contains("layout");
        Files.writeString(folder.resolve("store/layout"), "hexr registry store 1\n");
        store = StoreFolder.open(folder.resolve("store"));
    }

    @Test
    void aFolderThatIsNoStoreIsRefusedAsItIs() throws IOException {
        Path theirs = Files.createDirectories(folder.resolve("app/uploads"));
        Files.writeString(theirs.resolve("photo"), "theirs");
        assertThat(StoreRefusal.of(() -> StoreFolder.open(folder.resolve("app"))))
                .contains("uploads");
        assertThat(theirs.resolve("photo")).hasContent("theirs");
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("notes"), "theirs");
        assertThat(StoreRefusal.of(() -> StoreFolder.open(other))).contains("notes");
        assertThat(other.resolve("layout")).doesNotExist();
    }

    @Test
    void aStoreOfAnotherLayoutKeepsItsUploads() throws IOException {
        store.close();
        Path layout = folder.resolve("store/layout");
        String known = Files.readString(layout);
        Files.writeString(layout, "hexr registry store 2\n");
        Path upload = Files.writeString(folder.resolve("store/uploads/upload-1"), "of a newer version");
        assertThat(StoreRefusal.of(() -> StoreFolder.open(folder.resolve("store"))))
                .contains("layout");
        assertThat(upload).exists();
        Files.writeString(layout, known);
        store = StoreFolder.open(folder.resolve("store"));
        assertThat(upload).doesNotExist();
    }

    @Test
    void aFirstOpeningThatDiedIsTakenUpAgain() throws IOException {
        Path half = Files.createDirectories(folder.resolve("half"));
        Files.createDirectory(half.resolve("lost+found"));
        Files.createDirectory(half.resolve("uploads"));
        Files.writeString(half.resolve("layout.part"), "hexr reg");
        StoreFolder.open(half).close();
        StoreFolder.open(half).close();
        assertThat(half.resolve("layout.part")).doesNotExist();
    }

    /** The message of a refusal to open. */
    private static final class StoreRefusal {
        static String of(Runnable opening) {
            try {
                opening.run();
                return "";
            } catch (RegistryException.StoreRefused e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
