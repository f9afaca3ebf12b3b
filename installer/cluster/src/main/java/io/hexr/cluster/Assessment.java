package io.hexr.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.install.Cluster;
import io.hexr.install.Facts;
import io.hexr.install.Finding;
import io.hexr.install.InstallException;
import io.hexr.install.InstallPlan;
import io.hexr.install.Planner;
import io.hexr.install.Preflight;
import io.hexr.install.PullSecret;
import io.hexr.install.Wanted;

/** A cluster looked at once for a release: what was found, and what is wrong. What has to be done is asked for after that. */
public record Assessment(Facts facts, List<Finding> findings) {
    private static final String RIGHTS = "rights.install";

    /**
     * What somebody is about to do.
     *
     * @param accepted reasons for advice, by finding
     * @param known what was found elsewhere, such as in the registry
     */
    public record Aim(Preflight.Purpose purpose, Map<String, String> accepted, List<Finding> known) {
        public Aim {
            accepted = Map.copyOf(accepted);
            known = List.copyOf(known);
        }
    }

    /** Looks; changes nothing. */
    public static Assessment of(KubernetesCluster cluster, Wanted wanted, Aim aim) {
        Facts facts = cluster.facts(Cluster.Inquiry.about(wanted, cluster.installed(wanted.target())));
        List<Finding> findings =
                new ArrayList<>(Preflight.judge(facts, Optional.of(wanted), aim.purpose(), Instant.now()));
        findings.addAll(aim.known());
        return new Assessment(facts, Preflight.accepting(findings, aim.accepted()));
    }

    /**
     * What has to be done. Without the rights it takes this cannot be told: all that are missing are named at once.
     *
     * @throws InstallException.Blocked where the API server would refuse an object: better now than half-way
     */
    public InstallPlan plan(Cluster cluster, Wanted wanted, Optional<PullSecret> secret) {
        List<Finding> rights = findings.stream()
                .filter(each -> each instanceof Finding.Blocker && each.id().equals(RIGHTS))
                .toList();
        if (!rights.isEmpty()) {
            throw new InstallException.Blocked(facts.api().server(), rights);
        }
        var difference = cluster.difference(wanted, secret);
        if (!difference.refused().isEmpty()) {
            throw new InstallException.Blocked(
                    facts.api().server(),
                    List.of(new Finding.Blocker(
                            "objects.accepted",
                            String.join("; ", difference.refused()),
                            "objects that the API server takes",
                            "what may never change has to be removed by hand first: save its data, delete the object, run"
                                    + " the same command again")));
        }
        return Planner.plan(facts, wanted, difference);
    }

    /** Goes on, or not. @throws InstallException.Blocked where findings forbid to go on */
    public void requireClear() {
        List<Finding> forbidding = Preflight.forbidding(findings);
        if (!forbidding.isEmpty()) {
            throw new InstallException.Blocked(facts.api().server(), forbidding);
        }
    }
}
