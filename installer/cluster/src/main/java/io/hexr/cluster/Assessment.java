package io.hexr.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.install.Cluster;
import io.hexr.install.Difference;
import io.hexr.install.Facts;
import io.hexr.install.Finding;
import io.hexr.install.InstallException;
import io.hexr.install.InstallPlan;
import io.hexr.install.Planner;
import io.hexr.install.Preflight;
import io.hexr.install.PullSecret;
import io.hexr.install.Wanted;

/** A cluster looked at once for a release: what was found, what is wrong, and what has to be done. */
public record Assessment(Facts facts, List<Finding> findings, InstallPlan plan) {
    /** Looks; changes nothing. @param accepted reasons for advice, by finding */
    public static Assessment of(
            Cluster cluster, Wanted wanted, Optional<PullSecret> secret, Map<String, String> accepted) {
        Facts facts = cluster.facts(Cluster.Inquiry.about(wanted));
        List<Finding> findings = Preflight.accepting(
                Preflight.judge(facts, Optional.of(wanted), Preflight.Purpose.INSTALL, Instant.now()), accepted);
        Difference difference = cluster.difference(wanted, secret);
        return new Assessment(facts, findings, Planner.plan(facts, wanted, difference));
    }

    /** @throws InstallException.Blocked where findings forbid to go on */
    public void requireClear() {
        List<Finding> forbidding = Preflight.forbidding(findings);
        if (!forbidding.isEmpty()) {
            throw new InstallException.Blocked(facts.api().server(), forbidding);
        }
    }
}
