package io.hexr.transfer;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.format.SampleRelease;
import io.hexr.format.Trust;
import io.hexr.registry.ForeignRegistry;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.signing.AllowedRollback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The same against distribution v3, which others wrote: it lists no referrers and collects by itself. */
final class DistributionDestinationIT {
    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease old = SampleRelease.of(5);
    private final SampleRelease next = old.successor("0.8.1", 8);

    @Test
    void aReleaseIsReadBackStatedAndPruned() {
        try (ForeignRegistry foreign = ForeignRegistry.distribution(folder);
                RegistryClient client = Site.client(foreign.at())) {
            Destination registry = new Destination(client, new RegistryAddress(foreign.at(), false, "site/hexr"));
            Site.fill(registry, old);
            Site.fill(registry, next);

            assertThat(RegistryRelease.verify(registry, Optional.of("0.8.0"), old.trust())
                            .presence(() -> {})
                            .isComplete())
                    .isTrue();
            assertThat(Inventory.of(registry, SampleRelease.NOW, () -> {}).releases())
                    .containsExactly("hexr 0.8.0", "hexr 0.8.1");

            Prune prune = Prune.at(
                    registry,
                    contents -> Trust.of(old.trust().policy(), SampleRelease.NOW)
                            .allowing(new AllowedRollback(contents.version(), contents.sequence())));
            Prune.Done done = prune.apply(prune.plan(Prune.Keep.newest(1, Set.of())), () -> {});

            assertThat(done.removed()).hasSize(2);
            assertThat(RegistryRelease.verify(registry, Optional.empty(), next.trust())
                            .presence(() -> {})
                            .isComplete())
                    .isTrue();
        }
    }

    @Test
    void theDoctorSaysWhatItLacks() {
        try (ForeignRegistry foreign = ForeignRegistry.distribution(folder);
                RegistryClient client = Site.client(foreign.at())) {
            Destination registry = new Destination(client, new RegistryAddress(foreign.at(), false, "site/hexr"));

            List<DoctorFinding> all = Doctor.examine(registry, InstantSource.system(), doing -> {});

            assertThat(all).noneMatch(finding -> finding.severity() == DoctorFinding.Severity.BLOCKER);
            assertThat(all)
                    .filteredOn(finding -> finding.id().equals("referrers"))
                    .extracting(DoctorFinding::severity)
                    .containsExactly(DoctorFinding.Severity.ADVICE);
        }
    }
}
