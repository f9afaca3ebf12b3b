package io.hexr.cli;

import java.util.Locale;

import io.hexr.console.Cancellation;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.JsonPrinter;
import io.hexr.console.Narration;
import io.hexr.console.Printer;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Prompt;
import io.hexr.console.Terminal;
import io.hexr.console.TextPrinter;
import io.hexr.console.Voice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** How the command speaks; every command has these, before or after its name. */
final class OutputOptions {
    @Option(
            names = "--output",
            paramLabel = "text|json",
            scope = ScopeType.INHERIT,
            converter = FormatConverter.class,
            description = "How results and errors are written.")
    Printer.@Nullable Format format;

    @Option(
            names = {"--quiet", "-q"},
            scope = ScopeType.INHERIT,
            description = "Only results, warnings and errors.")
    boolean quiet;

    @Option(
            names = {"--verbose", "-v"},
            scope = ScopeType.INHERIT,
            description = "More detail; stack traces with errors.")
    boolean verbose;

    @Option(names = "--no-input", scope = ScopeType.INHERIT, description = "Never ask; a command that must ask fails.")
    boolean noInput;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours.")
    boolean noColor;

    /** The voice that flags and settings ask for. */
    Voice voice(Surroundings around, Settings settings, Cancellation cancellation) {
        Terminal terminal = around.terminal();
        boolean coloured = !noColor
                && !settings.on(Setting.NO_COLOR)
                && terminal.colours(around.environment(), Terminal.Stream.ERR);
        Narration narration = new Narration(
                around.err(),
                terminal.charset(),
                loudness(settings),
                coloured ? Narration.Paint.COLOURED : Narration.Paint.PLAIN);
        boolean nobody = noInput || settings.on(Setting.NO_INPUT) || !terminal.is(Terminal.Stream.IN);
        Printer printer =
                switch (format(settings)) {
                    case TEXT -> new TextPrinter(around.out(), terminal, narration);
                    case JSON -> new JsonPrinter(around.out(), narration);
                };
        Prompt prompt = new Prompt(
                around.in(), terminal.charset(), narration, nobody ? Prompt.Answers.NOBODY : Prompt.Answers.ASKED);
        return new Voice(
                printer,
                narration,
                Progress.of(narration, terminal),
                prompt,
                terminal,
                cancellation,
                around.environment());
    }

    private Printer.Format format(Settings settings) {
        if (format != null) {
            return format;
        }
        return settings.find(Setting.OUTPUT)
                .map(value -> Printer.Format.valueOf(value.toUpperCase(Locale.ROOT)))
                .orElse(Printer.Format.TEXT);
    }

    /** Of quiet and verbose the one set in the stronger place; both in one place contradict each other. */
    private Narration.Loudness loudness(Settings settings) {
        if (quiet || verbose) {
            return loudness(quiet, verbose, "the command line");
        }
        for (Settings.Layer layer : settings.layers()) {
            if (layer.says(Setting.QUIET) || layer.says(Setting.VERBOSE)) {
                return loudness(layer.on(Setting.QUIET), layer.on(Setting.VERBOSE), layer.place());
            }
        }
        return Narration.Loudness.NORMAL;
    }

    private static Narration.Loudness loudness(boolean quiet, boolean verbose, String place) {
        if (quiet && verbose) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.USAGE, place + " asks for quiet and verbose at once")
                            .because("one of them was left over")
                            .next("drop one of them and run the same command again"));
        }
        return quiet ? Narration.Loudness.QUIET : verbose ? Narration.Loudness.VERBOSE : Narration.Loudness.NORMAL;
    }

    static final class FormatConverter implements ITypeConverter<Printer.Format> {
        @Override
        public Printer.Format convert(String value) {
            return switch (value) {
                case "text" -> Printer.Format.TEXT;
                case "json" -> Printer.Format.JSON;
                default -> throw new TypeConversionException("'" + value + "' is neither text nor json");
            };
        }
    }
}
