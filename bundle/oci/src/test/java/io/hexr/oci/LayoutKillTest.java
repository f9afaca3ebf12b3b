package io.hexr.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that writes a layout is killed without warning, again and again, on one and the same folder. */
final class LayoutKillTest {
    /** More by -Dhexr.oci.kills=N. */
    private static final int KILLS = Integer.getInteger("hexr.oci.kills", 6);

    @TempDir
    private Path folder;

    /** The process that is killed: writes images and moves tags until then; says when it has begun, then each tag after it was set. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            LayoutStore store = LayoutStore.create(Path.of(arguments[0]));
            RandomImages images = new RandomImages(Long.parseLong(arguments[1]), store);
            for (int i = 0; ; i++) {
                Descriptor image = images.index(RandomImages.Kind.OCI);
                store.tag("v" + i % 20, image);
                images.referring(image, "application/vnd.example.signature");
                System.out.write('.');
                System.out.flush();
            }
        }
    }

    @Test
    void everyNameResolvesAndEveryBlobIsWholeAfterKills() throws Exception {
        Path layout = folder.resolve("layout");
        Random random = new Random(42);
        for (int kill = 0; kill < KILLS; kill++) {
            killAfter(layout, kill, random.nextInt(8));
            LayoutStore store = LayoutStore.open(layout);
            assertEveryBlobIsWhole(layout);
            assertThat(store.tags()).isNotEmpty();
            for (Descriptor entry : store.entries()) {
                assertWhole(store, entry, new HashSet<>());
            }
        }
        LayoutStore.open(layout)
                .put(
                        Descriptor.of(MediaTypes.OCTET_STREAM, new byte[7]),
                        new java.io.ByteArrayInputStream(new byte[7]));
        try (Stream<Path> left = Files.list(layout.resolve(".hexr/incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    private static void killAfter(Path layout, int seed, int tags) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        layout.toString(),
                        Integer.toString(seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream said = writer.getInputStream()) {
            // one image at least, so that there is something to check
            assertThat(said.readNBytes(1 + tags)).hasSize(1 + tags);
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
    }

    private static void assertEveryBlobIsWhole(Path layout) throws IOException {
        List<Path> blobs = new ArrayList<>();
        try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
            files.forEach(blobs::add);
        }
        for (Path blob : blobs) {
            assertThat(Digest.of(Files.readAllBytes(blob)).hex()).isEqualTo(String.valueOf(blob.getFileName()));
        }
    }

    private static void assertWhole(LayoutStore store, Descriptor what, Set<Digest> visited) {
        if (visited.add(what.digest())) {
            assertThat(store.has(what)).isTrue();
            if (what.isManifest()) {
                store.manifest(what).children().forEach(child -> assertWhole(store, child, visited));
            }
        }
    }
}
