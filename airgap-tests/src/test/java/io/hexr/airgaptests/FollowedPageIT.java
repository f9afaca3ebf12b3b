package io.hexr.airgaptests;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who does what the page says, and nothing else, has the platform running in the end. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FollowedPageIT {
    static final Guide PAGE = Guide.read(Script.FOLDER.resolve("../docs/guides/air-gap.md"));

    @RegisterExtension
    private final Scenario scenario =
            new Scenario("2a", "the page is followed literally: push, four lines of values, a stock helm", 1, 3, 5, 6);

    private final Installed installed = new Installed(scenario);
    private final Once<Followed> followed = new Once<>(() -> {
        scenario.place().clear();
        scenario.follow(PAGE.only("connected", "bastion", "helm"));
        return new Followed();
    });

    /** What is left behind goes with the site. */
    record Followed() implements AutoCloseable {
        @Override
        public void close() {}
    }

    @Test
    void thePageIsFollowedToItsEnd() {
        followed.get();
    }

    @Test
    void theServersOfTheReleaseRunAndNoOthers() {
        followed.get();
        installed.theServersOfTheReleaseRunAndNoOthers();
    }

    @Test
    void everyPodIsReadyAndNoneWasRestarted() {
        followed.get();
        installed.everyPodIsReadyAndNoneWasRestarted();
    }

    @Test
    void whatRunsIsInTheLock() {
        followed.get();
        installed.whatRunsIsInTheLock();
    }

    @Test
    void everyPodIsAdmittedUnderRestricted() {
        followed.get();
        installed.everyPodIsAdmittedUnderRestricted();
    }

    @Test
    void prometheusScrapesWhatItShould() {
        followed.get();
        installed.prometheusScrapesWhatItShould();
    }
}
