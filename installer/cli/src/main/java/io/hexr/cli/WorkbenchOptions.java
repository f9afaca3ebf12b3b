package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

import io.hexr.assembly.Tier;
import io.hexr.assembly.Workbench;
import io.hexr.console.ConsoleException;
import io.hexr.console.Environment;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Voice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What images are built with, for the commands that build them. */
final class WorkbenchOptions {
    private static final int USUAL_JOBS = 2;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            defaultValue = "ci",
            converter = TierConverter.class,
            description = "Build images from recipes up to this tier: none, base, ci (the default) or full.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Tier tier;

    @Option(
            names = "--only",
            paramLabel = "RECIPE",
            split = ",",
            description = "Of the recipes of the tier, only these; the other images are left out of the release.")
    List<String> only = new ArrayList<>();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "" + USUAL_JOBS,
            description = "Images built at a time; 2 unless given.")
    int jobs;

    @Option(
            names = "--drift",
            paramLabel = "WHAT",
            defaultValue = "refused",
            converter = DriftConverter.class,
            description = {
                "A Debian revision that was replaced, or a toolchain other than the lock's, is refused (the default),",
                "or taken and said; 'taken' gives images that others may not be able to make again."
            })
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Workbench.Drift drift;

    @Option(
            names = "--rebuild",
            description = "Make every image anew; one that then differs from the kept one is refused.")
    boolean rebuild;

    @Option(
            names = "--no-compile",
            description = {
                "Leave out what would have to be compiled for minutes and is not kept from an earlier build;",
                "what is left out is named."
            })
    boolean noCompile;

    @Mixin
    final CacheOption cache = new CacheOption();

    Workbench workbench(Voice voice) {
        if (jobs < 1) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.USAGE, "--jobs is " + jobs + "; at least one image is built at a time")
                            .next("give 1 or more"));
        }
        if (rebuild && noCompile) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.USAGE,
                            "--rebuild makes every image anew, --no-compile makes none that takes a compiler")
                    .next("give one of the two"));
        }
        Environment environment = voice.environment();
        return new Workbench(
                cache.folder(environment),
                jdk(environment),
                tier,
                new HashSet<>(only),
                jobs,
                drift,
                reuse(),
                voice.narration()::say,
                voice.cancellation()::check);
    }

    /** As they are typed again. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (tier != Tier.CI) {
            words.addAll(List.of("--tier", tier));
        }
        if (!only.isEmpty()) {
            words.addAll(List.of("--only", String.join(",", only)));
        }
        if (jobs != USUAL_JOBS) {
            words.addAll(List.of("--jobs", jobs));
        }
        if (drift == Workbench.Drift.TAKEN_AND_SAID) {
            words.addAll(List.of("--drift", "taken"));
        }
        if (rebuild) {
            words.add("--rebuild");
        }
        if (noCompile) {
            words.add("--no-compile");
        }
        if (cache.cache != null) {
            words.addAll(List.of("--cache", cache.cache));
        }
        return words;
    }

    private Workbench.Reuse reuse() {
        if (rebuild) {
            return Workbench.Reuse.NEVER;
        }
        return noCompile ? Workbench.Reuse.WITHOUT_COMPILING : Workbench.Reuse.CACHED;
    }

    /** The one that runs this, unless it is a linked runtime without the tools of a JDK. */
    static Path jdk(Environment environment) {
        Path own = Path.of(System.getProperty("java.home"));
        return Files.exists(own.resolve("bin/jlink"))
                ? own
                : environment.folder("JAVA_HOME").orElse(own);
    }

    static final class TierConverter implements ITypeConverter<Tier> {
        @Override
        public Tier convert(String value) {
            try {
                return Tier.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    static final class DriftConverter implements ITypeConverter<Workbench.Drift> {
        @Override
        public Workbench.Drift convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "refused" -> Workbench.Drift.REFUSED;
                case "taken" -> Workbench.Drift.TAKEN_AND_SAID;
                default -> throw new TypeConversionException("'" + value + "' is neither refused nor taken");
            };
        }
    }
}
