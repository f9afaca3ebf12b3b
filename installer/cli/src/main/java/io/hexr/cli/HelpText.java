package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Help for one command: what it is for, examples, usage, commands, options. Written here because the parser's own help cannot be narrower than 55 columns. */
final class HelpText {
    private static final int WIDEST = 100;
    private static final int NARROWEST = 30;
    private static final int LARGEST_NAME = 28;

    private final int width;
    private final StringBuilder text = new StringBuilder();

    HelpText(int columns) {
        this.width = Math.max(NARROWEST, Math.min(WIDEST, columns));
    }

    String of(CommandSpec command) {
        for (String line : command.usageMessage().header()) {
            wrapped(line, "");
        }
        String[] examples = command.usageMessage().footer();
        if (examples.length > 0) {
            text.append("\nExamples:\n");
            for (String example : examples) {
                // never wrapped: an example is there to be copied
                text.append("  ").append(example).append('\n');
            }
        }
        text.append("\nUsage:\n");
        wrapped(usage(command), "  ");
        if (command.usageMessage().description().length > 0) {
            text.append('\n');
            for (String line : command.usageMessage().description()) {
                wrapped(line, "");
            }
        }
        commands(command);
        positionals(command);
        options(command);
        return text.toString();
    }

    static String usage(CommandSpec command) {
        StringBuilder usage = new StringBuilder(command.qualifiedName());
        usage.append(command.options().isEmpty() ? "" : " [OPTION]...");
        for (PositionalParamSpec positional : command.positionalParameters()) {
            usage.append(' ').append(named(positional));
        }
        return usage.append(command.subcommands().isEmpty() ? "" : " COMMAND").toString();
    }

    private static String named(PositionalParamSpec positional) {
        String label = positional.paramLabel() + (positional.arity().max() > 1 ? "..." : "");
        return positional.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private void commands(CommandSpec command) {
        List<String[]> rows = new ArrayList<>();
        for (var entry : command.subcommands().entrySet()) {
            CommandLine child = entry.getValue();
            if (!child.getCommandSpec().usageMessage().hidden()) {
                String[] header = child.getCommandSpec().usageMessage().header();
                rows.add(new String[] {entry.getKey(), header.length == 0 ? "" : header[0]});
            }
        }
        rows.sort((a, b) -> a[0].compareTo(b[0]));
        block("Commands", rows);
    }

    private void positionals(CommandSpec command) {
        List<String[]> rows = new ArrayList<>();
        for (PositionalParamSpec positional : command.positionalParameters()) {
            rows.add(new String[] {positional.paramLabel(), String.join(" ", positional.description())});
        }
        block("Arguments", rows);
    }

    private void options(CommandSpec command) {
        List<String[]> own = new ArrayList<>();
        List<String[]> common = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (option.hidden()) {
                continue;
            }
            String name = String.join(", ", option.names());
            if (option.arity().max() > 0) {
                name += " " + option.paramLabel();
            }
            boolean inherits = option.scopeType() == CommandLine.ScopeType.INHERIT;
            (inherits ? common : own).add(new String[] {name, String.join(" ", option.description())});
        }
        block("Options", own);
        block("Options of every command", common);
    }

    private void block(String title, List<String[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append(":\n");
        int widest = 0;
        for (String[] row : rows) {
            widest = Math.max(widest, Math.min(LARGEST_NAME, row[0].length()));
        }
        boolean beside = widest + 4 + NARROWEST <= width;
        for (String[] row : rows) {
            if (beside && row[0].length() <= widest) {
                String head = "  " + row[0] + " ".repeat(widest - row[0].length() + 2);
                wrapped(row[1], head, " ".repeat(head.length()));
            } else {
                text.append("  ").append(row[0]).append('\n');
                wrapped(row[1], "      ");
            }
        }
    }

    private void wrapped(String sentence, String indent) {
        wrapped(sentence, indent, indent);
    }

    private void wrapped(String sentence, String first, String rest) {
        StringBuilder line = new StringBuilder(first);
        int empty = first.length();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() > empty && line.length() + 1 + word.length() > width) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(rest);
                empty = rest.length();
            }
            line.append(line.length() > empty ? " " : "").append(word);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
