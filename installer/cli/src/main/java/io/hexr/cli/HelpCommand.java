package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.ExitStatus;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Terminal;
import io.hexr.console.Voice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "help",
        header = "Explain a command, the settings or the exit statuses.",
        footer = {"hexr help completion", "hexr help settings", "hexr help exit-status"})
final class HelpCommand implements Verb {
    private static final List<String> TOPICS = List.of("settings", "exit-status");

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "A command, or one of the topics settings and exit-status.")
    List<String> words = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    CommandSpec spec;

    @Override
    public Outcome run(Voice voice) {
        if (words.equals(List.of("settings"))) {
            return Outcome.done(settings());
        }
        if (words.equals(List.of("exit-status"))) {
            return Outcome.done(statuses());
        }
        CommandSpec command = spec.root();
        for (String word : words) {
            CommandLine next = command.subcommands().get(word);
            if (next == null) {
                throw new ConsoleException.Refused(unknown(command, word));
            }
            command = next.getCommandSpec();
        }
        return Outcome.done(report(command, voice.terminal()));
    }

    static Report report(CommandSpec command, Terminal terminal) {
        return Report.of("help")
                .with(new Report.Document("text", new HelpText(terminal.width().columns()).of(command)));
    }

    private static Problem unknown(CommandSpec command, String word) {
        List<String> known = new ArrayList<>(command.subcommands().keySet());
        if (command.parent() == null) {
            known.addAll(TOPICS);
        }
        Problem problem = Problem.of(GeneralCode.USAGE, "there is no help on \"" + word + "\"")
                .next(UsageProblems.help(command));
        String line = UsageProblems.help(command);
        return Suggestions.closest(word, known)
                .map(close -> problem.because("a typo of \"" + close + "\"").next(line + " " + close))
                .orElse(problem);
    }

    private static Report settings() {
        List<List<Cell>> rows = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            rows.add(List.of(
                    Cell.of("--" + setting.key()),
                    Cell.of(setting.variable()),
                    Cell.of(setting.key() + " = " + String.join("|", setting.choices())),
                    Cell.of(setting.meaning())));
        }
        return Report.of("settings")
                .with(new Report.Listing(
                        "strongestFirst",
                        List.of(
                                "the option on the command line",
                                "the environment variable",
                                Settings.PROJECT_FILE + " in the working folder",
                                "$XDG_CONFIG_HOME/hexr/config, else ~/.config/hexr/config",
                                Settings.SYSTEM_FILE.toString())))
                .with(new Report.Table("settings", List.of("option", "variable", "line", "meaning"), rows));
    }

    private static Report statuses() {
        List<List<Cell>> rows = new ArrayList<>();
        for (ExitStatus status : ExitStatus.values()) {
            rows.add(List.of(Cell.of(status.code()), Cell.of(status.meaning())));
        }
        return Report.of("exit-status").with(new Report.Table("statuses", List.of("status", "meaning"), rows));
    }
}
