package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;

import io.hexr.assembly.ReleaseCheck;
import io.hexr.console.Cell;
import io.hexr.console.ExitStatus;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        header = "Check what a built release holds: users, modes, secrets, licences, bills of materials.",
        footer = {"hexr release check release"})
final class ReleaseCheckCommand implements Verb {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder the release was built into.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Override
    public Outcome run(Voice voice) {
        ReleaseCheck.Checked checked;
        try (Progress.Step step = voice.progress().step("reading every image")) {
            checked = ReleaseCheck.check(folder, voice.cancellation()::check);
            step.done();
        }
        Report report = Report.of("release-check")
                .with("folder", folder.toString())
                .with(new Report.Table(
                        "images",
                        List.of("name", "compressed", "layers", "parts"),
                        checked.images().stream()
                                .map(image -> List.<Cell>of(
                                        new Cell.Text(image.name()),
                                        new Cell.Size(image.compressed()),
                                        new Cell.Count(image.layers()),
                                        new Cell.Count(image.parts())))
                                .toList()))
                .with(new Report.Listing(
                        "findings",
                        checked.findings().stream()
                                .map(finding -> finding.artifact() + ": " + finding.fact())
                                .toList()));
        return checked.findings().isEmpty() ? Outcome.done(report) : new Outcome(report, ExitStatus.INPUT_INVALID);
    }
}
