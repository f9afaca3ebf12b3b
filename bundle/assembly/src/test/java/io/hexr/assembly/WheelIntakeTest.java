package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import io.hexr.format.FileArtifact;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.FuzzRun;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A folder of wheels becomes an index that pip reads; what pip would not install does not travel. */
final class WheelIntakeTest {
    private static final String TINY = "tiny-1.0-py3-none-any.whl";

    @TempDir
    Path folder;

    private Map<String, byte[]> take() {
        LayoutStore store = LayoutStore.create(folder.resolve("store"));
        ReleaseSpec.Names names =
                new ReleaseSpec.Names("sdk", "wheels/sdk", List.of("1.0"), List.of("core"), Optional.empty());
        Descriptor manifest = new WheelIntake(store, () -> {})
                .take(new ReleaseSpec.Content(names, "wheels", Optional.empty()), folder.resolve("wheels"));
        ImageManifest read = (ImageManifest) store.manifest(manifest);
        assertThat(read.artifactType()).contains(FileArtifact.WHEELS);
        Map<String, byte[]> files = new TreeMap<>();
        read.layers()
                .forEach(
                        layer -> files.put(layer.annotations().get(ArtifactWriter.TITLE), store.bytes(layer, 1 << 20)));
        return files;
    }

    private void put(String name, byte[] bytes) {
        ModelSamples.write(folder.resolve("wheels").resolve(name), bytes);
    }

    private void assertRefused(String name, byte[] bytes, String saying) {
        put(name, bytes);
        assertThatThrownBy(this::take)
                .isInstanceOf(AssemblyException.WheelRefused.class)
                .hasMessageStartingWith(
                        "wheels sdk: " + folder.resolve("wheels").resolve(name))
                .hasMessageContaining(saying);
        assertThat(folder.resolve("store/blobs")).as("nothing was copied").doesNotExist();
    }

    @Test
    void pagesLeadToEveryWheelWithItsDigest() {
        byte[] hello = WheelSamples.of("Hello_World", "1.0+cpu", "tiny>=1").bytes();
        put("Hello_World-1.0+cpu-py3-none-any.whl", hello);
        put(TINY, WheelSamples.of("tiny", "1.0").bytes());
        put("tiny-1.1-1-py3-none-any.whl", WheelSamples.of("tiny", "1.1").bytes());

        Map<String, byte[]> files = take();

        assertThat(files.keySet())
                .containsExactly(
                        "files/Hello_World-1.0+cpu-py3-none-any.whl",
                        "files/Hello_World-1.0+cpu-py3-none-any.whl.metadata",
                        "files/tiny-1.0-py3-none-any.whl",
                        "files/tiny-1.0-py3-none-any.whl.metadata",
                        "files/tiny-1.1-1-py3-none-any.whl",
                        "files/tiny-1.1-1-py3-none-any.whl.metadata",
                        "simple/hello-world/index.html",
                        "simple/hello-world/index.json",
                        "simple/index.html",
                        "simple/index.json",
                        "simple/tiny/index.html",
                        "simple/tiny/index.json");
        assertThat(text(files, "simple/index.html"))
                .contains("<a href=\"hello-world/\">hello-world</a>", "<a href=\"tiny/\">tiny</a>");
        String metadata = Digest.of(bytes(files, "files/Hello_World-1.0+cpu-py3-none-any.whl.metadata"))
                .hex();
        assertThat(text(files, "simple/hello-world/index.html"))
                .contains("href=\"../../files/Hello_World-1.0%2Bcpu-py3-none-any.whl#sha256="
                        + Digest.of(hello).hex() + "\"")
                .contains("data-requires-python=\"&gt;=3.7,&lt;4\"", "data-core-metadata=\"sha256=" + metadata + "\"");
        assertThat(text(files, "simple/tiny/index.json"))
                .contains("\"api-version\": \"1.1\"", "\"requires-python\": \">=3.7,<4\"", "\"1.0\",\n    \"1.1\"");
        assertThat(text(files, "files/tiny-1.0-py3-none-any.whl.metadata")).contains("Name: tiny\n");
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(bytes(files, name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-1.0.tar.gz, a source distribution is built where it is installed",
        "tiny-1.0-py3-none-any.zip, a source distribution",
        "notes.txt, has no name of a wheel",
        "tiny-1.0-any.whl, has no name of a wheel",
        "ti ny-1.0-py3-none-any.whl, has no name of a wheel",
        "sub/tiny-1.0-py3-none-any.whl, lies in a folder",
    })
    void namesThatNoWheelHas(String name, String saying) {
        assertRefused(name, WheelSamples.of("tiny", "1.0").bytes(), saying);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "a\\b", "c:d", "a//b", "./x", "a\nb"})
    void pathsThatLeadElsewhere(String path) {
        assertRefused(TINY, WheelSamples.of("tiny", "1.0").with(path, "x").bytes(), "no plain path");
    }

    @Test
    void whatIsNotTheWheelOfItsName() {
        assertRefused(TINY, WheelSamples.of("other", "1.0").bytes(), "must hold one folder tiny-1.0.dist-info");
        assertRefused(TINY, WheelSamples.of("tiny", "1.1").bytes(), "must hold one folder tiny-1.0.dist-info");
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0")
                        .with("other-1.0.dist-info/METADATA", "x")
                        .bytes(),
                "must hold one folder");
        String other = "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n";
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0").described("METADATA", other).bytes(),
                "METADATA of another project or version");
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0")
                        .described("METADATA", "Name: tiny\nVersion: 2\n")
                        .bytes(),
                "METADATA of another project or version");
    }

    @Test
    void whatLacksADocumentOrHasAWrongOne() {
        assertRefused(
                TINY, WheelSamples.of("tiny", "1.0").without("METADATA").bytes(), "lacks tiny-1.0.dist-info/METADATA");
        assertRefused(TINY, WheelSamples.of("tiny", "1.0").without("WHEEL").bytes(), "lacks tiny-1.0.dist-info/WHEEL");
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0")
                        .described("WHEEL", "Wheel-Version: 2.0\n")
                        .bytes(),
                "no wheel version 1.x");
        String range = "Name: tiny\nVersion: 1.0\nRequires-Python: \"><script>\n";
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0").described("METADATA", range).bytes(),
                "no version range");
    }

    @Test
    void whatItsRecordDoesNotSay() {
        assertRefused(TINY, WheelSamples.of("tiny", "1.0").recorded(""), "which its RECORD does not list");
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0").recorded("tiny/__init__.py,sha256=AAAA,1\n"),
                "other than its RECORD says");
    }

    @Test
    void recordsThatSayTooLittleOrTooMuch() {
        for (String hash : new String[] {"", "md5=AAAA", "sha512=AAAA"}) {
            assertRefused(
                    TINY,
                    WheelSamples.of("tiny", "1.0").recorded("tiny/__init__.py," + hash + ",1\n"),
                    "or without a SHA-256 there");
        }
        assertRefused(
                TINY,
                WheelSamples.of("tiny", "1.0").andListed("tiny/gone.py").bytes(),
                "lacks a file that its RECORD lists");
        String beside = "x".repeat("tiny-1.0.dist-info/".length()) + "RECORD";
        assertRefused(TINY, WheelSamples.of("tiny", "1.0").unlisted(beside).bytes(), "which its RECORD does not list");
    }

    @Test
    void archivesThatAnotherReaderSeesOtherwise() {
        byte[] good = WheelSamples.of("tiny", "1.0").bytes();
        byte[] large = new byte[good.length + 20];
        System.arraycopy(good, 0, large, 0, good.length - 22);
        java.nio.ByteBuffer.wrap(large).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(good.length - 22, 0x07064b50);
        System.arraycopy(good, good.length - 22, large, large.length - 22, 22);
        assertRefused(TINY, large, "of the large kind");

        byte[] packed = good.clone();
        int entry = new String(good, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        packed[entry + 10] = 93;
        assertRefused(TINY, packed, "packed in another way than pip unpacks");
    }

    @Test
    void archivesThatAreDamagedOrHostile() throws IOException {
        byte[] good = WheelSamples.of("tiny", "1.0").bytes();
        assertRefused(TINY, java.util.Arrays.copyOf(good, good.length / 2), "is no zip archive, or not a whole one");
        byte[] large = good.clone();
        large[large.length - 22 + 15] = 0x7f;
        assertRefused(TINY, large, "has a list of files of more than");
        byte[] flipped = good.clone();
        flipped[60] ^= 0x55;
        put(TINY, flipped);
        assertThatThrownBy(this::take).isInstanceOf(AssemblyException.WheelRefused.class);
        Files.delete(folder.resolve("wheels").resolve(TINY));
        assertRefused(TINY, WheelSamples.zip(Map.of("tiny/x", new byte[3])), "must hold one folder");
    }

    @Test
    void namesThatDifferInCaseOnly() {
        put("tiny-1.0-PY3-none-any.whl", WheelSamples.of("tiny", "1.0").bytes());
        assertRefused(TINY, WheelSamples.of("tiny", "1.0").bytes(), "there twice");
    }

    @Test
    void moreThanOneManifestHolds() {
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 260; i++) {
            many.put(
                    "p" + i + "-1.0-py3-none-any.whl",
                    WheelSamples.of("p" + i, "1.0").bytes());
        }
        many.forEach(this::put);
        assertThatThrownBy(this::take)
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessageContaining("makes an index of 1042 files, one artifact has at most 1000")
                .hasMessageContaining("--extra-index-url");
    }

    @Test
    void everyEditOfAWheelIsReadOrRefused() {
        FuzzRun.of(
                "wheel",
                2000,
                WheelFuzz::fuzzerTestOneInput,
                List.of(
                        WheelSamples.of("tiny", "1.0").bytes(),
                        WheelSamples.of("tiny", "1.0", "other")
                                .with("tiny/a,b.py", "x")
                                .bytes()));
    }

    /** Between the judgement and the copy the folder's owner writes another wheel into it. */
    @Test
    void whatIsStoredIsWhatWasJudged() {
        put(TINY, WheelSamples.of("tiny", "1.0").bytes());
        byte[] unlisted =
                WheelSamples.of("tiny", "1.0").unlisted("tiny/evil.py").bytes();
        LayoutStore store = LayoutStore.create(folder.resolve("store"));
        int[] pulses = {0};
        WheelIntake intake = new WheelIntake(store, () -> {
            // one for each of the four entries of the archive, then that of the copy
            if (++pulses[0] == 5) {
                put(TINY, unlisted);
            }
        });
        ReleaseSpec.Names names =
                new ReleaseSpec.Names("sdk", "wheels/sdk", List.of("1.0"), List.of("core"), Optional.empty());

        assertThatThrownBy(() -> intake.take(
                        new ReleaseSpec.Content(names, "wheels", Optional.empty()), folder.resolve("wheels")))
                .isInstanceOf(AssemblyException.WheelRefused.class)
                .hasMessageContaining("holds tiny/evil.py, which its RECORD does not list");
        assertThat(store.entries()).isEmpty();
    }
}
