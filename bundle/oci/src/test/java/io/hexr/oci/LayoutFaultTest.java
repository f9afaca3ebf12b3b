package io.hexr.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The disk of a layout fails at each of its operations in turn; the writer then goes on with a disk that works. */
final class LayoutFaultTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Input/output error"})
    void namesPathAndRoomAndLosesNothing(String reason) throws IOException {
        MemoryStore source = new MemoryStore();
        Descriptor image = new RandomImages(1, source).image(RandomImages.Kind.OCI);
        List<ContentCopier.Root> roots = List.of(new ContentCopier.Root(image, List.of("v1")));
        ContentCopier copier = ContentCopier.withWorkers(1);
        int cases = 0;
        boolean failed = true;
        while (failed) {
            cases++;
            Path layout = folder.resolve(reason.replaceAll("\\W", "") + cases);
            Failing disk = new Failing(cases, reason);
            failed = false;
            try {
                copier.copy(source, LayoutStore.create(layout, disk), roots);
                assertThat(disk.operations).isLessThan(cases);
            } catch (OciException e) {
                failed = true;
                OciException cause =
                        e instanceof OciException.CopyFailed copy && copy.getCause() instanceof OciException at
                                ? at
                                : e;
                assertThat(cause)
                        .hasMessageContaining(String.valueOf(layout.getFileName()))
                        .hasMessageContaining(reason);
                boolean room = reason.contains("space");
                if (room && disk.writing) {
                    assertThat(cause)
                            .isInstanceOf(OciException.NotEnoughSpace.class)
                            .hasMessageContaining("are free");
                } else {
                    assertThat(cause)
                            .isInstanceOfAny(OciException.StoreFailed.class, OciException.NotEnoughSpace.class);
                }
            }
            assertNothingHalf(layout);
            LayoutStore store = LayoutStore.create(layout, new Failing(0, "never"));
            copier.copy(source, store, roots);
            assertThat(store.resolve("v1").orElseThrow().digest()).isEqualTo(image.digest());
        }
        assertThat(cases).isGreaterThan(50);
    }

    @Test
    void flushesAFolderThatAnotherWriterMadeAndMayNotHaveFlushedYet() throws IOException {
        List<Path> flushed = new ArrayList<>();
        Disk disk = new Disk() {
            @Override
            void syncFolderOf(Path entry) throws IOException {
                super.syncFolderOf(entry);
                flushed.add(entry);
            }
        };
        Path made = Files.createDirectory(folder.resolve("blobs"));

        disk.createFolder(made);
        disk.createFolder(made);

        assertThat(flushed).containsExactly(made);
    }

    private static void assertNothingHalf(Path layout) throws IOException {
        if (!Files.exists(layout)) {
            return;
        }
        try (Stream<Path> files = Files.walk(layout)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(file.toString()).doesNotContain("incoming");
                if (file.toString().contains("blobs")) {
                    assertThat(Digest.of(Files.readAllBytes(file)).hex()).isEqualTo(String.valueOf(file.getFileName()));
                }
            }
        }
    }

    /** Fails once, at the n-th operation. */
    private static final class Failing extends Disk {
        private final int at;
        private final String reason;
        private int operations;
        private boolean writing;

        Failing(int at, String reason) {
            this.at = at;
            this.reason = reason;
        }

        private void failIfDue() throws IOException {
            operations++;
            if (operations == at) {
                throw new IOException(reason);
            }
        }

        @Override
        void createFolder(Path created) throws IOException {
            failIfDue();
            super.createFolder(created);
        }

        @Override
        FileChannel createFile(Path file) throws IOException {
            failIfDue();
            return super.createFile(file);
        }

        @Override
        void write(FileChannel file, ByteBuffer bytes) throws IOException {
            writing = operations + 1 == at;
            failIfDue();
            super.write(file, bytes);
        }

        @Override
        void sync(FileChannel file) throws IOException {
            // flushing is counted, not done: what is looked at here is failure, and flushing is slow
            failIfDue();
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            failIfDue();
            super.rename(from, to);
        }

        @Override
        void syncFolderOf(Path entry) throws IOException {
            failIfDue();
        }

        @Override
        long free(Path asked) throws IOException {
            failIfDue();
            return super.free(asked);
        }
    }
}
