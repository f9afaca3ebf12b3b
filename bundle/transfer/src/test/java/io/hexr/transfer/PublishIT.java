package io.hexr.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.hexr.format.BundleWriter;
import io.hexr.format.ReleaseCargo;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.SampleRelease;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;
import io.hexr.registry.ForeignRegistry;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A release goes from the folder it was built into to a registry, by the engine that pushes bundles; nothing that is published changes. */
final class PublishIT {
    private static final int ROUNDS = 8;

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(5);

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestRegistry registry;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryClient client;

    @BeforeEach
    void open() {
        registry = TestRegistry.in(folder.resolve("store"));
        client = TestRegistry.client(registry.at());
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private Destination destination() {
        return TestRegistry.destination(client, registry.at());
    }

    private Path folderOf(SampleRelease release, ReleaseFiles files, String name) {
        Path to = folder.resolve(name);
        LayoutStore layout = LayoutStore.create(to);
        release.contents()
                .descriptors()
                .forEach(each -> layout.put(
                        each, new ByteArrayInputStream(release.store().bytes(each, 1 << 26))));
        ReleaseFolder.write(to, files);
        return to;
    }

    private ReleaseCargo cargo(Path release) {
        return ReleaseCargo.of(
                release.toString(),
                VerifiedRelease.verify(ReleaseFolder.read(release), LayoutStore.open(release), sample.trust()));
    }

    private static PushReport publish(ReleaseCargo cargo, Destination to) {
        Push push = new Push(cargo, to, PushOptions.USUAL.keepingTags());
        return push.run(push.plan(), PushJournal.none(), PushObserver.SILENT);
    }

    /** To the registry of this test, which notes an answer only after its client has it. */
    private PushReport publish(ReleaseCargo cargo) {
        int others = registry.server().connections();
        try (RegistryClient own = TestRegistry.client(registry.at())) {
            return publish(cargo, TestRegistry.destination(own, registry.at()));
        } finally {
            while (registry.server().connections() > others) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whatIsDownloadedFromThereIsTheBundleOfTheFolder() throws IOException {
        ReleaseCargo cargo = cargo(folderOf(sample, sample.files(), "release"));

        PushReport done = publish(cargo);

        assertThat(done.isWhole()).isTrue();
        RegistryRelease found = RegistryRelease.verify(destination(), Optional.empty(), sample.trust());
        Path bundle = BundleWriter.write(
                        found.release(), found.presence(() -> {}), folder.resolve("b.tar.gz"), bytes -> {})
                .file();
        assertThat(bundle).hasSameBinaryContentAs(sample.write(folder.resolve("expected.tar.gz")));
    }

    @Test
    void tagsComeLastAndTheReleaseLastOfAll() {
        publish(cargo(folderOf(sample, sample.files(), "release")));

        List<String> written = registry.manifestsWritten();
        int firstTag = (int)
                written.stream().takeWhile(name -> name.startsWith("sha256:")).count();
        assertThat(written.subList(firstTag, written.size())).noneMatch(name -> name.startsWith("sha256:"));
        assertThat(written.getLast()).isEqualTo("0.8.0");
    }

    @Test
    void theSameAgainSendsAndWritesNothing() {
        Path release = folderOf(sample, sample.files(), "release");
        publish(cargo(release));
        registry.forget();

        PushReport again = publish(cargo(release));

        assertThat(again.bytesSent()).isZero();
        assertThat(registry.lines()).noneMatch(line -> !line.method().equals("HEAD"));
    }

    @Test
    void whatIsPublishedUnderAVersionNeverChanges() {
        publish(cargo(folderOf(sample, sample.files(), "release")));
        List<String> before = registry.manifestsWritten();
        ReleaseFiles signedAnew = ReleaseFiles.sign(sample.contents(), sample.keys());
        assertRefused(folderOf(sample, signedAnew, "signed-anew"), "hexr-release:0.8.0 is sha256:");

        SampleRelease other = SampleRelease.of(6);
        VerifiedRelease release = other.release();
        ReleaseCargo cargo = ReleaseCargo.of("other", release);
        assertThatThrownBy(() -> publish(cargo))
                .isInstanceOf(TransferException.VersionTaken.class)
                .hasMessageContaining("/auto-registrar:v1.2.0 is sha256:");
        assertThat(registry.manifestsWritten()).isEqualTo(before);
    }

    private void assertRefused(Path release, String saying) {
        ReleaseCargo cargo = cargo(release);
        assertThatThrownBy(() -> publish(cargo))
                .isInstanceOf(TransferException.VersionTaken.class)
                .hasMessageContaining(saying);
    }

    /** Between the plan and the tags another release is published under the same names. */
    @Test
    void aReleaseThatArrivedMeanwhileIsNotReplaced() {
        ReleaseCargo cargo = cargo(folderOf(sample, sample.files(), "release"));
        Push push = new Push(cargo, destination(), PushOptions.USUAL.keepingTags());
        PushPlan plan = push.plan();
        SampleRelease other = SampleRelease.of(6);
        publish(ReleaseCargo.of("other", other.release()));

        assertThatThrownBy(() -> push.run(plan, PushJournal.none(), PushObserver.SILENT))
                .isInstanceOf(TransferException.VersionTaken.class);
        assertThat(RegistryRelease.verify(destination(), Optional.empty(), other.trust())
                        .contents())
                .isEqualTo(other.contents());
    }

    /** Both have asked whether the names are free, and neither has sent anything yet. */
    @Test
    void ofTwoAtOnceUnderOneVersionOneIsPublishedAndTheOtherSaysWhy() throws Exception {
        SampleRelease other = SampleRelease.of(6);
        for (int round = 0; round < ROUNDS; round++) {
            try (TestRegistry fresh = TestRegistry.in(folder.resolve("round-" + round));
                    ExecutorService publishers = Executors.newFixedThreadPool(2)) {
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Optional<RuntimeException>>> outcomes = new ArrayList<>();
                for (SampleRelease each : List.of(sample, other)) {
                    outcomes.add(publishers.submit(() -> attempt(fresh, each, together)));
                }
                List<Optional<RuntimeException>> ended = new ArrayList<>();
                for (Future<Optional<RuntimeException>> outcome : outcomes) {
                    ended.add(outcome.get());
                }

                assertThat(ended).as("round " + round).haveExactly(1, new Condition<>(Optional::isEmpty, "published"));
                SampleRelease winner = ended.getFirst().isEmpty() ? sample : other;
                assertThat(ended.stream().flatMap(Optional::stream))
                        .singleElement()
                        .isInstanceOf(TransferException.VersionTaken.class);
                try (RegistryClient reader = TestRegistry.client(fresh.at())) {
                    Destination at = TestRegistry.destination(reader, fresh.at());
                    new Landed(winner.contents(), at).holds(winner.contents().groups());
                    assertThat(RegistryRelease.verify(at, Optional.empty(), winner.trust())
                                    .contents())
                            .isEqualTo(winner.contents());
                }
            }
        }
    }

    private static Optional<RuntimeException> attempt(TestRegistry to, SampleRelease release, CyclicBarrier together)
            throws InterruptedException, BrokenBarrierException {
        try (RegistryClient own = TestRegistry.client(to.at())) {
            Push push = new Push(
                    ReleaseCargo.of("release", release.release()),
                    TestRegistry.destination(own, to.at()),
                    PushOptions.USUAL.keepingTags());
            PushPlan plan = push.plan();
            together.await();
            push.run(plan, PushJournal.none(), PushObserver.SILENT);
            return Optional.empty();
        } catch (TransferException e) {
            return Optional.of(e);
        }
    }

    @Test
    void aBlobThatChangedAfterTheSigningStopsBeforeAnyTag() throws IOException {
        Path release = folderOf(sample, sample.files(), "release");
        Descriptor large = sample.contents().descriptors().getLast();
        Path blob = release.resolve("blobs").resolve(large.digest().path());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
        ReleaseCargo cargo = cargo(release);

        assertThatThrownBy(() -> publish(cargo)).isInstanceOf(OciException.DigestMismatch.class);
        assertThat(registry.manifestsWritten()).isEmpty();
    }

    @Test
    void aForeignRegistryHoldsItAsWell() {
        try (ForeignRegistry foreign = ForeignRegistry.distribution(folder);
                RegistryClient other = Site.client(foreign.at())) {
            Destination to = new Destination(other, new RegistryAddress(foreign.at(), false, "vendor/hexr"));
            ReleaseCargo cargo = cargo(folderOf(sample, sample.files(), "release"));

            assertThat(publish(cargo, to).isWhole()).isTrue();
            assertThat(publish(cargo, to).bytesSent()).isZero();
            assertThat(RegistryRelease.verify(to, Optional.of("0.8.0"), sample.trust())
                            .presence(() -> {})
                            .isComplete())
                    .isTrue();
        }
    }
}
