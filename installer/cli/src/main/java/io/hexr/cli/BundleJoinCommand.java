package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.PartEntry;
import io.hexr.format.PartJoin;
import io.hexr.format.PartSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "join",
        header = "Make the bundle of its parts again, or the lost parts of the others.",
        footer = {
            "hexr bundle join discs --to hexr-bundle.tar.gz",
            "hexr bundle join /media/disc1 /media/disc3 --rebuild-parts /media/disc2",
        })
final class BundleJoinCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Option(names = "--to", paramLabel = "FILE", description = "The bundle to write.")
    @Nullable
    Path target;

    @Option(names = "--rebuild-parts", paramLabel = "DIR", description = "Write the lost parts there instead.")
    @Nullable
    Path rebuild;

    @Override
    public Outcome run(Voice voice) {
        if ((target == null) == (rebuild == null)) {
            throw refused("say what to make: the bundle or the lost parts", "add --to FILE, or --rebuild-parts DIR");
        }
        try (ArchiveBytes archive = source.open()) {
            if (!(archive instanceof PartSet parts)) {
                throw refused(archive.name() + " is no part and no folder of parts", "name the folder of the parts");
            }
            return target == null ? rebuild(voice, parts) : join(voice, parts, target);
        }
    }

    private Outcome join(Voice voice, PartSet parts, Path to) {
        try (Progress.Step step = voice.progress().step("joining")) {
            PartJoin.Joined joined = PartJoin.join(parts, to);
            step.done();
            voice.narration().say("joined is not verified; next: hexr bundle verify " + to);
            return Outcome.done(Report.of("bundle-joined")
                    .with("file", joined.archive().toString())
                    .with("digest", joined.digest().toString())
                    .with(BundleSplitCommand.table("restored", joined.restored())));
        }
    }

    private Outcome rebuild(Voice voice, PartSet parts) {
        Path folder = java.util.Objects.requireNonNull(rebuild, "checked by run");
        try (Progress.Step step = voice.progress().step("rebuilding parts")) {
            List<PartEntry> made = PartJoin.rebuild(parts, folder);
            step.done();
            return Outcome.done(Report.of("bundle-parts-rebuilt")
                    .with("folder", folder.toString())
                    .with(BundleSplitCommand.table("parts", made)));
        }
    }

    private static ConsoleException.Refused refused(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("the options do not say it")
                .next(next));
    }
}
