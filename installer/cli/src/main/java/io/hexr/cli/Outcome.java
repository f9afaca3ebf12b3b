package io.hexr.cli;

import io.hexr.console.ExitStatus;
import io.hexr.console.Report;

/** What a command came to: the result to print and the status to end with. */
record Outcome(Report report, ExitStatus status) {
    static Outcome done(Report report) {
        return new Outcome(report, ExitStatus.DONE);
    }
}
