package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hexr.console.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/** The command reference and the man pages, written from what the parser knows. */
final class ReferencePages {
    private ReferencePages() {}

    /** Every shipped command by its full name, in the order of the alphabet. */
    static Map<String, CommandSpec> commands() {
        Map<String, CommandSpec> found = new TreeMap<>();
        collect(Verbs.ALL.whole(new RootCommand()), found);
        return found;
    }

    private static void collect(CommandLine line, Map<String, CommandSpec> found) {
        found.put(line.getCommandSpec().qualifiedName(), line.getCommandSpec());
        line.getSubcommands().values().forEach(child -> collect(child, found));
    }

    static String markdown() {
        StringBuilder page = new StringBuilder("""
            # Commands

            Every command with its arguments and options; `hexr help COMMAND` says the same. Generated from the code:
            `mvn -pl installer/cli -am test -Dgolden.update`. Exit statuses and error codes: [errors](../errors.md).

            ## Options of every command

            """);
        CommandSpec root = Objects.requireNonNull(commands().get("hexr"));
        rows(page, root.options().stream().filter(ReferencePages::common).toList());
        commands().forEach((name, command) -> {
            page.append("\n## ").append(name).append("\n\n");
            paragraphs(command).forEach(line -> page.append(line).append("\n"));
            page.append("\nUsage: `").append(HelpText.usage(command)).append("`\n");
            if (!command.subcommands().isEmpty()) {
                page.append('\n');
                sorted(command)
                        .forEach(child -> page.append("- [`")
                                .append(child.qualifiedName())
                                .append("`](#")
                                .append(child.qualifiedName().replace(' ', '-'))
                                .append("): ")
                                .append(String.join(" ", child.usageMessage().header()))
                                .append('\n'));
            }
            List<ArgSpec> own = arguments(command);
            if (!own.isEmpty()) {
                page.append('\n');
                rows(page, own);
            }
            page.append("\nExamples:\n\n```\n");
            Stream.of(command.usageMessage().footer())
                    .forEach(line -> page.append(line).append('\n'));
            page.append("```\n");
        });
        return page.toString();
    }

    /** One page in the language of man. */
    static String man(CommandSpec command) {
        String name = command.qualifiedName().replace(' ', '-');
        StringBuilder page = new StringBuilder(".\\\" generated from the code; see docs/reference/commands.md\n");
        page.append(".TH ")
                .append(roff(name.toUpperCase(java.util.Locale.ROOT)))
                .append(" 1 \"\" hexr\n");
        page.append(".SH NAME\n")
                .append(roff(name))
                .append(" \\- ")
                .append(roff(String.join(" ", command.usageMessage().header())))
                .append('\n');
        page.append(".SH SYNOPSIS\n").append(roff(HelpText.usage(command))).append('\n');
        if (command.usageMessage().description().length > 0) {
            page.append(".SH DESCRIPTION\n");
            Stream.of(command.usageMessage().description())
                    .forEach(line -> page.append(roff(line)).append('\n'));
        }
        if (!command.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            sorted(command)
                    .forEach(child -> term(
                            page,
                            child.name(),
                            String.join(" ", child.usageMessage().header())));
        }
        page.append(".SH OPTIONS\n");
        arguments(command).forEach(arg -> term(page, label(arg), String.join(" ", arg.description())));
        command.options().stream()
                .filter(ReferencePages::common)
                .forEach(arg -> term(page, label(arg), String.join(" ", arg.description())));
        page.append(".SH EXAMPLES\n.nf\n");
        Stream.of(command.usageMessage().footer())
                .forEach(line -> page.append(roff(line)).append('\n'));
        page.append(".fi\n.SH EXIT STATUS\n");
        for (ExitStatus status : ExitStatus.values()) {
            term(page, String.valueOf(status.code()), status.meaning());
        }
        String others = commands().keySet().stream()
                .filter(other -> other.lastIndexOf(' ') >= 0
                        && other.substring(0, other.lastIndexOf(' ')).equals(command.qualifiedName()))
                .map(other -> roff(other.replace(' ', '-')) + "(1)")
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            page.append(".SH SEE ALSO\n").append(others).append('\n');
        }
        return page.toString();
    }

    private static List<CommandSpec> sorted(CommandSpec command) {
        return new TreeMap<>(command.subcommands())
                .values().stream().map(CommandLine::getCommandSpec).toList();
    }

    private static List<String> paragraphs(CommandSpec command) {
        List<String> lines = new ArrayList<>(List.of(command.usageMessage().header()));
        lines.addAll(List.of(command.usageMessage().description()));
        return lines;
    }

    private static boolean common(OptionSpec option) {
        return option.scopeType() == ScopeType.INHERIT;
    }

    private static List<ArgSpec> arguments(CommandSpec command) {
        List<ArgSpec> own = new ArrayList<>(command.positionalParameters());
        command.options().stream()
                .filter(option -> !common(option) && !option.hidden())
                .forEach(own::add);
        return own;
    }

    private static String label(ArgSpec arg) {
        if (arg instanceof OptionSpec option) {
            String names = String.join(", ", option.names());
            return option.arity().max() > 0 ? names + " " + option.paramLabel() : names;
        }
        return ((PositionalParamSpec) arg).paramLabel();
    }

    private static void rows(StringBuilder page, List<? extends ArgSpec> args) {
        page.append("| | |\n|---|---|\n");
        for (ArgSpec arg : args) {
            page.append("| `")
                    .append(label(arg).replace("|", "\\|"))
                    .append("` | ")
                    .append(arg.required() ? "Required. " : "")
                    .append(String.join(" ", arg.description()).replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    private static void term(StringBuilder page, String head, String text) {
        page.append(".TP\n\\fB")
                .append(roff(head))
                .append("\\fR\n")
                .append(roff(text))
                .append('\n');
    }

    private static String roff(String text) {
        StringBuilder escaped = new StringBuilder();
        text.replace("\\", "\\e").replace("-", "\\-").codePoints().forEach(c -> {
            if (c < 128) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(String.format("\\[u%04X]", c));
            }
        });
        // a dot or a quote at the start of a line would be a request
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + escaped : escaped.toString();
    }
}
