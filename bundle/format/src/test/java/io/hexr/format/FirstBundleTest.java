package io.hexr.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;

import io.hexr.oci.Digest;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bundle kept since the first version of the format, with the policy that believes it: what was carried to a site must be read there for ever, and what is
 * written today must be, byte for byte, what was written then. Where this fails, the format has changed; the file does not follow it.
 */
final class FirstBundleTest {
    @TempDir
    Path folder;

    private Path kept(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Objects.requireNonNull(FirstBundleTest.class.getResourceAsStream("/first/" + name), name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private Trust trust() throws IOException {
        return Trust.of(TrustPolicy.read(kept("trust.json")), SampleRelease.NOW);
    }

    private static Digest digest(Path file) {
        try {
            return Digest.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isReadAndWrittenAgainByteForByte() throws IOException {
        Path first = kept("bundle.tar.gz");
        try (ArchiveBytes archive = ArchiveFile.open(first)) {
            VerifiedBundle bundle = BundleReader.verify(archive, trust(), bytes -> {});
            assertThat(bundle.isComplete()).isTrue();
            assertThat(bundle.contents().artifacts())
                    .extracting(Artifact::title)
                    .containsExactly("image auto-registrar", "image hexr-gateway", "chart runtime");

            VerifiedRelease release = BundleReader.open(archive, trust()).release();
            Path again = BundleWriter.write(
                            release, Presence.complete(release.contents()), folder.resolve("again"), bytes -> {})
                    .file();
            assertThat(again).hasSameBinaryContentAs(first);
        }
    }

    @Test
    void itsPartialFormIsTheSameToo() throws IOException {
        Path first = kept("partial.tar.gz");
        try (ArchiveBytes archive = ArchiveFile.open(first)) {
            VerifiedBundle bundle = BundleReader.verify(archive, trust(), bytes -> {});
            assertThat(bundle.isComplete()).isFalse();

            SignedBundle signed = BundleReader.open(archive, trust());
            Path again = BundleWriter.write(
                            signed.release(), signed.presence(), folder.resolve("again"), bytes -> {})
                    .file();
            assertThat(again).hasSameBinaryContentAs(first);
        }
    }

    @Test
    void itsPartsAreTheSameToo() throws IOException {
        Path first = kept("bundle.tar.gz");
        try (ArchiveBytes archive = ArchiveFile.open(first)) {
            Path parts = folder.resolve("parts");
            PartWriter.split(
                    archive, SplitPlan.of(archive, parts, PartSize.parse("4KiB"), 1, SplitPlan.Folders.ONE));
            try (Stream<Path> files = Files.list(parts)) {
                assertThat(files.sorted()
                                .map(file -> file.getFileName() + " " + digest(file))
                                .toList())
                        .isEqualTo(Files.readAllLines(kept("parts.txt")));
            }
        }
    }
}
