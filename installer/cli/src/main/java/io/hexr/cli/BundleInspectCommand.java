package io.hexr.cli;

import java.util.List;
import java.util.Map;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.Inspection;
import io.hexr.format.PartSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "inspect",
        header = "Show what a bundle says it holds, without believing it.",
        footer = {"hexr bundle inspect hexr-bundle.tar.gz", "hexr bundle inspect /media/disc1 --output json"})
final class BundleInspectCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Override
    public Outcome run(Voice voice) {
        try (ArchiveBytes archive = source.open()) {
            Inspection found = BundleReader.inspect(archive);
            voice.narration().warn("NOT VERIFIED: this is what the file says; check it with hexr bundle verify");
            if (found.size() != found.expectedSize()) {
                voice.narration().warn("the file has " + found.size() + " bytes, must have " + found.expectedSize());
            }
            return Outcome.done(report(archive, found));
        }
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
        return report.with(BundleTables.groups(found.contents(), found.presence()))
                .with(BundleTables.artifacts(found.contents(), found.presence()))
                .with(signatures(found))
                .with(new Report.Listing("planned", found.contents().planned()))
                .with(dates("expires", found.contents().expires()))
                .with(dates("dataDates", found.contents().dataDates()));
    }

    private static Report.Table signatures(Inspection found) {
        List<List<Cell>> rows = found.files().signatures().stream()
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
