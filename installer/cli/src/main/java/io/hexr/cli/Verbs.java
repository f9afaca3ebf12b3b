package io.hexr.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import picocli.CommandLine;

/**
 * The commands below {@code hexr}. Describing one costs the parser time, so only those that the arguments mention are described; where none is mentioned, or
 * help or completion is asked for, all are.
 */
record Verbs(List<Entry> entries) {
    /** One line per command; each is one file. */
    static final Verbs ALL = new Verbs(List.of(
            new Entry("bundle", BundleCommand::new),
            new Entry("key", KeyCommand::new),
            new Entry("registry", RegistryCommand::new),
            new Entry("release", ReleaseCommand::new),
            new Entry("render", RenderCommand::new),
            new Entry("trust", TrustCommand::new),
            new Entry("completion", CompletionCommand::new),
            new Entry("help", HelpCommand::new)));

    private static final Set<String> NEEDS_ALL = Set.of("help", "--help", "-h", "completion");

    record Entry(String name, Supplier<Object> command) {}

    Verbs {
        entries = List.copyOf(entries);
    }

    CommandLine commandLine(RootCommand root, String[] args) {
        CommandLine line = new CommandLine(root);
        List<String> words = List.of(args);
        boolean all = words.stream().anyMatch(NEEDS_ALL::contains)
                || entries.stream().noneMatch(entry -> words.contains(entry.name()));
        for (Entry entry : entries) {
            if (all || words.contains(entry.name())) {
                line.addSubcommand(entry.name(), entry.command().get());
            }
        }
        OutputFile.install(line);
        line.getCommandSpec().parser().collectErrors(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setExpandAtFiles(false);
        return line;
    }
}
