package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.assembly.ReleaseBuilder;
import io.hexr.assembly.Workbench;
import io.hexr.console.Cell;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.Contents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "build",
        header = "Make and gather what a release spec names into a folder, by digest.",
        footer = {
            "hexr release build --spec release.yaml --to release",
            "hexr release build --spec release.yaml --to release --tier none",
            "hexr release build --spec release.yaml --to release --only opa,redis --jobs 1",
            "hexr release build --spec site.yaml --to site --mirror docker.io=mirror.site:5000/docker.io",
        })
final class ReleaseBuildCommand implements Verb {
    @Option(
            names = "--spec",
            paramLabel = "FILE",
            required = true,
            description = "The release spec; paths in it are relative to its folder.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path spec;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "The folder to build into: a new one, or one that a build of the same release began.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Mixin
    final WorkbenchOptions workbench = new WorkbenchOptions();

    @Mixin
    final MirrorOptions mirrors = new MirrorOptions();

    @Override
    public Outcome run(Voice voice) {
        List<Object> words = new ArrayList<>(List.of(spec, "--to", folder));
        words.addAll(workbench.words());
        words.addAll(mirrors.words());
        voice.cancellation().continueWith(CommandText.of("hexr release build --spec", words.toArray()));
        Workbench bench = workbench.workbench(voice);
        ReleaseBuilder.Built built;
        try (Progress.Step step = voice.progress().step("building the release")) {
            built = mirrors.connected(
                    voice,
                    upstreams -> ReleaseBuilder.build(spec, folder, bench, Installation.chartBench(), upstreams));
            step.done();
        }
        Contents contents = built.contents();
        return Outcome.done(Report.of("release-build")
                .with("release", contents.release())
                .with("version", contents.version())
                .with("sequence", contents.sequence())
                .with("artifacts", contents.artifacts().size())
                .with("blobs", contents.blobs().size())
                .with("size", new Cell.Size(contents.totalSize()))
                .with("folder", folder.toString())
                .with("lock", folder.resolve(ReleaseBuilder.LOCK).toString())
                .with(new Report.Listing("groups", List.copyOf(contents.groups())))
                .with(new Report.Listing("planned", contents.planned())));
    }
}
