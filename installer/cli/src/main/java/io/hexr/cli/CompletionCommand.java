package io.hexr.cli;

import io.hexr.console.Report;
import io.hexr.console.Voice;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "completion",
        header = "Print a script that completes hexr commands in bash or zsh.",
        footer = {"source <(hexr completion bash)", "hexr completion zsh > ~/.hexr-completion.zsh"})
final class CompletionCommand implements Verb {
    enum Shell {
        BASH,
        ZSH
    }

    /** zsh runs the bash script through its own bridge, which needs its completion system to be up first. */
    private static final String ZSH_BRIDGE = """
            autoload -U +X compinit && compinit -u
            autoload -U +X bashcompinit && bashcompinit
            """;

    @Parameters(index = "0", paramLabel = "bash|zsh", converter = ShellConverter.class, description = "The shell.")
    @Nullable
    Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    CommandSpec spec;

    @Override
    public Outcome run(Voice voice) {
        String bash = AutoComplete.bash("hexr", spec.root().commandLine());
        String script = shell == Shell.ZSH ? ZSH_BRIDGE + bash : bash;
        return Outcome.done(Report.of("completion").with(new Report.Document("script", script)));
    }

    static final class ShellConverter implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String value) {
            return switch (value) {
                case "bash" -> Shell.BASH;
                case "zsh" -> Shell.ZSH;
                default -> throw new TypeConversionException("'" + value + "' is neither bash nor zsh");
            };
        }
    }
}
