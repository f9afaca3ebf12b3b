package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.hexr.signing.TrustException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Every lie meets its refusal, by either way in; the second reader refuses them, too. */
final class LiesTest {
    private static final SampleRelease SAMPLE = SampleRelease.tiny(5);
    /** The second reader judges bytes, not the values in a list that the key's owner signed; it needs no more than the bare signature. */
    private static final List<String> BEYOND_PYTHON = List.of(
            "release name with a path",
            "version with a blank",
            "sequence 0",
            "sequence as text",
            "sequence as fraction",
            "sequence beyond exact numbers",
            "negative sequence",
            "an expiry that is no date",
            "planned twice",
            "manifest listed twice",
            "artifact name that climbs",
            "push name that is absolute",
            "push name in upper case",
            "push name that climbs",
            "no group",
            "source of 50,000 characters",
            "two artifacts under one name and tag",
            "chart that is loaded",
            "NaN",
            "the bare signature alone");

    /** Left out by build/fuzz/mutate: not for every change of the code. */
    private static final String SLOW = "not-for-every-change";

    private static final int ASKED_OF_PYTHON = 12;

    private static final Map<String, Long> MILLISECONDS = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    private static List<Lies.Lie> lies() {
        return Stream.concat(Lies.about(SAMPLE).stream(), FramingLies.about(SAMPLE).stream())
                .toList();
    }

    @AfterAll
    static void saysHowMany() {
        MILLISECONDS.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(slowest -> System.out.printf(
                        "lies: %d signed lies, %d refused; the slowest in %d ms: %s%n",
                        lies().size(), MILLISECONDS.size(), slowest.getValue(), slowest.getKey()));
    }

    @Test
    void theBuilderOfLiesCanTellTheTruth() {
        byte[] honest = LieArchive.of(SAMPLE).bytes();
        assertThat(BundleReader.verify(new MemoryArchive(honest), SAMPLE.trust(), b -> {})
                        .isComplete())
                .isTrue();
    }

    /** The same corpus in one go, for whoever changes the code bit by bit and has the time for nothing slower. */
    @Test
    void eachLieIsRefusedForWhatItIs() {
        List<String> otherwise = new ArrayList<>();
        for (Lies.Lie lie : lies()) {
            Throwable met = catchThrowable(
                    () -> BundleReader.verify(new MemoryArchive(lie.archive().bytes()), SAMPLE.trust(), b -> {}));
            if (!lie.refusal().isInstance(met)
                    || !String.valueOf(met.getMessage()).contains(lie.says())) {
                otherwise.add(lie.name() + ": " + met);
            }
        }
        assertThat(otherwise).isEmpty();
    }

    @Tag(SLOW)
    @TestFactory
    Stream<DynamicTest> refuses() {
        return lies().stream().map(lie -> DynamicTest.dynamicTest(lie.name(), () -> refuse(lie)));
    }

    private static void refuse(Lies.Lie lie) {
        byte[] archive = lie.archive().bytes();
        long start = System.nanoTime();
        Throwable fromFile =
                catchThrowable(() -> BundleReader.verify(new MemoryArchive(archive), SAMPLE.trust(), bytes -> {}));
        MILLISECONDS.put(lie.name(), (System.nanoTime() - start) / 1_000_000);
        assertThat(fromFile).isInstanceOf(lie.refusal()).hasMessageContaining(lie.says());
        if (fromFile instanceof BundleException.AtEntry at) {
            assertThat(at.offset()).isBetween(0L, (long) archive.length);
            assertThat(at.entry()).isNotEmpty();
        }
        Throwable fromPipe = catchThrowable(() ->
                BundleReader.verify("pipe", new ByteArrayInputStream(archive), SAMPLE.trust(), BlobReceiver.NOTHING));
        assertThat(fromPipe).isInstanceOfAny(BundleException.class, TrustException.class);
    }

    /** Cut into parts that are as their index lists them: reading the parts must not prove what reading the archive refuses. */
    @Tag(SLOW)
    @Test
    void partsOfALieProveNothing() throws IOException {
        List<String> proven = new ArrayList<>();
        for (Lies.Lie lie : lies()) {
            if (isProvenByParts(lie.archive().bytes())) {
                proven.add(lie.name());
            }
        }
        assertThat(proven).isEmpty();
        assertThat(isProvenByParts(LieArchive.of(SAMPLE).bytes())).isTrue();
    }

    @Test
    void aManifestThatContradictsTheContentsIsToldOfTheArchiveAndNotOfThePartsIndex() throws IOException {
        SampleRelease sample = SampleRelease.of(3);
        byte[] archive = LieArchive.ofContradiction(sample).bytes();
        try (PartSet set = PartSet.open(List.of(parts(sample, archive)))) {
            assertThatThrownBy(() -> PartCheck.check(set, set.signed(sample.trust())))
                    .isInstanceOf(BundleException.Refused.class)
                    .hasMessageStartingWith("lie.tar.gz: ")
                    .hasMessageContaining("names other children");
        }
    }

    private Path parts(SampleRelease sample, byte[] archive) throws IOException {
        ArchivePlan honest = ArchivePlan.of(sample.release().signed(), Presence.complete(sample.contents()));
        long head = Math.min(archive.length, honest.firstBlob());
        Path parts = Files.createTempDirectory(folder, "parts");
        PartSize third = new PartSize(archive.length / 3 + 1);
        PartWriter.split(
                new MemoryArchive(archive), new SplitPlan(parts, "lie.tar.gz", third, 0, SplitPlan.Folders.ONE, head));
        return parts;
    }

    private boolean isProvenByParts(byte[] archive) throws IOException {
        try (PartSet set = PartSet.open(List.of(parts(SAMPLE, archive)))) {
            return PartCheck.check(set, set.signed(SAMPLE.trust())).proof().isPresent();
        } catch (BundleException | TrustException e) {
            return false;
        }
    }

    @Tag(SLOW)
    @Test
    void theSecondReaderRefusesThemToo() throws IOException {
        Path key = folder.resolve("release.pub");
        SAMPLE.keys().getFirst().trusted().write(key);
        List<Lies.Lie> lies = lies();
        int step = Boolean.getBoolean("hexr.full") ? 1 : lies.size() / ASKED_OF_PYTHON;
        List<String> believed = new ArrayList<>();
        for (int i = 0; i < lies.size(); i += step) {
            Path file = folder.resolve("lie.tar.gz");
            Files.write(file, lies.get(i).archive().bytes());
            StockTools.Result result = StockTools.python(key, file);
            assertThat(result.output()).doesNotContain("Traceback");
            if (result.status() != 4 && result.status() != 5) {
                believed.add(lies.get(i).name());
            }
        }
        assertThat(believed).isSubsetOf(BEYOND_PYTHON);
    }
}
