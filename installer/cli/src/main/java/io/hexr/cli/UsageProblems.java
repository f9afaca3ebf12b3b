package io.hexr.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Problems;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the parser refuses, in three parts; where a word was mistyped, the next command is the whole line with the word put right. */
final class UsageProblems {
    private final Verbs verbs;

    UsageProblems(Verbs verbs) {
        this.verbs = verbs;
    }

    Problem of(Exception failure, String[] args) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, args);
        }
        if (failure instanceof ParameterException parameter) {
            if (parameter.getArgSpec() != null
                    && Path.class.equals(parameter.getArgSpec().type())
                    && parameter.getValue() != null) {
                return Problems.of(new InvalidPathException(parameter.getValue(), "not a path here"));
            }
            // people know arguments by their names, not by their numbers
            String said = String.valueOf(parameter.getMessage())
                    .replaceAll("positional parameter at index [0-9.*]+ \\(([^)]*)\\)", "'$1'");
            return Problem.of(GeneralCode.USAGE, lowerFirst(said))
                    .next(help(parameter.getCommandLine().getCommandSpec()));
        }
        throw new IllegalStateException("the parser failed in an unknown way", failure);
    }

    Problem commandMissing(CommandSpec group) {
        String name = group.qualifiedName();
        return Problem.of(GeneralCode.USAGE, name + " needs a command: " + String.join(", ", verbs.below(group)))
                .because("the command line ends too early")
                .next(help(group));
    }

    private Problem unmatched(UnmatchedArgumentException failure, String[] args) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String word = failure.getUnmatched().getFirst();
        boolean option = word.startsWith("-") && word.length() > 1;
        List<String> candidates = option ? options(command) : verbs.below(command);
        String name = command.qualifiedName();
        String summary;
        if (option) {
            summary = name + " has no option \"" + word + "\"";
        } else if (candidates.isEmpty()) {
            summary = "\"" + word + "\" is one argument too many for " + name;
        } else {
            summary = name + " has no command \"" + word + "\"";
        }
        Problem problem = Problem.of(GeneralCode.USAGE, summary).next(help(command));
        String bare = word.contains("=") && option ? word.substring(0, word.indexOf('=')) : word;
        Optional<String> meant = Suggestions.closest(bare, candidates);
        return meant.map(close -> problem.because("a typo of \"" + close + "\"")
                        .next(corrected(args, word, close + word.substring(bare.length()))))
                .orElse(problem);
    }

    private static List<String> options(CommandSpec command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            for (String name : option.names()) {
                if (name.startsWith("--")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String corrected(String[] args, String wrong, String right) {
        StringBuilder line = new StringBuilder("hexr");
        boolean replaced = false;
        for (String arg : args) {
            boolean here = !replaced && arg.equals(wrong);
            replaced |= here;
            line.append(' ').append(quoted(here ? right : arg));
        }
        return line.toString();
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty() && word.chars().allMatch(UsageProblems::plain);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static boolean plain(int c) {
        return Character.isLetterOrDigit(c) || "-_=./:,@%+".indexOf(c) >= 0;
    }

    static String help(CommandSpec command) {
        String name = command.qualifiedName();
        return name.equals("hexr") ? "hexr help" : "hexr help" + name.substring("hexr".length());
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
