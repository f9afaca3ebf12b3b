package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Modelled power loss: a session's file operations are recorded, cut at every point, and what was not forced or synced by then is kept or lost at random.
 * Whatever is left must open without damage, serve only whole content, and hold all that was acknowledged before the cut. 250 states here, 5,000 with {@code -Dhexr.full}; prints how many.
 */
final class StoreCrashTest {
    private static final int STATES = System.getProperty("hexr.full") == null ? 250 : 5000;

    @TempDir
    Path folder;

    private static final int KEPT = 5;

    private final List<String> told = new ArrayList<>();

    /** For opening the states: nothing depends on their own durability. */
    private static final class Unsynced extends StoreFiles.Disk {
        @Override
        public void force(FileChannel channel, Path file) {}

        @Override
        public void sync(Path folder) {}
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyStateAPowerLossCanLeaveIsWhole() throws IOException {
        Path live = folder.resolve("live");
        CrashLog log = new CrashLog(live);
        record Promise(int at, List<String> tags) {}
        List<Promise> promises = new ArrayList<>();
        List<Acknowledged> uploads = new ArrayList<>();
        Files.createDirectory(live);
        try (StoreFolder store = StoreFolder.open(live, log, InstantSource.system())) {
            StoreWrites writes = new StoreWrites(store, ServerTags.MOVABLE);
            Pusher pusher = new Pusher(new StoreUploads(store, ServerLimits.standard()), writes, log, uploads);
            for (int i = 0; i < 6; i++) {
                String repository = i % 2 == 0 ? "a" : "a/b";
                Digest manifest = pusher.push(repository, "v" + i, "content " + i);
                told.add(repository + ":v" + i + "@" + manifest);
                promises.add(new Promise(log.length(), List.copyOf(told)));
                if (i == 3) {
                    // what goes: a promise ends before its deletion begins
                    String gone = told.remove(0);
                    promises.add(new Promise(log.length(), List.copyOf(told)));
                    writes.deleteManifest("a", Digest.parse(gone.substring(gone.indexOf('@') + 1)));
                    store.collect(store.plan(new GcPolicy(GcPolicy.Untagged.REMOVE, Duration.ZERO)));
                }
            }
        }
        long seed = Long.getLong("hexr.test.seed", 20261101L);
        Random random = new Random(seed);
        int kept = 0;
        for (int state = 0; state < STATES; state++) {
            int cut = state % (log.length() + 1);
            Path after = folder.resolve("after");
            log.replay(cut, random, after);
            List<String> due = List.of();
            for (int p = 0; p < promises.size() && promises.get(p).at() <= cut; p++) {
                due = promises.get(p).tags();
            }
            try (StoreFolder store = StoreFolder.open(after, new Unsynced(), InstantSource.system())) {
                StoreAudit.compare(store, due);
                uploads.stream()
                        .filter(upload -> upload.at() <= cut && cut < upload.until())
                        .forEach(upload -> assertThat(!store.kept().isEmpty()
                                        || store.contents()
                                                .find(upload.content())
                                                .isPresent())
                                .as("an upload is kept until its content is in the store, cut at %d", cut)
                                .isTrue());
                kept += goesOn(store);
            }
            delete(after);
        }
        assertThat(kept).as("states with an upload to go on with").isPositive();
        System.out.println("power loss: " + STATES + " states of " + log.length() + " operations, seed " + seed);
        assertThat(log.length()).isGreaterThan(60);
    }

    /** From here to there an acknowledged upload, or its content, must be found again. */
    private record Acknowledged(int at, int until, Digest content) {}

    private record Pusher(StoreUploads uploads, StoreWrites writes, CrashLog log, List<Acknowledged> acknowledged) {
        Digest push(String repository, String tag, String content) throws IOException {
            StoreUpload upload = uploads.start(repository);
            ByteBuffer left = ByteBuffer.wrap(bytes(content));
            ByteBuffer first = left.slice(0, KEPT);
            upload.append(into -> take(first, into), -1, 100, 1000);
            upload.keep();
            int kept = log.length();
            left.position(KEPT);
            upload.append(into -> take(left, into), -1, 100, 1000);
            assertThat(writes.finish(upload, Digest.of(bytes(content)))).isTrue();
            acknowledged.add(new Acknowledged(kept, log.length(), Digest.of(bytes(content))));
            byte[] manifest = Manifests.image(bytes(content), bytes(content));
            writes.putManifest(
                    repository,
                    Optional.of(tag),
                    Digest.of(manifest),
                    Manifest.parse(MediaTypes.OCI_MANIFEST, manifest));
            return Digest.of(manifest);
        }
    }

    /** What an upload is said to have, it has: the bytes that were acknowledged, and no others are believed. */
    private static int goesOn(StoreFolder store) throws IOException {
        StoreUploads uploads = new StoreUploads(store, ServerLimits.standard());
        List<KeptUpload> all = store.kept();
        for (KeptUpload kept : all) {
            StoreUpload upload = uploads.find(kept.repository(), kept.id()).orElseThrow();
            assertThat(upload.offset()).isEqualTo(KEPT);
            byte[] rest = bytes("nt again");
            ByteBuffer left = ByteBuffer.wrap(rest);
            upload.append(into -> take(left, into), KEPT, 100, 1000);
            assertThat(new StoreWrites(store, ServerTags.MOVABLE).finish(upload, Digest.of(bytes("content again"))))
                    .isTrue();
            uploads.forget(upload);
        }
        assertThat(store.kept()).isEmpty();
        return all.size();
    }

    private static int take(ByteBuffer left, byte[] into) {
        int n = Math.min(left.remaining(), into.length);
        left.get(into, 0, n);
        return n == 0 ? -1 : n;
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void aFolderThatAnotherPushMadeAndHasNotSyncedIsSyncedByThisOne() throws IOException {
        Path live = Files.createDirectory(folder.resolve("live"));
        CrashLog log = new CrashLog(live);
        String pushed;
        try (StoreFolder store = StoreFolder.open(live, log, InstantSource.system())) {
            Path shared = live.resolve("blobs/sha256")
                    .resolve(Digest.of(bytes("content")).hex().substring(0, 2));
            log.makeFolder(shared);
            pushed = new Pusher(
                            new StoreUploads(store, ServerLimits.standard()),
                            new StoreWrites(store, ServerTags.MOVABLE),
                            log,
                            new ArrayList<>())
                    .push("a", "v1", "content")
                    .toString();
        }
        for (int seed = 0; seed < 20; seed++) {
            Path after = folder.resolve("after");
            log.replay(log.length(), new Random(seed), after);
            try (StoreFolder store = StoreFolder.open(after, new Unsynced(), InstantSource.system())) {
                StoreAudit.compare(store, List.of("a:v1@" + pushed));
            }
            delete(after);
        }
    }

    @Test
    void theModelFindsAStoreThatDoesNotForce() throws IOException {
        // the model must be able to fail: without the force, a rename may survive its bytes
        Path live = folder.resolve("careless");
        Files.createDirectory(live);
        CrashLog log = new CrashLog(live);
        Path temp = live.resolve("temp");
        try (var channel = log.create(temp)) {
            channel.write(ByteBuffer.wrap(bytes("bytes")));
        }
        log.rename(temp, live.resolve("final"));
        log.sync(live);
        boolean lost = false;
        for (int i = 0; i < 50 && !lost; i++) {
            Path after = folder.resolve("careless-after");
            log.replay(log.length(), new Random(i), after);
            lost = Files.readAllBytes(after.resolve("final")).length != 5;
            delete(after);
        }
        assertThat(lost).isTrue();
    }
}
