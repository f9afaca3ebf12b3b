package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.hexr.console.ExitStatus;
import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import static org.assertj.core.api.Assertions.assertThat;

final class UsageTest {
    private static final List<String[]> MISTAKES = List.of(
            new String[] {"complete", "bash"},
            new String[] {"bundel"},
            new String[] {"--ouput=json", "--version"},
            new String[] {"--output", "jsn", "--version"},
            new String[] {"--output"},
            new String[] {"completion"},
            new String[] {"completion", "fish"},
            new String[] {"completion", "bash", "zsh"},
            new String[] {"--quiet", "--verbose", "--version"},
            new String[] {"--quiet", "--quiet", "--version"},
            new String[] {"group"},
            new String[] {"group", "crush", "it's here"},
            new String[] {"help", "completoin"},
            new String[] {"help", "setings"},
            new String[] {"help", "group", "nothing-like-it"},
            new String[] {"ask"},
            new String[] {"@/etc/hostname"},
            new String[] {""},
            new String[] {"\u001b[2Jevil"},
            new String[] {"bundel", "--output", "json"});

    @Test
    void everyMistakeGetsOneClearMessageAndStatusTwo() {
        StringBuilder transcripts = new StringBuilder();
        for (String[] args : MISTAKES) {
            InProcess run = InProcess.run(args);
            assertThat(run.status()).as(String.join(" ", args)).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err() + run.out()).doesNotContain("Exception", "\tat ", "picocli");
            transcripts.append(run.transcript(args).replace("\u001b", "<ESC>"));
        }

        Golden.check("usage-mistakes.txt", transcripts.toString());
    }

    /** The words that print the help of each shipped command. */
    private static List<List<String>> commands(CommandLine line, List<String> words) {
        List<List<String>> found = new ArrayList<>();
        found.add(words);
        line.getSubcommands().forEach((name, child) -> {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            found.addAll(commands(child, longer));
        });
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void helpBeginsWithExamplesAndFitsItsTerminal(int columns) {
        StringBuilder pages = new StringBuilder();
        CommandLine root = Verbs.ALL.whole(new RootCommand());
        for (List<String> command : commands(root, List.of("help"))) {
            String[] args = command.toArray(String[]::new);
            InProcess run = InProcess.shipped(columns, args);
            assertThat(run.status()).isEqualTo(ExitStatus.DONE);
            // examples are never wrapped: they are there to be copied
            assertThat(run.out().lines().filter(line -> !line.contains("hexr ")))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
            assertThat(run.out().indexOf("Examples:"))
                    .isPositive()
                    .isLessThan(run.out().indexOf("Usage:"));
            pages.append(run.transcript(args));
        }

        Golden.check("help-" + columns + "-columns.txt", pages.toString());
    }

    @Test
    void eachCommandIsListedUnderTheNameItBears() {
        CommandLine root = Verbs.ALL.whole(new RootCommand());
        for (List<String> words : commands(root, List.of())) {
            CommandLine command = root;
            for (String word : words) {
                command = Objects.requireNonNull(command.getSubcommands().get(word));
            }
            Command annotation = command.getCommand().getClass().getAnnotation(Command.class);
            assertThat(annotation.name()).isEqualTo(words.isEmpty() ? "hexr" : words.getLast());
            assertThat(annotation.subcommands())
                    .as("Verbs lists what is below " + words)
                    .isEmpty();
        }
    }

    @Test
    void explainsSettingsAndExitStatuses() {
        Golden.check(
                "help-topics.txt",
                InProcess.run("help", "settings").transcript("help", "settings")
                        + InProcess.run("help", "exit-status").transcript("help", "exit-status"));
    }

    @Test
    void helpWinsOverMistakesOnTheSameLine() {
        InProcess run = InProcess.run("completion", "--help", "--nonsense");

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("hexr completion [OPTION]... bash|zsh");
    }

    @Test
    void noArgumentsAtAllPrintHelp() {
        assertThat(InProcess.run().out()).isEqualTo(InProcess.run("help").out());
    }

    @Test
    void takesCommonOptionsBeforeAndAfterTheCommand() {
        InProcess before = InProcess.run("--output", "json", "blocked");
        InProcess after = InProcess.run("blocked", "--output=json");

        assertThat(before).isEqualTo(after);
        assertThat(before.out()).contains("\"schema\": \"hexr.io/preflight/v1\"");
        assertThat(before.status()).isEqualTo(ExitStatus.PREFLIGHT_BLOCKED);
    }

    @Test
    void printsReleaseCommitAndJdk() {
        assertThat(InProcess.run("--version").out())
                .contains("hexr    0.8.0\n", "commit  unknown\n", "jdk     " + Runtime.version());
        assertThat(InProcess.run("--version", "--output", "json").out())
                .contains("\"schema\": \"hexr.io/version/v1\"", "\"hexr\": \"0.8.0\"");
    }

    @Test
    void quietLeavesTheResultAndTheError() {
        assertThat(InProcess.run("--quiet", "blocked").out()).isEqualTo("verdict  blocked\n");
        assertThat(InProcess.run("--quiet", "bundel").err()).contains("hexr: error:", "next:");
    }
}
