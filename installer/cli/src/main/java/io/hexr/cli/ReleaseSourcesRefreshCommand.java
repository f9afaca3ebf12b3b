package io.hexr.cli;

import java.nio.file.Path;
import java.util.Set;

import io.hexr.assembly.SourcesRefresh;
import io.hexr.assembly.Tier;
import io.hexr.assembly.Workbench;
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
    final CacheOption cache = new CacheOption();

    @Override
    public Outcome run(Voice voice) {
        voice.cancellation().continueWith(CommandText.of("hexr release sources refresh --spec", spec));
        SourcesRefresh.Refreshed refreshed;
        try (Progress.Step step = voice.progress().step("asking for every source")) {
            refreshed = SourcesRefresh.refresh(spec, bench(voice));
            step.done();
        }
        return Outcome.done(Report.of("release-sources")
                .with("lock", refreshed.lock().toString())
                .with(new Report.Listing("changes", refreshed.changes())));
    }

    /** Every source of every tier is asked for; nothing is built. */
    private Workbench bench(Voice voice) {
        return new Workbench(
                cache.folder(voice.environment()),
                WorkbenchOptions.jdk(voice.environment()),
                Tier.FULL,
                Set.of(),
                1,
                Workbench.Drift.REFUSED,
                Workbench.Reuse.CACHED,
                voice.narration()::say,
                voice.cancellation()::check);
    }
}
