package io.hexr.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

import io.hexr.format.Artifact;
import io.hexr.format.SampleRelease;
import io.hexr.format.Trust;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.registry.RegistryStore;
import io.hexr.signing.AllowedRollback;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PruneIT {
    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease old = SampleRelease.of(5);
    private final SampleRelease next = old.successor("0.8.1", 8);

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

    private Prune prune() {
        return prune(old.trust().policy());
    }

    private Prune prune(TrustPolicy policy) {
        return Prune.at(
                site.registry(),
                contents -> Trust.of(policy, SampleRelease.NOW)
                        .allowing(new AllowedRollback(contents.version(), contents.sequence())));
    }

    private static Prune.Keep newest(int count) {
        return Prune.Keep.newest(count, Set.of());
    }

    private void bothAreThere() {
        site.holds(old);
        site.holds(next);
    }

    @Test
    void removesWhatOnlyTheOldReleaseNeedsAndNothingElse() {
        bothAreThere();

        PrunePlan plan = prune().plan(newest(1));
        Prune.Done done = prune().apply(plan, () -> {});

        assertThat(plan.kept()).containsExactly("hexr 0.8.1");
        assertThat(plan.removed()).containsExactly("hexr 0.8.0");
        assertThat(done.removed()).hasSize(2).isEqualTo(plan.items());
        assertThat(site.has(old.contents().artifacts().getFirst())).isFalse();
        assertThat(site.store(ReleaseArtifact.REPOSITORY).resolve("0.8.0")).isEmpty();
        RegistryRelease left = RegistryRelease.verify(site.registry(), Optional.of("0.8.1"), next.trust());
        assertThat(left.presence(() -> {}).isComplete()).isTrue();
    }

    @Test
    void aPlanRemovesNothing() {
        bothAreThere();

        prune().plan(newest(1));

        assertThat(RegistryRelease.verify(site.registry(), Optional.of("0.8.0"), old.trust())
                        .presence(() -> {})
                        .isComplete())
                .isTrue();
    }

    @Test
    void keepsSoManyAndThoseNamed() {
        bothAreThere();

        assertThat(prune().plan(newest(2)).items()).isEmpty();
        assertThat(prune().plan(Prune.Keep.newest(1, Set.of("0.8.0"))).items()).isEmpty();
    }

    @Test
    void takesExactlyWhatIsOnTheReviewedList() {
        bothAreThere();
        PrunePlan all = prune().plan(newest(1));
        PrunePlan shortened = new PrunePlan(
                all.registry(),
                all.kept(),
                all.removed(),
                all.inUse(),
                all.items().subList(0, 1),
                all.freeable());

        Prune.Done done = prune().apply(shortened, () -> {});

        assertThat(done.removed()).isEqualTo(shortened.items());
        assertThat(site.store(ReleaseArtifact.REPOSITORY).resolve("0.8.0")).isPresent();
    }

    @Test
    void takesNothingThatWasAddedToTheListByHand() {
        bothAreThere();
        PrunePlan plan = prune().plan(newest(1));
        Artifact wanted = next.contents().artifacts().getLast();
        PrunePlan forged = new PrunePlan(
                plan.registry(),
                plan.kept(),
                plan.removed(),
                plan.inUse(),
                List.of(new PrunePlan.Item(wanted.pushName(), wanted.content(), "hexr 0.8.0")),
                0);

        Prune.Done done = prune().apply(forged, () -> {});

        assertThat(done.removed()).isEmpty();
        assertThat(done.spared()).hasSize(1);
        assertThat(site.has(wanted)).isTrue();
    }

    @Test
    void sparesWhatCameIntoUseSinceTheReview() {
        bothAreThere();
        PrunePlan plan = prune().plan(newest(1));
        Artifact image = old.contents().artifacts().getFirst();
        site.store(image.pushName()).tag("production", image.content());

        Prune.Done done = prune().apply(plan, () -> {});

        assertThat(done.spared()).extracting(PrunePlan.Item::manifest).contains(image.content());
        assertThat(site.has(image)).isTrue();
    }

    @Test
    void keepsAReleaseThatCameSinceTheReview() {
        site.holds(old);
        site.holds(next);
        PrunePlan plan = prune().plan(newest(1));
        // a later release brings the old image back
        SampleRelease again = SampleRelease.of(5);
        site.holds(again);

        prune().apply(plan, () -> {});

        assertThat(site.has(again.contents().artifacts().getFirst())).isTrue();
    }

    @Test
    void sparesWhatIsInUse() {
        bothAreThere();
        Artifact image = old.contents().artifacts().getFirst();

        PrunePlan plan = prune().sparing(Set.of(image.content().digest())).plan(newest(1));

        assertThat(plan.items()).extracting(PrunePlan.Item::repository).containsExactly(ReleaseArtifact.REPOSITORY);
        assertThatThrownBy(() -> prune().apply(plan, () -> {}))
                .isInstanceOf(TransferException.ListRefused.class)
                .hasMessageContaining("in use");
    }

    @Test
    void whatIsInUseStaysWhereSeveralReleasesThatGoBroughtIt() {
        bothAreThere();
        Artifact shared = old.contents().artifacts().getLast();
        assertThat(next.contents().artifacts()).contains(shared);
        Prune sparing = prune().sparing(Set.of(shared.content().digest()));

        PrunePlan plan = sparing.plan(newest(0));
        sparing.apply(plan, () -> {});

        assertThat(plan.removed()).containsExactly("hexr 0.8.1", "hexr 0.8.0");
        assertThat(plan.items()).extracting(PrunePlan.Item::repository).doesNotContain(shared.pushName());
        assertThat(site.has(shared)).isTrue();
    }

    @Test
    void removesNoReleaseOfAStranger() {
        site.holds(SampleRelease.of(6));
        site.holds(next);

        PrunePlan plan = prune().plan(newest(0));

        assertThat(plan.kept()).containsExactly("hexr 0.8.0");
        assertThat(plan.removed()).containsExactly("hexr 0.8.1");
    }

    @Test
    void aStrangersReleasePushesNoneOut() {
        site.holds(SampleRelease.of(6).successor("9.9.9", 999));
        site.holds(next);

        assertThat(prune().plan(newest(1)).removed()).isEmpty();
    }

    @Test
    void stopsWhereAReleaseCannotBeRead() {
        bothAreThere();
        RegistryStore releases = site.store(ReleaseArtifact.REPOSITORY);
        Manifest other = DoctorContent.manifest("nonce", "other", Optional.empty());
        releases.put(DoctorContent.EMPTY, new java.io.ByteArrayInputStream(new byte[] {'{', '}'}));
        byte[] layer = DoctorContent.layer("nonce");
        releases.put(Descriptor.of(MediaTypes.OCTET_STREAM, layer), new java.io.ByteArrayInputStream(layer));
        releases.tag("0.9.0", other);

        assertThatThrownBy(() -> prune().plan(newest(1)))
                .isInstanceOf(TransferException.ReleaseUnreadable.class)
                .hasMessageContaining("hexr-release:0.9.0");
    }

    @Test
    void refusesAListOfAnotherRegistry() {
        bothAreThere();
        PrunePlan plan = prune().plan(newest(1));
        PrunePlan elsewhere = new PrunePlan(
                "other.site/hexr", plan.kept(), plan.removed(), plan.inUse(), plan.items(), plan.freeable());

        assertThatThrownBy(() -> prune().apply(elsewhere, () -> {})).isInstanceOf(TransferException.ListRefused.class);
    }

    @Test
    void goesOnAfterItWasStopped() {
        bothAreThere();
        PrunePlan plan = prune().plan(newest(1));
        int[] steps = {0};

        assertThatThrownBy(() -> prune().apply(plan, () -> {
                    if (++steps[0] == 1) {
                        throw new CancellationException();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        Prune.Done done = prune().apply(plan, () -> {});

        assertThat(done.gone()).hasSize(1);
        assertThat(done.removed()).hasSize(plan.items().size() - 1);
        assertThat(done.spared()).isEmpty();
    }

    @Test
    void aReviewedListIsReadBackAsItWasWritten() {
        bothAreThere();
        PrunePlan plan = prune().plan(newest(1));
        Path file = folder.resolve("prune.json");
        plan.write(file);

        assertThat(PrunePlan.read(file)).isEqualTo(plan);
        assertThat(plan.freeable()).isPositive();
    }

    @Test
    void nothingThatAReleaseThatStaysSharesIsRemovedNotEvenByAListThatSaysSo() {
        bothAreThere();
        List<Artifact> shared = old.contents().artifacts().stream()
                .filter(next.contents().artifacts()::contains)
                .toList();
        assertThat(shared).hasSize(2);
        PrunePlan plan = prune().plan(newest(1));

        assertThat(plan.items())
                .extracting(PrunePlan.Item::manifest)
                .doesNotContainAnyElementsOf(
                        shared.stream().map(Artifact::content).toList());
        List<PrunePlan.Item> added = new ArrayList<>(plan.items());
        shared.forEach(image -> added.add(new PrunePlan.Item(image.pushName(), image.content(), "hexr 0.8.0")));
        Prune.Done done = prune().apply(
                        new PrunePlan(plan.registry(), plan.kept(), plan.removed(), plan.inUse(), added, 0), () -> {});

        assertThat(done.removed()).isEqualTo(plan.items());
        assertThat(done.spared()).hasSameSizeAs(shared);
        assertThat(shared).allMatch(site::has);
        assertThat(RegistryRelease.verify(site.registry(), Optional.of("0.8.1"), next.trust())
                        .presence(() -> {})
                        .isComplete())
                .isTrue();
    }

    /** A tag of a person may look like the tag under which the referrers of a manifest are listed, and be none. */
    @Test
    void aForeignTagThatOnlyLooksLikeAListOfReferrersSparesWhatItNames() {
        bothAreThere();
        Artifact image = old.contents().artifacts().getFirst();
        String digest = image.content().digest().hex();
        for (String tag :
                List.of("sha256-short", "sha256-" + digest.substring(1), "sha256_" + digest, "sha1-" + digest)) {
            site.store(image.pushName()).tag(tag, image.content());

            assertThat(prune().plan(newest(1)).items())
                    .as(tag)
                    .extracting(PrunePlan.Item::repository)
                    .containsExactly(ReleaseArtifact.REPOSITORY);
            site.store(image.pushName()).untag(tag);
        }
    }
}
