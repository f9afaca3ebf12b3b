package io.hexr.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChartPackerTest {
    private static final Digest DIGEST = Digest.of("an image".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path temp;

    private Path chart = Path.of("");

    @BeforeEach
    void aChart() throws IOException {
        chart = Files.createDirectories(temp.resolve("here/sample"));
        fill(chart);
    }

    private static void fill(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("templates"));
        Files.createDirectories(folder.resolve("charts/part/templates"));
        Files.writeString(folder.resolve("Chart.yaml"), "apiVersion: v2\nname: sample\nversion: 1.0.0\n");
        Files.writeString(
                folder.resolve("values.yaml"),
                "global:\n  imageLock: {}\n  groups: []\npart:\n  enabled: true # group: extra\nbase:\n  enabled: true # group: core\n");
        Files.writeString(folder.resolve("values.schema.json"), "{}");
        Files.writeString(folder.resolve("README.md"), "not packed");
        Files.writeString(folder.resolve("templates/a.yaml"), "kind: A\n");
        Files.writeString(folder.resolve("charts/part/Chart.yaml"), "apiVersion: v2\nname: part\nversion: 1.0.0\n");
        Files.writeString(folder.resolve("charts/part/templates/b.yaml"), "kind: B\n".repeat(20_000));
    }

    private static ImageLock lock(String... groups) {
        TreeMap<String, ImageLock.Entry> images = new TreeMap<>();
        images.put("server", new ImageLock.Entry("server", "1.0", DIGEST));
        return new ImageLock(images, new TreeSet<>(List.of(groups)));
    }

    @Test
    void theSameChartAndLockGiveTheSameBytesWhereverAndWhenever() throws IOException {
        Path other = Files.createDirectories(temp.resolve("elsewhere/folder-of-another-name"));
        fill(other);
        Files.setLastModifiedTime(other.resolve("Chart.yaml"), FileTime.fromMillis(86_400_000));
        assertThat(ChartPacker.pack(other, lock("core"))).isEqualTo(ChartPacker.pack(chart, lock("core")));
        assertThat(ChartPacker.pack(chart, lock("core", "extra"))).isNotEqualTo(ChartPacker.pack(chart, lock("core")));
    }

    @Test
    void tarReadsItWithoutOwnersAndTimes() throws IOException, InterruptedException {
        Path file = Files.write(temp.resolve("sample.tgz"), ChartPacker.pack(chart, lock("core")));
        Process tar = new ProcessBuilder("tar", "--utc", "--numeric-owner", "-tvzf", file.toString())
                .redirectErrorStream(true)
                .start();
        String listed = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(listed).isZero();
        assertThat(listed.lines().toList())
                .hasSize(6)
                .allMatch(line -> line.startsWith("-rw-r--r-- 0/0") && line.contains("1970-01-01 00:00 sample/"));
        assertThat(listed).doesNotContain("README.md");
    }

    @Test
    void theLockStandsInTheValuesAndAbsentGroupsAreOff() throws IOException {
        Path file = Files.write(temp.resolve("sample.tgz"), ChartPacker.pack(chart, lock("core")));
        var values = Documents.read("values", ChartFiles.read(file).values());
        assertThat(ImageLock.of("values", values)).isEqualTo(lock("core"));
        assertThat(values.path("part").path("enabled").asBoolean()).isFalse();
        assertThat(values.path("base").path("enabled").asBoolean()).isTrue();
    }

    @Test
    void whatNeedsAPlannedImageIsOff() throws IOException {
        Files.writeString(
                chart.resolve("values.yaml"),
                "global:\n  imageLock: {}\n  groups: []\npart:\n  enabled: true # group: core, image: part\nbase:\n  enabled: true # group: core, image: server\n");
        byte[] packed = ChartPacker.pack(chart, lock("core"), Set.of("part", "elsewhere"));
        var values = Documents.read(
                "values",
                ChartFiles.read(Files.write(temp.resolve("x.tgz"), packed)).values());
        assertThat(values.path("part").path("enabled").asBoolean()).isFalse();
        assertThat(values.path("base").path("enabled").asBoolean()).isTrue();
        assertThat(new String(packed, StandardCharsets.UTF_8))
                .contains("enabled: false # image: part, not in this release");
    }

    @Test
    void saysWhatAChartSaysOfItself() {
        ChartPacker.Description said = ChartPacker.describe(chart);
        assertThat(said.name() + " " + said.version()).isEqualTo("sample 1.0.0");
        assertThat(said.json()).isEqualTo("{\"apiVersion\":\"v2\",\"name\":\"sample\",\"version\":\"1.0.0\"}");
    }

    @Test
    void refusesWhatIsNoPartOfAChart() throws IOException {
        Files.writeString(chart.resolve("notes.docx"), "x");
        assertThatThrownBy(() -> ChartPacker.pack(chart, lock("core")))
                .isInstanceOf(HelmException.ChartInvalid.class)
                .hasMessageContaining("notes.docx is no part of a chart");
    }

    @Test
    void refusesALink() throws IOException {
        Files.createSymbolicLink(chart.resolve("templates/link.yaml"), Path.of("/etc/hostname"));
        assertThatThrownBy(() -> ChartPacker.pack(chart, lock("core"))).hasMessageContaining("templates/link.yaml");
    }

    @Test
    void refusesValuesWithoutAPlaceForTheLock() throws IOException {
        Files.writeString(chart.resolve("values.yaml"), "global: {}\n");
        assertThatThrownBy(() -> ChartPacker.pack(chart, lock("core"))).hasMessageContaining("imageLock");
    }

    @Test
    void readsNoChartThatUnpacksWithoutEnd() throws IOException {
        byte[] header = new byte[512];
        System.arraycopy("bomb/values.yaml".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 16);
        System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, header, 124, 11);
        Path file = Files.write(temp.resolve("bomb.tgz"), StoredGzip.of(header));
        assertThatThrownBy(() -> ChartFiles.read(file)).hasMessageContaining("unpacks to more than");
    }
}
