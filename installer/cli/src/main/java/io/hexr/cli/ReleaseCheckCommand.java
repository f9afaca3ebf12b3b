package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;

import io.hexr.assembly.ReleaseBuilder;
import io.hexr.assembly.ReleaseCheck;
import io.hexr.console.Cell;
import io.hexr.console.ExitStatus;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        header = "Check a built release: users, modes, secrets, licences, bills of materials, closure.",
        footer = {"hexr release check release --spec release.yaml", "hexr release check release"})
final class ReleaseCheckCommand implements Verb {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder the release was built into.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = {
                "The spec it was built from: its charts are rendered in every profile, and nothing may be missing",
                "or unused today. Without it that is as it was on the day of the build."
            })
    @Nullable
    Path spec;

    @Override
    public Outcome run(Voice voice) {
        ReleaseCheck.Checked checked;
        try (Progress.Step step = voice.progress().step("reading every image")) {
            checked = ReleaseCheck.check(folder, voice.cancellation()::check);
            step.done();
        }
        List<String> closure = List.of();
        if (spec != null) {
            try (Progress.Step step = voice.progress().step("rendering every combination")) {
                closure = ReleaseCheck.closure(
                        folder,
                        spec,
                        CacheOption.usual(voice.environment()).toAbsolutePath(),
                        Installation.chartBench());
                step.done();
            }
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
                .with(new Report.Listing("closure", closure))
                .with(new Report.Listing(
                        "planned", ReleaseBuilder.read(folder).contents().planned()))
                .with(new Report.Listing(
                        "findings",
                        checked.findings().stream()
                                .map(finding -> finding.artifact() + ": " + finding.fact())
                                .toList()));
        return checked.findings().isEmpty() ? Outcome.done(report) : new Outcome(report, ExitStatus.INPUT_INVALID);
    }
}
