package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.format.PartSize;
import io.hexr.format.SplitPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a bundle that is written is cut into parts at once. */
final class SplitOptions {
    @Option(
            names = "--split-size",
            paramLabel = "SIZE",
            converter = BundleSplitCommand.SizeConverter.class,
            description = "Cut it into parts of at most this size, such as 4400MiB, in FILE.parts, in place of FILE.")
    @Nullable
    PartSize size;

    @Option(
            names = "--parity",
            paramLabel = "N",
            description = "With --split-size: so many further parts; as many lost ones are restored. 0 to 4.")
    int parity;

    @Option(
            names = "--per-disc",
            description = "With --split-size: a folder for each disc, with one part and the index.")
    boolean perDisc;

    Optional<Splitting> of(Path bundle) {
        if (size == null) {
            if (parity != 0 || perDisc) {
                throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "nothing is cut into parts")
                        .because("--parity and --per-disc are about parts")
                        .next("add --split-size SIZE, or leave them out"));
            }
            return Optional.empty();
        }
        SplitPlan.Folders folders = perDisc ? SplitPlan.Folders.PER_DISC : SplitPlan.Folders.ONE;
        return Optional.of(new Splitting(Splitting.beside(bundle), size, parity, folders));
    }

    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (size != null) {
            words.addAll(List.of("--split-size", size, "--parity", parity));
        }
        if (perDisc) {
            words.add("--per-disc");
        }
        return words;
    }
}
