package io.hexr.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.BundleException;
import io.hexr.format.BundleWriter;
import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.SampleRelease;
import io.hexr.format.Trust;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustException;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RegistryReleaseIT {
    private static final Optional<String> VERSION = Optional.of("0.8.0");

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(3);

    @SuppressWarnings("NullAway.Init") // set before each test
    private Site site;

    @BeforeEach
    void open() {
        site = Site.in(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private RegistryRelease verified(Optional<String> version, Trust trust) {
        return RegistryRelease.verify(site.registry(), version, trust);
    }

    @Test
    void givesTheSameBundleAsTheReleaseItself() {
        site.holds(sample);

        RegistryRelease found = verified(VERSION, sample.trust());
        Presence there = found.presence(() -> {});
        Path again = BundleWriter.write(found.release(), there, folder.resolve("again.tar.gz"), bytes -> {})
                .file();

        assertThat(found.place()).endsWith("/site/hexr/hexr-release:0.8.0");
        assertThat(found.release().verified().signedBy()).containsExactly("vendor");
        assertThat(there.isComplete()).isTrue();
        assertThat(again).hasSameBinaryContentAs(sample.write(folder.resolve("first.tar.gz")));
    }

    @Test
    void findsTheOnlyReleaseWithoutBeingToldItsVersion() {
        site.holds(sample);

        assertThat(verified(Optional.empty(), sample.trust()).contents().version())
                .isEqualTo("0.8.0");
    }

    @Test
    void findsAReleaseOfWhichOneGroupWasDelivered() {
        List<Artifact> edge = sample.contents().group("edge");
        site.holds(sample, edge);
        site.name(sample.files(), "0.8.0.edge");

        RegistryRelease found = verified(VERSION, sample.trust());
        Presence there = found.presence(() -> {});

        assertThat(there.isComplete()).isFalse();
        assertThat(there.artifacts()).extracting(Artifact::name).containsExactly("hexr-gateway");
    }

    @Test
    void asksForEveryBlobAndTellsSo() {
        site.holds(sample);
        int[] asked = {0};

        verified(VERSION, sample.trust()).presence(() -> asked[0]++);

        assertThat(asked[0]).isEqualTo(sample.contents().blobs().size());
    }

    @Test
    void saysWhichReleasesThereAreWhereThatOneIsNot() {
        site.holds(sample);

        assertThatThrownBy(() -> verified(Optional.of("0.9.0"), sample.trust()))
                .isInstanceOf(TransferException.ReleaseMissing.class)
                .hasMessageContaining("no release 0.9.0")
                .hasMessageContaining("0.8.0");
    }

    @Test
    void saysThatThereIsNoReleaseAtAll() {
        assertThatThrownBy(() -> verified(Optional.empty(), sample.trust()))
                .isInstanceOf(TransferException.ReleaseMissing.class)
                .hasMessageContaining("none at all");
    }

    @Test
    void asksForTheVersionWhereThereAreSeveral() {
        site.holds(sample);
        site.holds(sample.successor("0.8.1", 8));

        assertThatThrownBy(() -> verified(Optional.empty(), sample.trust()))
                .isInstanceOf(TransferException.ReleaseAmbiguous.class)
                .hasMessageContaining("0.8.1");
        assertThat(verified(Optional.of("0.8.1"), sample.trust()).contents().sequence())
                .isEqualTo(8);
    }

    // The corpus of lies: a registry, or whoever may write to it, shows something else than was pushed.

    @Test
    void refusesATagThatLeadsToAnotherRelease() {
        site.holds(sample);
        site.name(sample.files(), "0.8.1");

        assertThatThrownBy(() -> verified(Optional.of("0.8.1"), sample.trust()))
                .isInstanceOf(TransferException.WrongRelease.class)
                .hasMessageContaining("hexr 0.8.0");
    }

    @Test
    void takesNoOtherReleaseForAVersionThatItsNameBeginsWith() {
        site.holds(sample.successor("0.8.1", 8));

        assertThatThrownBy(() -> verified(Optional.of("0.8"), sample.trust()))
                .isInstanceOf(TransferException.WrongRelease.class)
                .hasMessageContaining("hexr 0.8.1");
    }

    @Test
    void refusesAReleaseOfAStranger() {
        SampleRelease stranger = SampleRelease.of(3);
        site.holds(stranger);

        assertThatThrownBy(() -> verified(VERSION, sample.trust())).isInstanceOf(TrustException.class);
    }

    @Test
    void refusesFilesWhoseSignatureWasMadeForOthers() {
        Map<String, byte[]> mixed = sample.files().files();
        Map<String, byte[]> others = SampleRelease.of(4).files().files();
        mixed.put(Contents.PATH, others.getOrDefault(Contents.PATH, new byte[0]));
        site.name(ReleaseFiles.of(mixed), "0.8.0");

        assertThatThrownBy(() -> verified(VERSION, sample.trust())).isInstanceOf(BundleException.Invalid.class);
    }

    @Test
    void refusesAReleaseWithoutSignatures() {
        Map<String, byte[]> bare = sample.files().files();
        bare.keySet().removeIf(name -> name.startsWith("hexr/SHA256SUMS."));
        site.name(ReleaseFiles.of(bare), "0.8.0");

        assertThatThrownBy(() -> verified(VERSION, sample.trust())).isInstanceOf(TrustException.Unsigned.class);
    }

    @Test
    void refusesAWrongSignatureOfAKnownKey() {
        Map<String, byte[]> wrong = sample.files().files();
        ReleaseFiles others = ReleaseFiles.sign(SampleRelease.of(4).contents(), sample.keys());
        others.files().forEach((name, bytes) -> {
            if (name.startsWith("hexr/SHA256SUMS.")) {
                wrong.put(name, bytes);
            }
        });
        site.name(ReleaseFiles.of(wrong), "0.8.0");

        assertThatThrownBy(() -> verified(VERSION, sample.trust())).isInstanceOf(TrustException.BadSignature.class);
    }

    @Test
    void refusesTheWayBackToAnOlderRelease() {
        site.holds(sample);
        SampleRelease next = sample.successor("0.8.1", 8);
        TrustPolicy moved = sample.trust().policy().accepted(next.release().verified());

        assertThatThrownBy(() -> verified(VERSION, Trust.of(moved, SampleRelease.NOW)))
                .isInstanceOf(TrustException.Rollback.class);
    }

    @Test
    void refusesGroupsThatLeadToDifferentReleases() {
        site.name(sample.files(), "0.8.0.core");
        site.name(sample.successor("0.8.0", 8).files(), "0.8.0.edge");

        assertThatThrownBy(() -> verified(VERSION, sample.trust()))
                .isInstanceOf(TransferException.ReleaseAmbiguous.class);
    }

    @Test
    void refusesABlobWhoseBytesWereChangedAtTheRegistry() throws IOException {
        site.holds(sample);
        Blob layer = sample.contents().blobs().getLast();
        corrupt(layer);
        RegistryRelease found = verified(VERSION, sample.trust());

        assertThatThrownBy(() -> BundleWriter.write(
                        found.release(),
                        Presence.complete(found.contents()),
                        folder.resolve("bundle.tar.gz"),
                        bytes -> {}))
                .isInstanceOf(RuntimeException.class);
        assertThat(folder.resolve("bundle.tar.gz")).doesNotExist();
    }

    private void corrupt(Blob blob) throws IOException {
        try (var files = Files.walk(folder.resolve("store"))) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.getFileName().toString().equals(blob.digest().hex()))
                    .filter(file -> size(file) == blob.size())
                    .toList();
            assertThat(found).isNotEmpty();
            for (Path file : found) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                file.toFile().setWritable(true);
                Files.write(file, bytes);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void looksAtNoOtherRepositoryBeforeTheSignature() {
        site.name(sample.files(), "0.8.0");
        TrustPolicy other = SampleRelease.trust(SigningKey.generate(Algorithm.ED25519));
        long before = requests();

        assertThatThrownBy(() -> verified(VERSION, Trust.of(other, SampleRelease.NOW)))
                .isInstanceOf(TrustException.class);

        // the tag, the manifest, and a file each; nothing of any artifact
        Set<String> files = sample.files().files().keySet();
        assertThat(requests() - before).isLessThanOrEqualTo(2L + files.size());
    }

    private long requests() {
        return site.registry().client().egress().contacts().stream()
                .mapToLong(contact -> contact.requests())
                .sum();
    }
}
