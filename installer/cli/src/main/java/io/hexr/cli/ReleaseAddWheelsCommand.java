package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.Voice;
import io.hexr.format.ReleaseSpecEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wheels",
        header = "Add a folder of wheels, which becomes a package index for pip.",
        footer = {"hexr release add wheels sdk --path wheels --licence MIT --tag 0.8.0 --group core --spec release.yaml"
        })
final class ReleaseAddWheelsCommand implements Verb {
    @Mixin
    final SpecAddition addition = new SpecAddition();

    @Option(names = "--path", paramLabel = "DIR", required = true, description = "The folder of wheels.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path path;

    @Override
    public Outcome run(Voice voice) {
        return addition.into(
                ReleaseSpecEdit.Section.WHEELS, addition.fields("wheels/").withPath("path", path));
    }
}
