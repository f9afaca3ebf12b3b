package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.hexr.assembly.ReleaseDiff;
import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        header = "Say what a later built release has that an earlier one had not.",
        footer = {"hexr release diff release-0.8.0 release-0.8.1"})
final class ReleaseDiffCommand implements Verb {
    @Parameters(index = "0", paramLabel = "EARLIER", description = "The folder of the earlier release.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path earlier;

    @Parameters(index = "1", paramLabel = "LATER", description = "The folder of the later release.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path later;

    @Override
    public Outcome run(Voice voice) {
        ReleaseDiff.Difference difference = ReleaseDiff.between(earlier, later);
        return Outcome.done(Report.of("release-diff")
                .with("newBytes", new Cell.Size(difference.newBytes()))
                .with(new Report.Table(
                        "artifacts",
                        List.of("change", "artifact", "before", "after"),
                        difference.lines().stream()
                                .map(line -> List.<Cell>of(
                                        new Cell.Text(line.change().name().toLowerCase(Locale.ROOT)),
                                        new Cell.Text(line.artifact()),
                                        new Cell.Text(line.before()),
                                        new Cell.Text(line.after())))
                                .toList()))
                .with(new Report.Listing("taken", difference.taken())));
    }
}
