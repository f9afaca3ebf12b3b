package io.hexr.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import io.hexr.oci.Digest;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The second reader, written from the specification, agrees with the first. */
final class PythonReaderTest {
    @TempDir
    Path folder;

    private final SampleRelease sample = SampleRelease.of(3);
    private Path key = Path.of("");
    private Path bundle = Path.of("");

    @BeforeEach
    void write() {
        key = folder.resolve("release.pub");
        sample.keys().getFirst().trusted().write(key);
        bundle = sample.write(folder.resolve("b.tar.gz"));
    }

    @Test
    void itIsSmallAndUsesTheStandardLibraryOnly() throws IOException {
        String text = Files.readString(StockTools.docs().resolve("hexr_verify.py"));
        assertThat(text.lines().count()).isLessThan(250);
        assertThat(text.lines().filter(line -> line.startsWith("import ") || line.startsWith("from ")))
                .containsExactly("import base64, binascii, hashlib, json, re, sys, zlib");
    }

    @Test
    void acceptsACompleteBundle() {
        StockTools.Result result = StockTools.python(key, bundle);
        assertThat(result.output()).startsWith("good: hexr 0.8.0, sequence 7, ");
        assertThat(result.status()).isZero();
    }

    @Test
    void acceptsAPartialBundleAndNamesWhatIsAbsent() {
        VerifiedRelease release = sample.release();
        Digest gone = release.contents().blobs().getLast().digest();
        Presence presence =
                Presence.of(release.contents(), blob -> !blob.digest().equals(gone));
        Path partial = BundleWriter.write(release, presence, folder.resolve("p.tar.gz"), bytes -> {})
                .file();
        StockTools.Result result = StockTools.python(key, partial);
        assertThat(result.output()).contains("absent: ");
        assertThat(result.status()).isZero();
    }

    @Test
    void refusesAnotherKey() {
        Path other = folder.resolve("other.pub");
        SigningKey.generate(Algorithm.ECDSA_P256).trusted().write(other);
        assertThat(StockTools.python(other, bundle).status()).isEqualTo(5);
    }

    @Test
    void refusesWhateverByteIsChanged() throws IOException {
        byte[] good = Files.readAllBytes(bundle);
        Random random = new Random(11);
        for (int i = 0; i < 25; i++) {
            byte[] bad = good.clone();
            int at = i < 10 ? random.nextInt(4000) : random.nextInt(bad.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Path file = folder.resolve("bad.tar.gz");
            Files.write(file, bad);
            StockTools.Result result = StockTools.python(key, file);
            assertThat(result.status()).as("byte %d: %s", at, result.output()).isIn(4, 5);
            assertThat(result.output()).doesNotContain("Traceback");
        }
    }

    @Test
    void refusesWhatFollowsAndWhatIsCutOff() throws IOException {
        byte[] good = Files.readAllBytes(bundle);
        Path file = folder.resolve("bad.tar.gz");
        Files.write(file, java.util.Arrays.copyOf(good, good.length + 1));
        assertThat(StockTools.python(key, file).status()).isEqualTo(4);
        Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
        assertThat(StockTools.python(key, file).status()).isEqualTo(4);
        Files.write(file, "not a bundle".getBytes(StandardCharsets.US_ASCII));
        assertThat(StockTools.python(key, file).status()).isEqualTo(4);
    }
}
