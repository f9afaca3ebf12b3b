package io.hexr.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.BundleWriter;
import io.hexr.format.Contents;
import io.hexr.format.ManifestNode;
import io.hexr.format.Presence;
import io.hexr.format.SampleRelease;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryStore;
import io.hexr.registry.ServerLog;
import io.hexr.registry.ServerTags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PushIT {
    private static final PushOptions DEEP = PushOptions.USUAL.looking(PushOptions.Depth.EVERYTHING);

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(11);
    private final Contents contents = sample.contents();
    private TestRegistry registry;
    private RegistryClient client;

    @BeforeEach
    void start() {
        registry = TestRegistry.in(folder.resolve("store"));
        client = TestRegistry.client(registry.at());
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private Landed landed() {
        return new Landed(contents, TestRegistry.destination(client, registry.at()));
    }

    private Path complete() {
        return sample.write(folder.resolve("complete.tar.gz"));
    }

    private Path partial(String name, Predicate<Blob> kept) {
        return BundleWriter.write(sample.release(), Presence.of(contents, kept), folder.resolve(name), bytes -> {})
                .file();
    }

    private Artifact artifact(String name) {
        return contents.artifacts().stream()
                .filter(artifact -> artifact.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Descriptor described(Digest digest) {
        return contents.descriptors().stream()
                .filter(one -> one.digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void fillsAnEmptyRegistrySendingEachBlobOnce() {
        PushReport report = registry.push(complete(), sample, PushOptions.USUAL);

        landed().holds(contents.groups());
        assertThat(report.isWhole()).isTrue();
        long blobs = contents.blobs().stream()
                .filter(blob -> contents.descriptors().stream()
                        .noneMatch(one -> one.digest().equals(blob.digest()) && one.isManifest()))
                .mapToLong(Blob::size)
                .sum();
        assertThat(report.bytesSent()).isEqualTo(blobs);
        assertThat(report.blobsMounted()).isPositive();
        assertThat(landed().marker("0.8.0"))
                .isEqualTo(landed().marker("0.8.0.core"))
                .isPresent();
        assertThat(landed().tags("auto-registrar")).doesNotContain("latest");
    }

    @Test
    void oneImageUnderTwoNamesIsSentOnceAndStandsUnderBoth() {
        SampleRelease twins = SampleRelease.twins(12);
        Contents listed = twins.contents();
        Path bundle = twins.write(folder.resolve("twins.tar.gz"));

        PushReport report = registry.push(bundle, twins, PushOptions.USUAL);

        assertThat(listed.artifacts())
                .extracting(artifact -> artifact.content().digest())
                .hasSize(2)
                .containsOnly(listed.artifacts().getFirst().content().digest());
        new Landed(listed, TestRegistry.destination(client, registry.at())).holds(listed.groups());
        // a layer and a config, each sent to one name and mounted to the other
        assertThat(List.of(report.blobsSent(), report.blobsMounted())).containsOnly(2L);
        assertThat(registry.push(bundle, twins, PushOptions.USUAL).plan().hasNothingToDo())
                .isTrue();
    }

    @Test
    void tagsComeAfterEverythingAndTheReleaseLast() {
        registry.push(complete(), sample, PushOptions.USUAL);

        List<String> written = registry.manifestsWritten();
        assertThat(written).endsWith("0.8.0");
        int firstTag = written.indexOf(written.stream()
                .filter(name -> !name.startsWith("sha256:"))
                .findFirst()
                .orElseThrow());
        assertThat(written.subList(firstTag, written.size())).noneMatch(name -> name.startsWith("sha256:"));
        int lastUpload = lastOf("/blobs/uploads/");
        assertThat(lastUpload).isLessThan(lastOf("/manifests/"));
    }

    private int lastOf(String part) {
        int last = -1;
        for (int i = 0; i < registry.lines().size(); i++) {
            if (registry.lines().get(i).path().contains(part)
                    && !registry.lines().get(i).path().contains(ReleaseArtifact.REPOSITORY)) {
                last = i;
            }
        }
        return last;
    }

    @Test
    void theSecondTimeNothingIsSentAndOneQuestionPerArtifactIsAsked() {
        try (TestRegistry strict =
                TestRegistry.in(folder.resolve("strict"), options -> options.with(ServerTags.IMMUTABLE))) {
            strict.push(complete(), sample, PushOptions.USUAL);
            strict.forget();

            PushReport again = strict.push(complete(), sample, PushOptions.USUAL);

            assertThat(again.plan().hasNothingToDo()).isTrue();
            assertThat(again.isWhole()).isTrue();
            assertThat(strict.lines())
                    .hasSizeLessThanOrEqualTo(contents.artifacts().size() + 2);
            assertThat(strict.lines()).allMatch(line -> line.method().equals("HEAD"));

            PushReport deep = strict.push(complete(), sample, DEEP);

            assertThat(deep.plan().hasNothingToDo()).isTrue();
            assertThat(strict.lines()).allMatch(line -> line.method().equals("HEAD"));
        }
    }

    @Test
    void whatVanishedBehindTheMarkersIsFoundByALookAtEverything() {
        registry.push(complete(), sample, PushOptions.USUAL);
        Artifact gateway = artifact("hexr-gateway");
        ManifestNode sbom = contents.manifestsOf(gateway).getLast();
        RegistryStore store = landed().destination().store(gateway.pushName());
        store.delete(described(sbom.digest()));
        store.delete(described(sbom.children().getLast()));

        assertThat(registry.push(complete(), sample, PushOptions.USUAL).plan().hasNothingToDo())
                .isTrue();
        PushReport deep = registry.push(complete(), sample, DEEP);

        assertThat(deep.bytesSent())
                .isEqualTo(described(sbom.children().getLast()).size());
        landed().holds(contents.groups());
    }

    @Test
    void aVanishedTagIsSetAgain() {
        registry.push(complete(), sample, PushOptions.USUAL);
        Artifact image = artifact("auto-registrar");
        landed().destination().store(image.pushName()).untag(image.tags().getFirst());

        PushReport again = registry.push(complete(), sample, PushOptions.USUAL);

        assertThat(again.bytesSent()).isZero();
        landed().holds(contents.groups());
    }

    @Test
    void oneGroupIsDeliveredAndTheReleaseIsNotClaimed() {
        Path edge = partial(
                "edge.tar.gz",
                blob -> contents.closure(artifact("hexr-gateway")).contains(blob.digest()));

        PushReport report = registry.push(edge, sample, PushOptions.USUAL);

        assertThat(report.delivered()).containsExactly("edge");
        assertThat(report.notDelivered()).containsExactly("core");
        landed().holds(Set.of("edge"));
        assertThat(landed().marker("0.8.0")).isEmpty();
        assertThat(registry.lines())
                .as("the layer that an image of the other group shares stays out of that image's repository")
                .filteredOn(line -> line.path().contains("/auto-registrar/"))
                .extracting(ServerLog.Line::method)
                .containsOnly("HEAD");

        PushReport rest = registry.push(
                partial(
                        "rest.tar.gz",
                        blob -> !contents.closure(artifact("hexr-gateway")).contains(blob.digest())),
                sample,
                PushOptions.USUAL);

        assertThat(rest.isWhole()).isTrue();
        assertThat(rest.bytesSent())
                .as("the layer both images share is mounted from the other repository")
                .isLessThan(10_000);
        assertThat(rest.blobsMounted()).isPositive();
        landed().holds(contents.groups());
        assertThat(landed().marker("0.8.0")).isPresent();
    }

    @Test
    void onlyTheGroupsAskedForAreDelivered() {
        PushReport report = registry.push(complete(), sample, PushOptions.USUAL.only(Set.of("edge")));

        assertThat(report.delivered()).containsExactly("edge");
        assertThat(landed().tags("auto-registrar")).isEmpty();
        landed().holds(Set.of("edge"));
        assertThatThrownBy(() -> registry.push(complete(), sample, PushOptions.USUAL.only(Set.of("edgy"))))
                .isInstanceOf(TransferException.UnknownGroup.class)
                .hasMessageContaining("core, edge");
    }

    @Test
    void aBundleThatCompletesNoGroupIsRefusedBeforeTheFirstByte() {
        Digest lacking = contents.manifestsOf(artifact("auto-registrar"))
                .getFirst()
                .children()
                .getLast();
        Path cut = partial("cut.tar.gz", blob -> !blob.digest().equals(lacking));

        assertThatThrownBy(() -> registry.push(cut, sample, PushOptions.USUAL))
                .isInstanceOf(TransferException.GroupsIncomplete.class)
                .hasMessageContaining("core: image auto-registrar for linux/amd64 lacks " + lacking);
        assertThat(registry.lines()).allMatch(line -> line.method().equals("HEAD"));
    }
}
