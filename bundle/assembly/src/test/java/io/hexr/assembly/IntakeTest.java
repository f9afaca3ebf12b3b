package io.hexr.assembly;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.Platform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What may go into a release, and what may not. */
final class IntakeTest {
    private static final Platform ARM = Platform.parse("linux/arm64");

    @TempDir
    Path folder;

    private Workshop workshop;
    private Path to;

    @BeforeEach
    void furnish() {
        workshop = Workshop.in(folder);
        to = folder.resolve("release");
    }

    private ReleaseBuilder.Built build(Path spec) {
        return ReleaseBuilder.build(spec, to, Workshop.bench(folder), Workshop.CHARTS);
    }

    private void assertRefused(Path spec, Class<? extends AssemblyException> with, String saying) {
        assertThatThrownBy(() -> build(spec)).isInstanceOf(with).hasMessageContaining(saying);
        assertThat(to.resolve(ReleaseBuilder.LOCK)).doesNotExist();
    }

    @Test
    void takesTheOneImageOfAnIndexThatFitsThePlatform() {
        Descriptor amd = workshop.image(workshop.config("linux", "amd64"), workshop.layer());
        Descriptor arm = workshop.image(workshop.config("linux", "arm64"), workshop.layer());

        ReleaseBuilder.Built built =
                build(workshop.specOf(workshop.index(Map.of(Platform.LINUX_AMD64, amd, ARM, arm))));

        assertThat(built.contents().artifacts().getFirst().content().digest()).isEqualTo(amd.digest());
        assertThat(LayoutStore.open(to).has(arm)).isFalse();
    }

    @Test
    void refusesAnIndexWithoutOrWithTwoFittingImages() {
        Descriptor amd = workshop.image(workshop.config("linux", "amd64"), workshop.layer());
        Descriptor arm = workshop.image(workshop.config("linux", "arm64"), workshop.layer());

        assertRefused(
                workshop.specOf(workshop.index(Map.of(ARM, arm))),
                AssemblyException.ContentRefused.class,
                "has 0 images for linux/amd64");
        assertRefused(
                workshop.specOf(workshop.index(Map.of(Platform.LINUX_AMD64, amd), arm)),
                AssemblyException.ContentRefused.class,
                "has 2 images for linux/amd64");
    }

    @Test
    void refusesAnImageThatIsNotWhatTheIndexSays() {
        Descriptor arm = workshop.image(workshop.config("linux", "arm64"), workshop.layer());

        assertRefused(
                workshop.specOf(workshop.index(Map.of(Platform.LINUX_AMD64, arm))),
                AssemblyException.ContentRefused.class,
                "linux/arm64, not for linux/amd64");
        assertRefused(workshop.specOf(arm), AssemblyException.ContentRefused.class, "not for linux/amd64");
    }

    @Test
    void refusesAnIndexWhoseChildIsMissing() throws IOException {
        Descriptor amd = workshop.image(workshop.config("linux", "amd64"), workshop.layer());
        Path spec = workshop.specOf(workshop.index(Map.of(Platform.LINUX_AMD64, amd)));
        Files.delete(workshop.blob(amd));

        assertRefused(spec, AssemblyException.IntakeFailed.class, amd.digest().toString());
    }

    @Test
    void refusesAnImageOfWhichSomethingIsMissingOrDamaged() throws IOException {
        Descriptor manifest = workshop.sample.contents().artifacts().getFirst().content();
        Path spec = workshop.specOf(manifest);
        Descriptor layer =
                ((ImageManifest) workshop.layout.manifest(manifest)).layers().getLast();
        byte[] bytes = Files.readAllBytes(workshop.blob(layer));

        bytes[bytes.length - 1] ^= 1;
        Files.write(workshop.blob(layer), bytes);
        assertRefused(spec, AssemblyException.IntakeFailed.class, layer.digest().toString());
        Files.delete(workshop.blob(layer));
        assertRefused(spec, AssemblyException.IntakeFailed.class, layer.digest().toString());
    }

    @Test
    void refusesLayersThatAreNotGzipByNameOrByContent() {
        Descriptor config = workshop.config("linux", "amd64");
        Descriptor plain = workshop.put("application/vnd.oci.image.layer.v1.tar", new byte[1024]);
        Descriptor liar = workshop.put(MediaTypes.OCI_LAYER_GZIP, new byte[1025]);
        Descriptor empty = workshop.put(MediaTypes.OCI_LAYER_GZIP, new byte[0]);

        for (Descriptor layer : new Descriptor[] {plain, liar, empty}) {
            assertRefused(
                    workshop.specOf(workshop.image(config, layer)),
                    AssemblyException.ContentRefused.class,
                    layer.digest() + " (" + layer.mediaType() + ") is not gzip");
        }
    }

    @Test
    void refusesAnArtifactThatIsNoImage() {
        Descriptor config = workshop.put(MediaTypes.OCI_EMPTY, new byte[] {'{', '}'});

        assertRefused(
                workshop.specOf(workshop.image(config)), AssemblyException.ContentRefused.class, "not for linux/amd64");
    }

    @Test
    void saysWhichLayoutOrNameIsMissing() {
        assertRefused(
                workshop.spec("images: [{name: a, layout: nowhere, reference: x, tags: [v], groups: [g]}]"),
                AssemblyException.SourceMissing.class,
                "the OCI layout " + folder.resolve("nowhere"));
        assertRefused(
                workshop.spec("images: [{name: a, layout: images, reference: x, tags: [v], groups: [g]}]"),
                AssemblyException.SourceMissing.class,
                "the name x in " + folder.resolve("images"));
    }

    @Test
    void takesAFolderInTheOrderOfItsNames() {
        build(workshop.spec());

        Descriptor manual =
                ReleaseBuilder.read(to).contents().artifacts().getLast().content();
        ImageManifest manifest = (ImageManifest) LayoutStore.open(to).manifest(manual);
        assertThat(manifest.artifactType()).contains(FileIntake.ARTIFACT_TYPE);
        assertThat(manifest.layers())
                .extracting(layer -> layer.annotations().get("org.opencontainers.image.title"))
                .containsExactly("a.md", "b/second.md", "empty", "same.md");
        assertThat(new String(LayoutStore.open(to).bytes(manifest.layers().get(1), 100), StandardCharsets.UTF_8))
                .isEqualTo("# second\n");
    }

    @Test
    void refusesLinksWhereverTheyLead() throws IOException {
        Files.createSymbolicLink(folder.resolve("docs/link"), Path.of("a.md"));
        Files.createSymbolicLink(folder.resolve("notes-link"), Path.of("notes.txt"));

        assertRefused(workshop.spec(), AssemblyException.SourceUnreadable.class, "is a link or a device");
        assertRefused(
                workshop.spec("files: [{name: a, path: notes-link, tags: [v], groups: [g]}]"),
                AssemblyException.SourceUnreadable.class,
                "is neither a file nor a folder");
    }

    @Test
    void refusesNamesThatNotEveryFileSystemReadsAlike() {
        workshop.file("docs/back\\slash", "x");
        assertRefused(workshop.spec(), AssemblyException.SourceUnreadable.class, "plain ASCII");
    }

    @Test
    void refusesFoldersWithNoFileOrTooMany() throws IOException {
        Path spec = workshop.spec("files: [{name: a, path: many, tags: [v], groups: [g]}]");
        assertRefused(spec, AssemblyException.SourceMissing.class, "many is not there");
        Files.createDirectory(folder.resolve("many"));
        assertRefused(spec, AssemblyException.SourceUnreadable.class, "holds no file, or more than 1000");
        for (int i = 0; i <= SourceFiles.MOST; i++) {
            Files.createFile(folder.resolve("many").resolve("f" + i));
        }
        assertRefused(spec, AssemblyException.SourceUnreadable.class, "holds no file, or more than 1000");
    }

    @Test
    void refusesAFileOfEightGibibytesBeforeReadingIt() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("huge").toFile(), "rw")) {
            sparse.setLength(8L << 30);
        }

        assertRefused(
                workshop.spec("files: [{name: a, path: huge, tags: [v], groups: [g]}]"),
                AssemblyException.ContentRefused.class,
                "a model is chunked: name it under models");
    }

    @Test
    void refusesAFileThatCannotBeRead() throws IOException {
        // /proc/self/mem is a regular file of size 0 that gives an error to whoever reads it, root included
        Path unreadable = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(unreadable), "no /proc here");
        String up = folder.toRealPath().relativize(unreadable).toString();

        assertRefused(
                workshop.spec("files: [{name: a, path: " + up + ", tags: [v], groups: [g]}]"),
                AssemblyException.SourceUnreadable.class,
                "/proc/self/mem cannot be read");
    }
}
