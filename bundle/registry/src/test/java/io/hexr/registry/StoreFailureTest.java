package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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

/** Pushes whose file operations fail, and pushes that others get in the way of. */
final class StoreFailureTest {
    private static final byte[] BLOB = "blob".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final FullDisk disk = new FullDisk();
    private StoreFolder store;
    private StoreWrites writes;
    private StoreUploads uploads;

    /** Real files, until one operation is told to fail as on a full disk. */
    private static final class FullDisk extends StoreFiles.Disk {
        private enum Failing {
            NOTHING,
            FORCE,
            RENAME
        }

        private Failing failing = Failing.NOTHING;

        @Override
        public void force(FileChannel channel, Path file) throws IOException {
            require(Failing.FORCE);
            super.force(channel, file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            require(Failing.RENAME);
            super.rename(from, to);
        }

        private void require(Failing asked) throws IOException {
            if (failing == asked) {
                throw new IOException("No space left on device");
            }
        }
    }

    @BeforeEach
    void open() {
        store = StoreFolder.open(folder.resolve("store"), disk, InstantSource.system());
        writes = new StoreWrites(store, ServerTags.MOVABLE);
        uploads = new StoreUploads(store, ServerLimits.standard());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoreUpload received(byte[] bytes) throws IOException {
        StoreUpload upload = uploads.start("a");
        ByteBuffer left = ByteBuffer.wrap(bytes);
        upload.append(into -> take(left, into), -1, 100, 1000);
        return upload;
    }

    private static int take(ByteBuffer left, byte[] into) {
        int n = Math.min(left.remaining(), into.length);
        left.get(into, 0, n);
        return n == 0 ? -1 : n;
    }

    private void assertNothingLeft() throws IOException {
        try (var scratch = Files.list(store.scratch())) {
            assertThat(scratch).isEmpty();
        }
    }

    @Test
    void aBlobThatCannotBeStoredLeavesNothing() throws IOException {
        for (FullDisk.Failing failing : new FullDisk.Failing[] {FullDisk.Failing.FORCE, FullDisk.Failing.RENAME}) {
            StoreUpload upload = received(BLOB);
            disk.failing = failing;
            assertThatThrownBy(() -> writes.finish(upload, Digest.of(BLOB))).hasMessageContaining("No space");
            assertNothingLeft();
            disk.failing = FullDisk.Failing.NOTHING;
        }
        assertThat(writes.finish(received(BLOB), Digest.of(BLOB))).isTrue();
        assertNothingLeft();
    }

    @Test
    void aManifestOrTagThatCannotBeStoredLeavesNothing() throws IOException {
        writes.finish(received(BLOB), Digest.of(BLOB));
        byte[] bytes = Manifests.image(BLOB, BLOB);
        Manifest manifest = Manifest.parse(MediaTypes.OCI_MANIFEST, bytes);
        for (FullDisk.Failing failing : new FullDisk.Failing[] {FullDisk.Failing.FORCE, FullDisk.Failing.RENAME}) {
            disk.failing = failing;
            assertThatThrownBy(() -> writes.putManifest("a", Optional.of("v1"), Digest.of(bytes), manifest))
                    .hasMessageContaining("No space");
            assertNothingLeft();
        }
        disk.failing = FullDisk.Failing.NOTHING;
        writes.putManifest("a", Optional.empty(), Digest.of(bytes), manifest);
        disk.failing = FullDisk.Failing.RENAME;
        assertThatThrownBy(() -> writes.putManifest("a", Optional.of("v1"), Digest.of(bytes), manifest))
                .hasMessageContaining("No space");
        assertNothingLeft();
    }

    @Test
    void aSealedUploadIsNoLongerAnyonesToCancelOrContinue() throws IOException {
        StoreUpload upload = received(BLOB);
        assertThat(upload.seal(Digest.of(BLOB))).hasValue(BLOB.length);
        upload.cancel();
        assertThat(upload.file()).hasBinaryContent(BLOB);
        assertThatThrownBy(() -> upload.append(into -> -1, -1, 1, 10)).isInstanceOf(ServerRefusal.Protocol.class);
    }
}
