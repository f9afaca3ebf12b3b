package io.hexr.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.hexr.console.Cell;
import io.hexr.console.ExitStatus;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.Artifact;
import io.hexr.format.BlobReceiver;
import io.hexr.format.BundleException;
import io.hexr.format.BundleReader;
import io.hexr.format.Contents;
import io.hexr.format.PartCheck;
import io.hexr.format.PartReport;
import io.hexr.format.PartSet;
import io.hexr.format.PartVerdict;
import io.hexr.format.SignedBundle;
import io.hexr.format.Trust;
import io.hexr.format.Verification;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.SigningKey;
import io.hexr.signing.Verified;
import io.hexr.transfer.ReleaseCheck;
import io.hexr.transfer.TransferException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        header = "Check every byte of a bundle, or of a release in a registry, its signatures and its approvals.",
        footer = {
            "hexr bundle verify hexr-bundle.tar.gz",
            "hexr bundle verify /media/disc1 /media/disc2",
            "ssh gateway cat hexr-bundle.tar.gz | hexr bundle verify -",
            "hexr bundle verify --from registry.site:5000/hexr:0.8.1 --require-complete",
        })
final class BundleVerifyCommand implements Verb {
    @Mixin
    final BundleOrRelease source = new BundleOrRelease();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Option(
            names = "--approvals",
            paramLabel = "DIR",
            description = "Where approvals lie when not beside the bundle, as for a pipe or --from.")
    @Nullable
    Path approvals;

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    @Option(names = "--require-complete", description = "Refuse a bundle, parts or a release that lack anything.")
    boolean requireComplete;

    private Optional<SigningKey> signer = Optional.empty();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        signer = custody.signer();
        if (source.isRelease("bundle verify")) {
            Trust trust = believed.of(voice, Approvals.in(approvals));
            return source.origin.found(voice, trust, found -> release(voice, found));
        }
        BundleSource bundle = source.bundle();
        if (bundle.isPipe()) {
            return piped(voice);
        }
        try (ArchiveBytes archive = bundle.open()) {
            List<SignatureFile> beside = approvals == null
                    ? bundle.approvals(archive)
                    : Approvals.read(BundleSource.fileName(archive), Set.of(approvals));
            Trust trust = believed.of(voice, beside);
            return archive instanceof PartSet parts
                    ? parts(voice, parts, trust)
                    : whole(archive, verify(voice, archive, trust), Optional.empty());
        }
    }

    private Outcome piped(Voice voice) {
        Trust trust = believed.of(voice, Approvals.in(approvals));
        try (Progress.Step step = voice.progress().step("verifying")) {
            Verification done = BundleReader.verify(
                    "standard input", new Counting(System.in, voice, step), trust, BlobReceiver.NOTHING);
            step.done();
            return Outcome.done(recordedApart(verified("-", done), "a pipe", done.verified()));
        }
    }

    private Outcome release(Voice voice, ReleaseOrigin.Found found) {
        Contents contents = found.release().contents();
        ReleaseCheck check;
        try (Progress.Step step =
                voice.progress().step("verifying " + contents.title() + " at " + found.place(), contents.totalSize())) {
            check = found.check(BundleSource.counting(voice, step));
            step.done();
        }
        if (!check.differences().isEmpty()) {
            throw new TransferException.ImagesDiffer(found.place(), check.differences());
        }
        if (requireComplete && !check.isComplete()) {
            throw new BundleException.Incomplete(
                    found.place(), check.absent().stream().map(Artifact::title).toList());
        }
        Report report = BundleTables.identity(
                        Report.of("bundle-verification")
                                .with("verdict", "verified")
                                .with("from", found.place()),
                        contents)
                .with("complete", new Cell.Flag(check.isComplete()))
                .with("blobs", check.blobs());
        report = BundleTables.vouched(report, found.release().verified());
        if (!check.isComplete()) {
            report = report.with(BundleTables.groups(contents, BundleTables.There.except(check.absent())))
                    .with(BundleTables.absent(check.absent()));
        }
        return Outcome.done(recordedApart(report, "a registry", found.release().verified()));
    }

    /** Of what lies in no folder of ours, the log must be named. */
    private Report recordedApart(Report report, String place, Verified verified) {
        return custody.log == null && signer.isPresent()
                ? report.with("custody", "not recorded: " + place + " has no log beside it (--custody-log)")
                : recorded(report, verified, Path.of("-"));
    }

    /** Each byte of the pipe as it comes by. */
    private static final class Counting extends FilterInputStream {
        private final Voice voice;
        private final Progress.Step step;

        Counting(InputStream in, Voice voice, Progress.Step step) {
            super(in);
            this.voice = voice;
            this.step = step;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            voice.cancellation().check();
            int read = super.read(into, offset, length);
            step.advance(Math.max(0, read));
            return read;
        }
    }

    static Verification verify(Voice voice, ArchiveBytes archive, Trust trust) {
        try (Progress.Step step = voice.progress().step("verifying", archive.size())) {
            Verification done = BundleReader.verify(archive, trust, BundleSource.counting(voice, step))
                    .verification();
            step.done();
            return done;
        }
    }

    private Outcome parts(Voice voice, PartSet parts, Trust trust) {
        SignedBundle signed = parts.signed(trust);
        PartReport report;
        try (Progress.Step step = voice.progress().step("verifying parts", parts.bytesHere())) {
            report = PartCheck.check(parts, signed, BundleSource.counting(voice, step));
            step.done();
        }
        Report.Table table = table(report);
        if (report.whole()) {
            if (report.damaged()) {
                voice.narration()
                        .warn("damaged, and made good by the other parts: " + String.join(", ", report.damagedParts())
                                + "; replace them with hexr bundle join --rebuild-parts");
            }
            Verification done = report.proof().orElseGet(() -> verify(voice, parts, trust));
            return whole(parts, done, Optional.of(table));
        }
        if (requireComplete) {
            List<Integer> numbers = report.verdicts().stream()
                    .filter(verdict -> !verdict.part().isParity() && !isUsable(verdict))
                    .map(verdict -> verdict.part().number())
                    .toList();
            throw new BundleException.PartMissing(parts.name(), numbers, 0);
        }
        Report result = BundleTables.identity(
                        Report.of("bundle-verification")
                                .with("verdict", report.damaged() ? "parts damaged" : "parts sound, set not whole")
                                .with("file", parts.name()),
                        signed.contents())
                .with("complete", new Cell.Flag(false));
        return new Outcome(
                BundleTables.vouched(result, signed.verified()).with(table),
                report.damaged() ? ExitStatus.BUNDLE_UNREADABLE : ExitStatus.DONE);
    }

    private static boolean isUsable(PartVerdict verdict) {
        return verdict instanceof PartVerdict.Trusted || verdict instanceof PartVerdict.Intact;
    }

    private Outcome whole(ArchiveBytes archive, Verification done, Optional<Report.Table> parts) {
        Report report = verified(archive.name(), done);
        Path folder = Approvals.folders(source.places).iterator().next();
        report = recorded(report, done.verified(), folder.resolve(BundleSource.fileName(archive)));
        return Outcome.done(parts.map(report::with).orElse(report));
    }

    private Report recorded(Report report, Verified verified, Path bundle) {
        return custody.record(
                report,
                signer,
                custody.logBeside(bundle),
                new CustodyOptions.Step(CustodyEvent.Kind.VERIFIED, verified.statement()));
    }

    private Report verified(String name, Verification done) {
        if (requireComplete) {
            done.requireComplete(name);
        }
        Report report = BundleTables.identity(
                        Report.of("bundle-verification")
                                .with("verdict", "verified")
                                .with("file", name),
                        done.contents())
                .with("complete", new Cell.Flag(done.isComplete()))
                .with("blobs", done.presence().blobs().size());
        report = BundleTables.vouched(report, done.verified());
        return done.isComplete()
                ? report
                : report.with(BundleTables.groups(
                                done.contents(),
                                BundleTables.There.except(done.presence().absentArtifacts())))
                        .with(BundleTables.absent(done.presence().absentArtifacts()));
    }

    private static Report.Table table(PartReport report) {
        List<List<Cell>> rows = new ArrayList<>();
        for (PartVerdict verdict : report.verdicts()) {
            rows.add(List.of(
                    Cell.of(verdict.part().name()),
                    new Cell.Size(verdict.part().size()),
                    Cell.of(word(verdict)),
                    Cell.of(detail(verdict))));
        }
        return new Report.Table("parts", List.of("part", "size", "verdict", "detail"), rows);
    }

    private static String word(PartVerdict verdict) {
        return switch (verdict) {
            case PartVerdict.Trusted _ -> "trusted";
            case PartVerdict.Intact _ -> "intact";
            case PartVerdict.Damaged _ -> "damaged";
            case PartVerdict.Missing _ -> "missing";
            case PartVerdict.Rebuildable _ -> "rebuildable";
        };
    }

    private static String detail(PartVerdict verdict) {
        return switch (verdict) {
            case PartVerdict.Trusted trusted -> "every byte is as signed; blobs in it: " + trusted.blobs();
            case PartVerdict.Intact intact ->
                intact.needs().isEmpty()
                        ? "as the parts index lists it"
                        : "as listed; trust of what was cut needs part "
                                + intact.needs().stream().map(String::valueOf).collect(Collectors.joining(", "));
            case PartVerdict.Damaged damaged ->
                damaged.reason()
                        + (damaged.offset().isPresent()
                                ? " at byte " + damaged.offset().getAsLong()
                                : "");
            case PartVerdict.Missing _ -> "not here";
            case PartVerdict.Rebuildable _ -> "not here; the others restore it";
        };
    }
}
