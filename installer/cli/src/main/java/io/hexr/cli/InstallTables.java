package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.hexr.cluster.Assessment;
import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.install.Finding;
import io.hexr.install.InstallPlan;
import io.hexr.install.Preflight;
import io.hexr.install.Step;
import io.hexr.install.Wanted;

/** Findings and plans as people and scripts read them. */
final class InstallTables {
    private static final List<String> ORDER = List.of("blocker", "advice", "accepted", "not-evaluated", "pass");

    private InstallTables() {}

    /** What matters first. */
    static Report.Table findings(List<Finding> findings) {
        List<List<Cell>> rows = new ArrayList<>();
        for (String severity : ORDER) {
            findings.stream()
                    .filter(each -> each.severity().equals(severity))
                    .map(InstallTables::row)
                    .forEach(rows::add);
        }
        return new Report.Table("findings", List.of("id", "severity", "found", "wanted", "remedy"), rows);
    }

    private static List<Cell> row(Finding finding) {
        String reason = finding instanceof Finding.Advice advice
                ? advice.accepted().map(why -> "; accepted: " + why).orElse("")
                : "";
        return List.of(
                Cell.of(finding.id()),
                Cell.of(finding.severity()),
                Cell.of(finding.found() + reason),
                Cell.of(finding.wanted()),
                finding.remedy().isEmpty() ? new Cell.None() : Cell.of(finding.remedy()));
    }

    /** {@code 1 blocker, 2 advice, 7 not evaluated, 14 pass}. */
    static String counts(List<Finding> findings) {
        Map<String, Integer> counts = new TreeMap<>();
        findings.forEach(each -> counts.merge(each.severity(), 1, Integer::sum));
        return String.join(
                ", ",
                ORDER.stream()
                        .filter(counts::containsKey)
                        .map(severity -> counts.get(severity) + " " + severity)
                        .toList());
    }

    static String verdict(List<Finding> findings) {
        if (Preflight.isBlocked(findings)) {
            return "blocked";
        }
        return Preflight.forbidding(findings).isEmpty()
                ? "nothing that was looked at stands in the way"
                : "goes on once the advice is accepted";
    }

    static Report plan(Report report, Assessment assessment, InstallPlan plan, Wanted wanted) {
        return report.with("release", wanted.release().title())
                .with("contents", new Cell.Hash(wanted.release().digest()))
                .with("server", plan.server())
                .with("registry", wanted.registry())
                .with("images", new Cell.Size(wanted.imageBytes()))
                .with("preflight", counts(assessment.findings()))
                .with("planDigest", new Cell.Hash(plan.digest()))
                .with(steps(plan));
    }

    static Report.Table steps(InstallPlan plan) {
        List<List<Cell>> rows = new ArrayList<>();
        int number = 0;
        for (Step step : plan.steps()) {
            number++;
            rows.add(List.of(
                    Cell.of(number),
                    Cell.of(step.verb()),
                    Cell.of(step.subject()),
                    Cell.of(step.reason()),
                    step instanceof Step.ApplyRelease release ? new Cell.Size(release.bytes()) : new Cell.None()));
        }
        return new Report.Table("steps", List.of("number", "step", "subject", "reason", "size"), rows);
    }

    /** What an upgrade by Helm would touch. */
    static List<String> changes(InstallPlan plan) {
        return plan.steps().stream()
                .filter(Step.ApplyRelease.class::isInstance)
                .map(Step.ApplyRelease.class::cast)
                .flatMap(step -> step.changes().stream())
                .toList();
    }
}
