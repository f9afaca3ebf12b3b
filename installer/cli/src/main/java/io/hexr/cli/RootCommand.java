package io.hexr.cli;

import io.hexr.console.Voice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "hexr",
        header = "Carries an AI-agent platform across an air gap.",
        footer = {
            "hexr --version --output json",
            "hexr help settings",
            "hexr help exit-status",
            "source <(hexr completion bash)",
        })
final class RootCommand implements Verb {
    @Mixin
    final OutputOptions output = new OutputOptions();

    @Option(
            names = {"--help", "-h"},
            usageHelp = true,
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Print help for the command and do nothing else.")
    boolean help;

    @Option(
            names = {"--version"},
            description = "Print release, commit and JDK.")
    boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    CommandSpec spec;

    @Override
    public Outcome run(Voice voice) {
        return Outcome.done(version ? Release.ofThisBuild().report() : HelpCommand.report(spec, voice.terminal()));
    }
}
