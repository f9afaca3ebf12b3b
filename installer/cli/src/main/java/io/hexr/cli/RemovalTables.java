package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.install.Removal;
import io.hexr.install.RemovalPlan;

/** What goes and what stays, as people and scripts read it. */
final class RemovalTables {
    private RemovalTables() {}

    static Report report(Report report, RemovalPlan plan) {
        List<List<Cell>> steps = new ArrayList<>();
        for (Removal step : plan.steps()) {
            steps.add(List.of(
                    Cell.of(steps.size() + 1), Cell.of(step.verb()), Cell.of(step.subject()), Cell.of(step.reason())));
        }
        return report.with("server", plan.server())
                .with(new Report.Table("steps", List.of("number", "step", "subject", "reason"), steps))
                .with(new Report.Table(
                        "kept",
                        List.of("object", "reason"),
                        plan.kept().stream()
                                .map(one -> List.<Cell>of(Cell.of(one.object().title()), Cell.of(one.reason())))
                                .toList()));
    }
}
