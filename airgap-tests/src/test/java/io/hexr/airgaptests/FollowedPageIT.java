package io.hexr.airgaptests;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Who does what the page says, and nothing else, has the platform running in the end. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FollowedPageIT {
    static final Guide PAGE = Guide.read(Script.FOLDER.resolve("../docs/guides/air-gap.md"));

    private static final String RENDER = "hexr render --profile air-gapped --chart ./hexr-runtime --kubernetes 1.34.4"
            + " --registry registry.internal.example.com/hexr --namespace dry-system --manifests"
            + " --set namespaces.create=false --set namespaces.names.observability=dry-observability";

    @RegisterExtension
    private final Scenario scenario =
            new Scenario("2a", "the page is followed literally: push, four lines of values, a stock helm", 3, 5, 6);

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

    @Test
    void whatNoPolicyAllowsIsNotReached() {
        followed.get();
        installed.whatNoPolicyAllowsIsNotReached();
    }

    @Test
    void aTraceGoesThroughTheCollectorToJaeger() {
        followed.get();
        installed.aTraceGoesThroughTheCollectorToJaeger();
    }

    /** Every overlay of the profile, as the API server would take it: admission, schemas and Pod Security, with nothing left behind. */
    @Test
    void theServerTakesEveryOverlay() {
        followed.get();
        String labels = "pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted";
        for (String namespace : List.of("dry-system", "dry-observability")) {
            scenario.step(
                    "bastion",
                    "kubectl create namespace " + namespace + "; kubectl label namespace " + namespace + " " + labels);
        }
        scenario.step("bastion", "{ echo 'global:'; echo '  caBundle: |'; sed 's/^/    /' ca.crt; } >authority.yaml");
        String settled = " --values authority.yaml --set 'networkPolicy.apiServerCIDRs={172.31.80.40/32}'"
                + " --set 'networkPolicy.registryCIDRs={172.31.80.20/32}'";
        for (String overlays : List.of(
                "",
                " --overlay evaluation",
                " --overlay small",
                " --overlay evaluation --overlay small",
                " --overlay certification" + settled)) {
            scenario.step("bastion", RENDER + overlays + " >dry.yaml");
            Script.Outcome taken = scenario.attempt(
                    "bastion",
                    "kubectl apply --server-side --force-conflicts --field-manager=dry --dry-run=server -f dry.yaml");
            assertThat(taken.status()).as(taken.text()).isZero();
            assertThat(taken.narration()).doesNotContain("arning");
            assertThat(taken.output().lines())
                    .hasSizeGreaterThan(15)
                    .allMatch(line -> line.endsWith("(server dry run)"));
        }
        Script.Outcome unsettled = scenario.attempt("bastion", RENDER + " --overlay certification");
        assertThat(unsettled.status()).as(unsettled.text()).isEqualTo(3);
        scenario.step("bastion", "kubectl delete namespaces dry-system dry-observability --timeout=2m");
    }
}
