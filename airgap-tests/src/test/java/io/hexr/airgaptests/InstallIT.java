package io.hexr.airgaptests;

import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code hexr install} does to a cluster is what a stock helm does, and whatever stops it, the same command goes on. With {@code -Dhexr.full} it is
 * killed at every step, and meets more of what goes wrong.
 */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InstallIT {
    private static final String CONNECTION = " --ca-file ca.crt --registry-config registry.json";
    private static final String CHOICE =
            " --profile air-gapped --values values-airgapped.yaml --pull-credentials registry.json";
    private static final String APPLY =
            "hexr install apply --from registry.internal.example.com/hexr:0.8.0" + CONNECTION + CHOICE + " --yes";

    /** A journey of its own: its registry lacks what is to be missing. */
    private static final String ELSEWHERE = "registry.internal.example.com/elsewhere";

    private static final String APPLY_ELSEWHERE =
            "hexr install apply hexr-bundle.tar.gz --registry " + ELSEWHERE + CHOICE + " --yes";
    private static final String KILLED = "137\n";
    private static final boolean FULL = Boolean.getBoolean("hexr.full");

    @RegisterExtension
    private final Scenario scenario =
            new Scenario("1", "carried in parts, one lost; installed by hexr install; stopped in many ways", 3, 5, 6);

    private final Installed installed = new Installed(scenario);

    /** The objects after one way and after the other. */
    record BothWays(ClusterObjects byHelm, ClusterObjects byHexr) implements AutoCloseable {
        @Override
        public void close() {
            // the site goes, and all that is in it
        }
    }

    private final Once<BothWays> both = new Once<>(this::installedBothWays);

    private BothWays installedBothWays() {
        scenario.place().clear();
        scenario.follow(FollowedPageIT.PAGE.only("connected", "bastion"));
        scenario.follow(FollowedPageIT.PAGE.only("helm"));
        ClusterObjects byHelm = ClusterObjects.of(scenario.place());
        scenario.place().clearCluster();
        scenario.follow(FollowedPageIT.PAGE.only("install"));
        scenario.evidence().fact("a full apply", scenario.evidence().secondsOfTheLastStep());
        return new BothWays(byHelm, ClusterObjects.of(scenario.place()));
    }

    /** Whatever a test that failed has left: only that one is to be red. */
    private void whole() {
        both.get();
        scenario.step("bastion", APPLY);
    }

    @Test
    void bothWaysEndInTheSameObjects() {
        BothWays found = both.get();
        assertThat(found.byHexr().byName()).hasSizeGreaterThan(20);
        assertThat(found.byHexr().byName())
                .containsExactlyEntriesOf(found.byHelm().byName());
    }

    @Test
    void whatHoldsAfterHelmHoldsHere() {
        whole();
        installed.theServersOfTheReleaseRunAndNoOthers();
        installed.everyPodIsReadyAndNoneWasRestarted();
        installed.whatRunsIsInTheLock();
        installed.everyPodIsAdmittedUnderRestricted();
        installed.prometheusScrapesWhatItShould();
    }

    @Test
    void whereEverythingIsAsWantedNothingIsDone() {
        whole();
        assertThat(scenario.step("bastion", APPLY)).contains("nothing to do");
        scenario.evidence().fact("an idle apply", scenario.evidence().secondsOfTheLastStep());
    }

    @Test
    void killedWhereHelmWorksItGoesOn() {
        both.get();
        assertThat(isKilledAfter("pull-secret hexr-system/hexr-registry: done")).isTrue();
    }

    @Test
    void killedAtEveryStepItGoesOn() {
        Assumptions.assumeTrue(FULL, "NOT RUN: full: asked for by -Dhexr.full");
        both.get();
        scenario.place().clearCluster();
        String plan = scenario.step(
                "bastion",
                "hexr install plan --from registry.internal.example.com/hexr:0.8.0" + CONNECTION + CHOICE
                        + " --save all.json");
        scenario.evidence().fact("steps that are killed", plan);
        List<String> steps = scenario.step(
                        "bastion", "grep -o '\"verb\": *\"[^\"]*\"\\|\"step\": *\"[^\"]*\"' all.json")
                .lines()
                .toList();
        assertThat(isKilledAfter("comparing with the cluster")).isTrue();
        int kills = 1;
        for (int i = 1; i < steps.size(); i++) {
            boolean killed = isKilledAfter(": " + i + "/" + steps.size() + " .*: done");
            // the last step may be over, and the command with it, before anybody can kill it
            assertThat(killed || i == steps.size() - 1).isTrue();
            kills += killed ? 1 : 0;
        }
        scenario.evidence().fact("kills", kills + " of " + steps.size() + ", each continued by the same command");
    }

    /** Killed as soon as it has said this of itself, and so in what comes next; false where it ended by itself before that. */
    private boolean isKilledAfter(String said) {
        scenario.place().clearCluster();
        String ended = scenario.step(
                "bastion",
                "rm -f apply.err; " + APPLY + " >/dev/null 2>apply.err & p=$!; while kill -0 $p && ! grep -q '" + said
                        + "' apply.err; do usleep 10000; done; kill -9 $p || :; s=0; wait $p || s=$?; cat apply.err >&2;"
                        + " grep -q '" + said + "' apply.err; echo $s");
        assertThat(ended).isIn("0\n", KILLED);
        scenario.step("bastion", APPLY);
        installed.theServersOfTheReleaseRunAndNoOthers();
        installed.everyPodIsReadyAndNoneWasRestarted();
        assertThat(scenario.step("bastion", APPLY)).contains("nothing to do");
        return ended.equals(KILLED);
    }

    @Test
    void whileOneWorksAnotherIsRefusedAndAnImageThatIsMissingIsNamed() {
        Assumptions.assumeTrue(FULL, "NOT RUN: full: asked for by -Dhexr.full");
        both.get();
        scenario.place().clearCluster();
        String push = "hexr bundle push hexr-bundle.tar.gz" + CONNECTION + " --registry " + ELSEWHERE;
        scenario.step("bastion", push + " --groups core");
        scenario.step(
                "bastion",
                "rm -f apply.*; (" + APPLY_ELSEWHERE
                        + " --timeout 45 >apply.out 2>apply.err && s=0 || s=$?; echo $s >apply.ended) &");
        scenario.eventually("bastion", "grep -qE 'waits: .*(ErrImagePull|ImagePullBackOff)' apply.err");

        Script.Outcome second = scenario.attempt("bastion", APPLY_ELSEWHERE);
        assertThat(second.status()).as(second.text()).isEqualTo(8);
        assertThat(second.narration()).contains("lease hexr-install").contains("code: ");

        scenario.eventually("bastion", "[ -s apply.ended ]");
        String said = scenario.step("bastion", "cat apply.err apply.ended");
        assertThat(said).contains("ErrImagePull").contains("not found").endsWith("\n8\n");

        scenario.step("bastion", push);
        scenario.step("bastion", APPLY_ELSEWHERE);
        installed.theServersOfTheReleaseRunAndNoOthers();
        // what follows is installed from the other registry again
        scenario.place().clearCluster();
        scenario.step("bastion", APPLY);
    }

    @Test
    void anApiServerThatIsAwayForThirtySecondsIsWaitedFor() {
        Assumptions.assumeTrue(FULL, "NOT RUN: full: asked for by -Dhexr.full");
        both.get();
        scenario.place().clearCluster();
        scenario.step(
                "bastion",
                "rm -f apply.*; (" + APPLY + " >apply.out 2>apply.err && s=0 || s=$?; echo $s >apply.ended) &");
        scenario.eventually("bastion", "grep -qF 'pull-secret hexr-system/hexr-registry: done' apply.err");
        scenario.step("kube", "kill -STOP $(pidof kube-apiserver); sleep 30; kill -CONT $(pidof kube-apiserver)");
        scenario.eventually("bastion", "[ -s apply.ended ]");
        assertThat(scenario.step("bastion", "cat apply.err apply.ended")).endsWith("\n0\n");
        installed.theServersOfTheReleaseRunAndNoOthers();
        assertThat(scenario.step("bastion", APPLY)).contains("nothing to do");
    }
}
