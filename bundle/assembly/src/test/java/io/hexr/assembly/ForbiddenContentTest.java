package io.hexr.assembly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What no image may be or hold, whoever made it: found by the check of a release, and refused where files come from. */
final class ForbiddenContentTest {
    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void furnish() {
        workshop = Workshop.in(folder);
    }

    /** A tar with one entry. */
    private static void tar(OutputStream to, String name, byte type, int mode) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(to)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, type);
            entry.setMode(mode);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
    }

    private List<String> findings(String user, String name, byte type, int mode) throws IOException {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        tar(new GZIPOutputStream(layer), name, type, mode);
        Descriptor config = workshop.put(
                MediaTypes.OCI_CONFIG,
                StrictJson.write(Map.of(
                        "architecture",
                        "amd64",
                        "os",
                        "linux",
                        "config",
                        Map.of("User", user),
                        "rootfs",
                        Map.of("type", "layers", "diff_ids", List.of()))));
        Path to = folder.resolve("release-" + Digest.of(layer.toByteArray()).hex() + user);
        ReleaseBuilder.build(
                workshop.specOf(workshop.image(config, workshop.put(MediaTypes.OCI_LAYER_GZIP, layer.toByteArray()))),
                to,
                Workshop.bench(folder),
                Workshop.CHARTS);
        return ReleaseCheck.check(to, () -> {}).findings().stream()
                .map(ReleaseCheck.Finding::fact)
                .toList();
    }

    @Test
    void findsAnImageThatRunsAsRoot() throws IOException {
        for (String root : List.of("", "0", "0:0", "root", "nobody")) {
            assertThat(findings(root, "etc/x", TarConstants.LF_NORMAL, 0644))
                    .as("user '" + root + "'")
                    .anyMatch(fact -> fact.startsWith("runs as "));
        }
        assertThat(findings("65532:65532", "etc/x", TarConstants.LF_NORMAL, 0644))
                .noneMatch(fact -> fact.startsWith("runs as "));
    }

    @Test
    void findsProgramsThatRunAsAnotherUserAndDevices() throws IOException {
        assertThat(findings("1", "bin/su", TarConstants.LF_NORMAL, 04755)).contains("/bin/su is setuid or setgid");
        assertThat(findings("1", "bin/wall", TarConstants.LF_NORMAL, 02755)).contains("/bin/wall is setuid or setgid");
        assertThat(findings("1", "dev/sda", TarConstants.LF_BLK, 0600)).contains("/dev/sda is a device");
    }

    @Test
    void refusesADebianPackageWithAProgramThatRunsAsAnotherUser() throws IOException {
        assertThatThrownBy(() -> unpack("./usr/bin/su", TarConstants.LF_NORMAL, 04755))
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessage("image tool: /usr/bin/su is setuid or setgid");
        assertThatThrownBy(() -> unpack("./dev/null", TarConstants.LF_CHR, 0666))
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessageContaining("is a device or a hard link");
        assertThatThrownBy(() -> unpack("./usr/share/doc/tool/readme", TarConstants.LF_NORMAL, 0644))
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessageContaining("no file of tool matches what the recipe takes");
        assertThat(unpack("./usr/bin/tool", TarConstants.LF_NORMAL, 0755).purl())
                .startsWith("pkg:deb/debian/tool@1.0");
    }

    private Bill.Part unpack(String name, byte type, int mode) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        tar(new XZCompressorOutputStream(data), name, type, mode);
        Path deb = folder.resolve("tool.deb");
        try (ArArchiveOutputStream ar = new ArArchiveOutputStream(Files.newOutputStream(deb))) {
            for (Map.Entry<String, byte[]> member : List.of(
                    Map.entry("debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII)),
                    Map.entry("data.tar.xz", data.toByteArray()))) {
                ar.putArchiveEntry(new ArArchiveEntry(member.getKey(), member.getValue().length));
                ar.write(member.getValue());
                ar.closeArchiveEntry();
            }
        }
        SourcesLock.Debian revision = new SourcesLock.Debian("tool", "1.0", "amd64", Digest.of(new byte[0]));
        return new DebianArchive(
                        new Recipe.DebianPackage("tool", List.of(), List.of()),
                        Files.createDirectories(folder.resolve("work")),
                        new FileTree("tool"))
                .unpack(new SourceStore.Fetched(deb, revision));
    }
}
