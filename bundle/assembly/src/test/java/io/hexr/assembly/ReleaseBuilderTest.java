package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;

import io.hexr.format.ArchiveFile;
import io.hexr.format.Blob;
import io.hexr.format.BundleReader;
import io.hexr.format.BundleWriter;
import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.format.Presence;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.SampleRelease;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedBundle;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ReleaseBuilderTest {
    @TempDir
    Path folder;

    private Workshop workshop;
    private Path to;

    @BeforeEach
    void furnish() {
        workshop = Workshop.in(folder);
        to = folder.resolve("release");
    }

    private ReleaseBuilder.Built build() {
        return ReleaseBuilder.build(workshop.spec(), to, Workshop.bench(folder), Workshop.CHARTS);
    }

    private static void sign(Path release, SigningKey... keys) {
        ReleaseBuilder.sign(release, List.of(keys), bytes -> {});
    }

    private VerifiedRelease verified(SigningKey trusted) {
        Trust trust = Trust.of(SampleRelease.trust(trusted), SampleRelease.NOW);
        return VerifiedRelease.verify(ReleaseFolder.read(to), LayoutStore.open(to), trust);
    }

    @Test
    void carriesWhatTheSpecNamesAndWhatRefersToIt() {
        Contents contents = build().contents();

        assertThat(contents.artifacts())
                .extracting(artifact -> artifact.title())
                .containsExactly("image auto-registrar", "image gateway", "file notes", "file manual");
        assertThat(contents.artifacts().getFirst())
                .isInstanceOfSatisfying(
                        ImageArtifact.class,
                        image -> assertThat(image.loadReferences())
                                .containsExactly("hexr-auto-registrar:v1.2.3", "hexr-auto-registrar:latest"));
        assertThat(contents.groups()).containsExactly("core", "docs");
        assertThat(contents.planned()).containsExactly("vault");
        assertThat(contents.manifests())
                .as("the SBOM of the gateway")
                .anyMatch(node -> node.subject().isPresent());
    }

    @Test
    void makesTheSameFolderInAnyPlaceTimeZoneAndLocale() throws IOException {
        build();
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Workshop again = Workshop.in(elsewhere);
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
            ReleaseBuilder.build(again.spec(), elsewhere.resolve("release"), Workshop.bench(folder), Workshop.CHARTS);
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }

        assertThat(Workshop.tree(elsewhere.resolve("release"))).isEqualTo(Workshop.tree(to));
    }

    @Test
    void completesAFolderThatAStoppedBuildLeft() {
        Path undisturbed = folder.resolve("undisturbed");
        ReleaseBuilder.build(workshop.spec(), undisturbed, Workshop.bench(folder), Workshop.CHARTS);
        for (int stop = 0; stop < 4; stop++) {
            int[] left = {stop};
            assertThatThrownBy(() -> ReleaseBuilder.build(
                            workshop.spec(),
                            to,
                            Workshop.bench(folder, artifact -> {
                                if (left[0]-- == 0) {
                                    throw new IllegalStateException("stopped at " + artifact);
                                }
                            }),
                            Workshop.CHARTS))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> ReleaseBuilder.read(to)).isInstanceOf(AssemblyException.NotBuilt.class);
        }

        build();

        assertThat(Workshop.tree(to)).isEqualTo(Workshop.tree(undisturbed));
    }

    @Test
    void signsWritesAndVerifiesWhatItBuilt() {
        build();
        SigningKey key = workshop.sample.keys().getFirst();
        sign(to, key, SigningKey.generate(Algorithm.ED25519));
        VerifiedRelease release = verified(key);
        Path file = folder.resolve("bundle.tar.gz");
        BundleWriter.write(release, Presence.complete(release.contents()), file, bytes -> {});

        try (ArchiveFile archive = ArchiveFile.open(file)) {
            Trust trust = Trust.of(SampleRelease.trust(key), SampleRelease.NOW);
            VerifiedBundle bundle = BundleReader.verify(archive, trust, bytes -> {});
            assertThat(bundle.isComplete()).isTrue();
            assertThat(bundle.contents()).isEqualTo(release.contents());
        }
    }

    @Test
    void isBelievedByNobodyWhoDoesNotKnowTheKey() {
        build();
        sign(to, workshop.sample.keys().getFirst());

        assertThatThrownBy(() -> verified(SigningKey.generate(Algorithm.ECDSA_P256)))
                .isInstanceOf(TrustException.class);
    }

    @Test
    void withdrawsTheSignatureOfWhatWasBuiltBefore() {
        build();
        SigningKey key = workshop.sample.keys().getFirst();
        sign(to, key);
        build();
        assertThat(verified(key).contents().version())
                .as("built again, unchanged")
                .isEqualTo("0.8.0");

        workshop.file("notes.txt", "something else\n");
        build();

        assertThat(to.resolve("hexr/SHA256SUMS")).doesNotExist();
        sign(to, key);
        assertThat(verified(key).contents()).isEqualTo(ReleaseBuilder.read(to).contents());
    }

    @Test
    void refusesTheFolderOfAnotherRelease() {
        build();
        workshop.file("release.yaml", """
                {release: hexr, version: 0.8.1, sequence: 8,
                 files: [{name: notes, path: notes.txt, tags: [a], groups: [b]}]}
                """);

        Set<String> before = Workshop.tree(to).keySet();
        assertThatThrownBy(() -> ReleaseBuilder.build(
                        folder.resolve("release.yaml"), to, Workshop.bench(folder), Workshop.CHARTS))
                .isInstanceOf(AssemblyException.OutputTaken.class);
        assertThat(Workshop.tree(to).keySet()).isEqualTo(before);
    }

    @Test
    void refusesAFolderThatNoBuildWroteAndLeavesItAlone() {
        Set<String> before = Workshop.tree(folder.resolve("images")).keySet();

        assertThatThrownBy(() -> ReleaseBuilder.build(
                        workshop.spec(), folder.resolve("images"), Workshop.bench(folder), Workshop.CHARTS))
                .isInstanceOf(AssemblyException.OutputTaken.class);
        assertThatThrownBy(() -> ReleaseBuilder.build(
                        workshop.spec(), folder.resolve("notes.txt"), Workshop.bench(folder), Workshop.CHARTS))
                .isInstanceOf(AssemblyException.OutputFailed.class);
        assertThat(Workshop.tree(folder.resolve("images")).keySet()).isEqualTo(before);
    }

    @Test
    void refusesAFolderInWhichSomethingRefersToAnImageThatNoSourceHolds() {
        build();
        Descriptor image = workshop.sample.contents().artifacts().getFirst().content();
        new io.hexr.oci.RandomImages(3, LayoutStore.open(to)).referring(image, "application/vnd.example.note");

        assertThatThrownBy(this::build)
                .isInstanceOf(AssemblyException.OutputTaken.class)
                .hasMessageContaining("in none of its sources");
    }

    @Test
    void signsNothingThatIsMissingOrDamaged() throws IOException {
        Contents contents = build().contents();
        Blob largest = contents.blobs().stream()
                .max(Comparator.comparingLong(Blob::size))
                .orElseThrow();
        Path file = to.resolve(largest.path());
        byte[] bad = Files.readAllBytes(file);
        bad[0] ^= 1;
        SigningKey key = workshop.sample.keys().getFirst();

        Files.write(file, bad);
        assertThatThrownBy(() -> sign(to, key)).isInstanceOf(OciException.DigestMismatch.class);
        Files.delete(file);
        assertThatThrownBy(() -> sign(to, key))
                .isInstanceOfSatisfying(
                        AssemblyException.OpenRelease.class,
                        e -> assertThat(e.missing()).isEqualTo(largest.digest()));
        assertThat(to.resolve("hexr")).doesNotExist();
    }

    @Test
    void keepsEveryArtifactsSourceWithItsChecksum() {
        assertThat(build().lock().artifacts())
                .allSatisfy(artifact -> assertThat(
                                artifact.delivery().origin().source().orElseThrow())
                        .contains(artifact.content().digest().toString()));
        assertThat(new TreeSet<>(Workshop.tree(to).keySet())).contains("RELEASE", ReleaseBuilder.LOCK, "oci-layout");
    }

    @Test
    void saysThatASpecIsMissing() {
        assertThatThrownBy(() -> ReleaseBuilder.build(
                        folder.resolve("nowhere.yaml"), to, Workshop.bench(folder), Workshop.CHARTS))
                .isInstanceOf(AssemblyException.SourceMissing.class);
        assertThatThrownBy(() -> ReleaseBuilder.build(folder, to, Workshop.bench(folder), Workshop.CHARTS))
                .isInstanceOf(AssemblyException.SourceUnreadable.class);
        assertThat(to).doesNotExist();
    }
}
