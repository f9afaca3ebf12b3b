package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import static org.assertj.core.api.Assertions.assertThat;

/** A command that a page, a remedy or an example names is one that the command line has. */
final class NamedCommandsTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern INLINE = Pattern.compile("`(?:\\./)?hexr ([^`]+)`");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern MENTION = Pattern.compile("(?:^|[`;:(|] ?|run |with |use |then )hexr ([a-z-][^`;]*)");
    /** The launcher of a checkout has it, the command line has not. */
    private static final String DEMO = "demo";
    /** Named before they exist; each leaves this list when it comes. */
    private static final List<String> LATER = List.of("install restore");

    private final Map<String, CommandSpec> commands = ReferencePages.commands();

    @Test
    void everyExampleOfEveryCommandParses() {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (CommandSpec command : commands.values()) {
            for (String example : command.usageMessage().footer()) {
                read += whole(example, command.qualifiedName(), wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan(30);
    }

    @Test
    void everyCommandThatAPageNamesExists() throws IOException {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Path page : files(".md")) {
            boolean fenced = false;
            for (String line : Files.readString(page).split("\n", -1)) {
                if (line.startsWith("```")) {
                    fenced = !fenced;
                } else if (fenced && line.matches("(\\$ )?(\\./)?hexr .*")) {
                    read += whole(line.replaceFirst("^(\\$ )?(\\./)?", ""), page.toString(), wrong);
                } else {
                    Matcher named = INLINE.matcher(line);
                    while (named.find()) {
                        read++;
                        mention(named.group(1), page.toString(), wrong);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan(50);
    }

    @Test
    void everyCommandThatAMessageNamesExists() throws IOException {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Path source : files(".java")) {
            Matcher literal = LITERAL.matcher(Files.readString(source));
            while (literal.find()) {
                Matcher named = MENTION.matcher(literal.group(1));
                while (named.find() && !literal.group(1).contains("\\n")) {
                    read++;
                    mention(named.group(1), source.toString(), wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan(50);
    }

    @Test
    void aMissingCommandAndAMissingOptionAreSeen() {
        List<String> wrong = new ArrayList<>();
        mention("bundle vanish FILE", "here", wrong);
        mention("bundle verify FILE --no-such-option", "here", wrong);
        whole("hexr bundle diff", "here", wrong);
        assertThat(wrong).hasSize(3);
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().matches(".*/(target|test|demo|evidence|node_modules|\\.git)/.*"))
                    // a changelog tells of what was
                    .filter(file -> !file.endsWith("CHANGELOG.md"))
                    .sorted()
                    .toList();
        }
    }

    /** A line to be typed as it stands: it must parse. @return how many commands it had */
    private int whole(String line, String place, List<String> wrong) {
        int read = 0;
        for (String part : line.split("&&|\\||;|\\$\\(|<\\(", -1)) {
            String command = part.strip().replaceFirst("^\\./", "");
            if (!command.startsWith("hexr ") || command.startsWith("hexr " + DEMO)) {
                continue;
            }
            read++;
            String[] words = words(command.substring("hexr ".length()).replaceFirst(" +&$", ""));
            ParseResult parsed = Verbs.ALL.whole(new RootCommand()).parseArgs(words);
            for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
                at.errors().forEach(error -> wrong.add(place + ": " + line + ": " + error.getMessage()));
            }
        }
        return read;
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("(?:\"[^\"]*\"?|'[^']*'?|[^\\s\"'])+")
                .matcher(line.replaceFirst(" *[0-9]*[<>].*$|\\)$|  +#.*$", ""));
        while (word.find()) {
            words.add(word.group().replaceAll("[\"']", ""));
        }
        return words.toArray(String[]::new);
    }

    /** Words in a sentence: the command must exist and have the options; arguments may be left out. */
    private void mention(String text, String place, List<String> wrong) {
        if (LATER.stream().anyMatch(name -> text.startsWith(name) && !commands.containsKey("hexr " + name))) {
            return;
        }
        CommandSpec command = Objects.requireNonNull(commands.get("hexr"));
        boolean path = true;
        Iterator<String> words = List.of(text.replaceAll("[(),.…]+( |$)", " ")
                        .replace("\\n", " ")
                        .split("[ =]+", -1))
                .iterator();
        while (words.hasNext()) {
            String word = words.next().replaceAll("^\\[|\\]$", "");
            if (word.startsWith("--") && word.length() > 2) {
                OptionSpec option = command.findOption(word);
                if (option == null) {
                    wrong.add(place + ": hexr " + text + ": " + command.qualifiedName() + " has no " + word);
                } else if (option.arity().max() > 0 && words.hasNext()) {
                    words.next();
                }
                path &= !word.equals("--version");
            } else if (path && !command.subcommands().isEmpty() && word.matches("[a-z-]+") && !word.equals(DEMO)) {
                CommandLine next = command.subcommands().get(word);
                if (next == null) {
                    wrong.add(place + ": hexr " + text + ": " + command.qualifiedName() + " has no " + word);
                    return;
                }
                command = next.getCommandSpec();
            } else if (!word.isEmpty() && !word.startsWith("-")) {
                path = false;
            }
        }
    }
}
