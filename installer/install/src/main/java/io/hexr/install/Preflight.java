package io.hexr.install;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a cluster: facts and what is wanted of it in, findings out. */
public final class Preflight {
    /** Who asks: one that looks need not hold the rights of one that installs. */
    public enum Purpose {
        LOOK,
        INSTALL,
        UPGRADE,
        /** Back to a release that was here before. */
        RESTORE;

        boolean changes() {
            return this != LOOK;
        }
    }

    private Preflight() {}

    /**
     * Every finding, in the order people read them.
     *
     * @param wanted nothing where no release was named; what depends on one is then not evaluated
     */
    public static List<Finding> judge(Facts facts, Optional<Wanted> wanted, Purpose purpose, Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(ApiChecks.of(facts, purpose));
        findings.addAll(NodeChecks.of(facts));
        findings.addAll(RoomChecks.of(facts, wanted));
        findings.addAll(PlaceChecks.of(facts, wanted, now));
        wanted.ifPresent(known -> {
            findings.add(CourseChecks.of(facts, known, purpose));
            findings.add(ApiChecks.rights(facts, known, purpose));
            if (purpose == Purpose.RESTORE) {
                findings.addAll(RestoreChecks.of(facts, known));
            }
        });
        findings.addAll(ProbeChecks.of());
        return List.copyOf(findings);
    }

    /**
     * The findings with the advice that was accepted marked so.
     *
     * @param reasons why, by finding
     * @throws InstallException.AcceptanceRefused for what is no advice here, or gives no reason
     */
    public static List<Finding> accepting(List<Finding> findings, Map<String, String> reasons) {
        Set<String> open = new LinkedHashSet<>(reasons.keySet());
        List<Finding> judged = new ArrayList<>();
        for (Finding finding : findings) {
            String reason = reasons.get(finding.id());
            if (reason == null) {
                judged.add(finding);
                continue;
            }
            open.remove(finding.id());
            if (reason.isBlank()) {
                throw new InstallException.AcceptanceRefused(finding.id(), "needs a reason, which is recorded");
            }
            judged.add(
                    switch (finding) {
                        case Finding.Advice advice -> advice.accepting(reason.strip());
                        case Finding.Blocker b ->
                            throw new InstallException.AcceptanceRefused(b.id(), "is a blocker: " + b.found());
                        case Finding.Pass p -> p;
                        case Finding.NotEvaluated n ->
                            throw new InstallException.AcceptanceRefused(n.id(), "was not evaluated");
                    });
        }
        if (!open.isEmpty()) {
            throw new InstallException.AcceptanceRefused(open.iterator().next(), "is no finding of this preflight");
        }
        return List.copyOf(judged);
    }

    /** What forbids an installation: blockers, and advice that nobody accepted. */
    public static List<Finding> forbidding(List<Finding> findings) {
        return findings.stream()
                .filter(each -> each instanceof Finding.Blocker
                        || (each instanceof Finding.Advice advice
                                && advice.accepted().isEmpty()))
                .toList();
    }

    public static boolean isBlocked(List<Finding> findings) {
        return findings.stream().anyMatch(Finding.Blocker.class::isInstance);
    }
}
