package io.hexr.cli;

import java.nio.file.Path;
import java.util.Objects;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The file a command writes, where that is what {@code --output} means (ADR 60). Its format option stands before the command's name there:
 * {@code hexr --output json bundle download --output FILE}.
 */
final class OutputFile {
    /** A command whose {@code --output} names a file. */
    interface Writer extends Verb {
        OutputFile output();
    }

    private static final String NAME = "--output";

    private final String description;
    private @Nullable Path path;

    OutputFile(String description) {
        this.description = description;
    }

    /** Set by the parser, which requires the option. A format is refused: it was meant as one. */
    Path path() {
        Path file = Objects.requireNonNull(path, NAME);
        String name = file.toString();
        if (name.equals("json") || name.equals("text")) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.USAGE, NAME + " names the file to write here, not the format " + name)
                            .because("the format stands before the command's name")
                            .next("hexr --output " + name + " ... --output FILE; a file of that name is ./" + name));
        }
        return file;
    }

    /** Gives every such command its option in place of the inherited one; the parser knows no overriding. */
    static void install(CommandLine line) {
        line.getSubcommands().values().forEach(OutputFile::install);
        if (line.getCommand() instanceof Writer writer) {
            CommandSpec spec = line.getCommandSpec();
            spec.remove(spec.findOption(NAME));
            spec.addOption(writer.output().option());
        }
    }

    private OptionSpec option() {
        return OptionSpec.builder(NAME)
                .paramLabel("FILE")
                .type(Path.class)
                .required(true)
                .description(description)
                .setter(new CommandLine.Model.ISetter() {
                    @Override
                    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // as the parser has it
                    public <T> T set(T value) {
                        Path before = path;
                        path = (Path) value;
                        return (T) before;
                    }
                })
                .build();
    }
}
