package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.Contents;
import io.hexr.format.Inspection;
import io.hexr.format.PartSet;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.Trust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "inspect",
        header = "Show what a bundle or a release says it holds, without reading it all.",
        description =
                "Of a FILE nothing is believed. With --from the signatures are verified, and no blob is looked at.",
        footer = {
            "hexr bundle inspect hexr-bundle.tar.gz",
            "hexr bundle inspect /media/disc1 --output json",
            "hexr bundle inspect --from registry.site:5000/hexr:0.8.1",
        })
final class BundleInspectCommand implements Verb {
    @Mixin
    final BundleOrRelease source = new BundleOrRelease();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Option(
            names = "--approvals",
            paramLabel = "DIR",
            description = "Where approvals lie, with --from and a policy that requires them.")
    @Nullable
    Path approvals;

    @Override
    public Outcome run(Voice voice) {
        if (source.isRelease("bundle inspect")) {
            Trust trust = believed.of(voice, Approvals.in(approvals));
            return source.origin.found(voice, trust, found -> signed(voice, found));
        }
        try (ArchiveBytes archive = source.bundle().open()) {
            Inspection found = BundleReader.inspect(archive);
            voice.narration().warn("NOT VERIFIED: this is what the file says; check it with hexr bundle verify");
            if (found.size() != found.expectedSize()) {
                voice.narration().warn("the file has " + found.size() + " bytes, must have " + found.expectedSize());
            }
            return Outcome.done(report(archive, found));
        }
    }

    private static Outcome signed(Voice voice, ReleaseOrigin.Found found) {
        voice.narration()
                .warn("the signatures are good; no blob was looked at: check them with hexr bundle verify --from");
        Contents contents = found.release().contents();
        Report report = BundleTables.identity(
                        Report.of("bundle-inspection")
                                .with("verified", new Cell.Flag(false))
                                .with("from", found.place()),
                        contents)
                .with("minimumReader", contents.minimumReader())
                .with("size", new Cell.Size(contents.totalSize()))
                .with("blobs", contents.blobs().size());
        report = BundleTables.vouched(report, found.release().verified());
        return Outcome.done(described(report, contents, found.release().files(), BundleTables.There.NOT_ASKED));
    }

    private static Report report(ArchiveBytes archive, Inspection found) {
        Report report = Report.of("bundle-inspection")
                .with("verified", new Cell.Flag(false))
                .with("file", archive.name());
        report = BundleTables.identity(report, found.contents())
                .with("minimumReader", found.contents().minimumReader())
                .with("size", new Cell.Size(found.size()))
                .with("sizeIsRight", new Cell.Flag(found.size() == found.expectedSize()))
                .with("complete", new Cell.Flag(found.presence().isComplete()))
                .with("blobs", found.contents().blobs().size())
                .with("blobsHere", found.presence().blobs().size());
        if (archive instanceof PartSet parts) {
            report = report.with(new Report.Listing(
                    "partsNotHere",
                    parts.lost().stream().map(part -> part.name()).toList()));
        }
        return described(
                report,
                found.contents(),
                found.files(),
                BundleTables.There.except(found.presence().absentArtifacts()));
    }

    private static Report described(Report report, Contents contents, ReleaseFiles files, BundleTables.There there) {
        return report.with(BundleTables.groups(contents, there))
                .with(BundleTables.artifacts(contents, there))
                .with(signatures(files))
                .with(new Report.Listing("planned", contents.planned()))
                .with(dates("expires", contents.expires()))
                .with(dates("dataDates", contents.dataDates()));
    }

    private static Report.Table signatures(ReleaseFiles files) {
        List<List<Cell>> rows = files.signatures().stream()
                .map(file -> {
                    String[] words = file.name().split("\\.", -1);
                    Cell key = words.length == 4 ? Cell.of(words[1]) : new Cell.None();
                    return List.of(Cell.of(file.name()), key);
                })
                .toList();
        return new Report.Table("signatures", List.of("file", "key"), rows);
    }

    private static Report.Table dates(String key, Map<String, String> dates) {
        List<List<Cell>> rows = dates.entrySet().stream()
                .map(entry -> List.of(Cell.of(entry.getKey()), Cell.of(entry.getValue())))
                .toList();
        return new Report.Table(key, List.of("what", "date"), rows);
    }
}
