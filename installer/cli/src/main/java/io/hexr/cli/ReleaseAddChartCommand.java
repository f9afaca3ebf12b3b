package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.Voice;
import io.hexr.format.ReleaseSpecEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "chart",
        header = "Add a Helm chart, and the profiles that must render from this release alone.",
        footer = {
            "hexr release add chart runtime --path charts/runtime --profiles profiles --licence MIT --tag 0.8.0 --group core --spec release.yaml"
        })
final class ReleaseAddChartCommand implements Verb {
    @Mixin
    final SpecAddition addition = new SpecAddition();

    @Option(names = "--path", paramLabel = "DIR", required = true, description = "The folder of the chart.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path path;

    @Option(names = "--profiles", required = true, paramLabel = "DIR", description = "The folder of the profiles.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path profiles;

    @Override
    public Outcome run(Voice voice) {
        return addition.into(
                ReleaseSpecEdit.Section.CHARTS,
                addition.fields("charts/").withPath("path", path).withPath("profiles", profiles));
    }
}
