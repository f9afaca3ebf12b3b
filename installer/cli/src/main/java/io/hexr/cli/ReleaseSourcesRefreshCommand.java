package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.assembly.SourcesRefresh;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "refresh",
        header = "Write sources.lock anew from what this host is offered, and say what changed.",
        footer = {"hexr release sources refresh --spec release.yaml"})
final class ReleaseSourcesRefreshCommand implements Verb {
    @Option(
            names = "--spec",
            paramLabel = "FILE",
            required = true,
            description = "The release spec; sources.lock lies beside it.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path spec;

    @Mixin
    final WorkbenchOptions workbench = new WorkbenchOptions();

    @Override
    public Outcome run(Voice voice) {
        List<Object> words = new ArrayList<>(List.of(spec));
        words.addAll(workbench.words());
        voice.cancellation().continueWith(CommandText.of("hexr release sources refresh --spec", words.toArray()));
        SourcesRefresh.Refreshed refreshed;
        try (Progress.Step step = voice.progress().step("asking for every source")) {
            refreshed = SourcesRefresh.refresh(spec, workbench.workbench(voice));
            step.done();
        }
        return Outcome.done(Report.of("release-sources")
                .with("lock", refreshed.lock().toString())
                .with(new Report.Listing("changes", refreshed.changes())));
    }
}
