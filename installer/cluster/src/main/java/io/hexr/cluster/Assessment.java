package io.hexr.cluster;

import java.time.Instant;
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
     * Looks; changes nothing.
     *
     * @param accepted reasons for advice, by finding
     */
    public static Assessment of(Cluster cluster, Wanted wanted, Map<String, String> accepted) {
        Facts facts = cluster.facts(Cluster.Inquiry.about(wanted));
        return new Assessment(
                facts,
                Preflight.accepting(
                        Preflight.judge(facts, Optional.of(wanted), Preflight.Purpose.INSTALL, Instant.now()),
                        accepted));
    }

    /** What has to be done. Without the rights it takes this cannot be told: all that are missing are named at once. */
    public InstallPlan plan(Cluster cluster, Wanted wanted, Optional<PullSecret> secret) {
        List<Finding> rights = findings.stream()
                .filter(each -> each instanceof Finding.Blocker && each.id().equals(RIGHTS))
                .toList();
        if (!rights.isEmpty()) {
            throw new InstallException.Blocked(facts.api().server(), rights);
        }
        return Planner.plan(facts, wanted, cluster.difference(wanted, secret));
    }

    /** Goes on, or not. @throws InstallException.Blocked where findings forbid to go on */
    public void requireClear() {
        List<Finding> forbidding = Preflight.forbidding(findings);
        if (!forbidding.isEmpty()) {
            throw new InstallException.Blocked(facts.api().server(), forbidding);
        }
    }
}
