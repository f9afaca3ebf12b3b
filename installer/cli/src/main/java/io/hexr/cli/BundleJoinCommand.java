package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.PartEntry;
import io.hexr.format.PartJoin;
import io.hexr.format.PartSet;
import io.hexr.oci.Digest;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SigningKey;
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

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        if ((target == null) == (rebuild == null)) {
            throw refused("say what to make: the bundle or the lost parts", "add --to FILE, or --rebuild-parts DIR");
        }
        Optional<SigningKey> signer = target == null ? Optional.empty() : custody.signer();
        try (ArchiveBytes archive = source.open()) {
            if (!(archive instanceof PartSet parts)) {
                throw refused(archive.name() + " is no part and no folder of parts", "name the folder of the parts");
            }
            return target == null ? rebuild(voice, parts) : join(voice, parts, target, signer);
        }
    }

    private Outcome join(Voice voice, PartSet parts, Path to, Optional<SigningKey> signer) {
        PartJoin.Joined joined;
        try (Progress.Step step = voice.progress().step("joining", parts.index().size())) {
            joined = PartJoin.join(parts, to, BundleSource.counting(voice, step));
            step.done();
        }
        if (!joined.restored().isEmpty()) {
            voice.narration()
                    .warn("lost or damaged, and made good by the other parts: "
                            + joined.restored().stream().map(PartEntry::name).collect(Collectors.joining(", ")));
        }
        voice.narration().say("joined is not verified; next: " + CommandText.of("hexr bundle verify", to));
        Report report = Report.of("bundle-joined")
                .with("file", joined.archive().toString())
                .with("digest", joined.digest().toString())
                .with(BundleSplitCommand.table("restored", joined.restored()));
        return Outcome.done(recorded(report, parts, to, signer));
    }

    /** Approvals and the log of what happened so far come along. */
    private Report recorded(Report report, PartSet parts, Path to, Optional<SigningKey> signer) {
        Path folder = java.util.Objects.requireNonNull(to.toAbsolutePath().getParent(), "a file lies in a folder");
        Approvals.copy(source.approvals(parts), parts.name(), folder, String.valueOf(to.getFileName()));
        Path log = custody.logBeside(to);
        BundleSource.folders(parts, source.places)
                .forEach(from -> CustodyOptions.carry(from.resolve(parts.name() + CustodyOptions.SUFFIX), log));
        return custody.record(
                report,
                signer,
                log,
                new CustodyOptions.Step(
                        CustodyEvent.Kind.JOINED,
                        Digest.of(BundleReader.inspect(parts).files().sums())));
    }

    private Outcome rebuild(Voice voice, PartSet parts) {
        Path folder = java.util.Objects.requireNonNull(rebuild, "checked by run");
        try (Progress.Step step = voice.progress().step("rebuilding parts")) {
            List<PartEntry> made = PartJoin.rebuild(parts, folder, BundleSource.counting(voice, step));
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
