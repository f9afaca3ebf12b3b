package io.hexr.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import io.hexr.format.ArchiveFile;
import io.hexr.format.BundleException;
import io.hexr.format.BundleReader;
import io.hexr.format.SampleRelease;
import io.hexr.registry.ServerLog;
import io.hexr.signing.TrustException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A bundle that was changed on the way. Some places drawn by the seed here, 20,000 with -Dhexr.full. */
final class PushTamperIT {
    private static final int CASES = System.getProperty("hexr.full") == null ? 60 : 20_000;
    private static final long SEED = Long.getLong("junit.jupiter.execution.order.random.seed", 1);

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(3);

    @Test
    void nothingIsAskedBeforeAndNothingIsTaggedAfterTheFirstBlob() throws IOException {
        Path bundle = sample.write(folder.resolve("bundle.tar.gz"));
        byte[] good = Files.readAllBytes(bundle);
        long firstBlob;
        try (ArchiveFile archive = ArchiveFile.open(bundle)) {
            firstBlob = BundleReader.open(archive, sample.trust()).plan().firstBlob();
        }
        Random random = new Random(SEED);
        int before = 0;
        try (TestRegistry registry = TestRegistry.in(folder.resolve("store"))) {
            for (int i = 0; i < CASES; i++) {
                boolean early = i % 3 == 0;
                int at = early
                        ? random.nextInt((int) firstBlob)
                        : (int) firstBlob + random.nextInt(good.length - (int) firstBlob);
                before += early ? 1 : 0;
                byte[] changed = good.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(bundle, changed);
                registry.forget();

                assertThatThrownBy(() -> registry.push(bundle, sample, PushOptions.USUAL))
                        .as("byte " + at + " of " + good.length)
                        .isInstanceOfAny(BundleException.class, TrustException.class)
                        .hasMessageMatching("(?s).*(bundle\\.tar\\.gz|hexr/|sha256:|signature|SHA256SUMS).*");
                if (early) {
                    assertThat(registry.lines()).isEmpty();
                }
                assertThat(registry.manifestsWritten()).isEmpty();
            }
            Files.write(bundle, good);
            registry.push(bundle, sample, PushOptions.USUAL);
            assertThat(registry.lines().stream().map(ServerLog.Line::status).filter(status -> status >= 500))
                    .isEqualTo(List.of());
        }
        System.out.println(CASES + " changed bundles, " + before + " before the first blob, seed " + SEED
                + ": nothing asked before, nothing tagged after");
    }
}
