package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.Artifact;
import io.hexr.format.BundleException;
import io.hexr.format.BundleReader;
import io.hexr.format.ChartArtifact;
import io.hexr.format.FileArtifact;
import io.hexr.format.SignedBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "extract",
        header = "Write charts, files or images of a bundle into a folder, each verified as it is read.",
        footer = {
            "hexr bundle extract hexr-bundle.tar.gz --charts --to charts",
            "hexr bundle extract hexr-bundle.tar.gz --artifact auto-registrar --to images",
        })
final class BundleExtractCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Where to write; made if not there.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(names = "--artifact", paramLabel = "NAME", description = "What to write, as inspect names it; repeatable.")
    List<String> names = new ArrayList<>();

    @Option(names = "--charts", description = "All charts.")
    boolean charts;

    @Option(names = "--docs", description = "All files that are pushed below docs/.")
    boolean docs;

    @Option(names = "--cli", description = "The command line, for each platform there is.")
    boolean cli;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        if (names.isEmpty() && !charts && !docs && !cli) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "say what to extract")
                    .because("no artifact was named")
                    .next("add --artifact NAME, --charts, --docs or --cli; hexr bundle inspect lists what there is"));
        }
        try (ArchiveBytes archive = source.open()) {
            SignedBundle bundle = BundleReader.open(archive, believed.of(voice, source.approvals(archive)));
            List<Artifact> chosen = chosen(archive.name(), bundle);
            Extraction extraction = new Extraction(bundle, folder);
            List<List<Cell>> rows = new ArrayList<>();
            for (Artifact artifact : chosen) {
                voice.cancellation().check();
                try (Progress.Step step = voice.progress().step("extracting " + artifact.title())) {
                    for (Path written : extraction.write(artifact)) {
                        rows.add(List.of(
                                Cell.of(artifact.kind()), Cell.of(artifact.name()), Cell.of(written.toString())));
                    }
                    step.done();
                }
            }
            return Outcome.done(BundleTables.identity(Report.of("bundle-extraction"), bundle.contents())
                    .with("folder", folder.toString())
                    .with(new Report.Table("written", List.of("kind", "artifact", "path"), rows)));
        }
    }

    private List<Artifact> chosen(String archive, SignedBundle bundle) {
        List<Artifact> all = bundle.contents().artifacts();
        for (String name : names) {
            if (all.stream().noneMatch(artifact -> artifact.name().equals(name))) {
                throw new ConsoleException.Refused(
                        Problem.of(GeneralCode.USAGE, "the bundle has no artifact named " + name)
                                .about(archive)
                                .because("the name was mistyped, or belongs to another release")
                                .next("hexr bundle inspect " + archive));
            }
        }
        List<Artifact> chosen = all.stream().filter(this::isChosen).toList();
        List<Artifact> absent = bundle.presence().absentArtifacts().stream()
                .filter(chosen::contains)
                .toList();
        if (!absent.isEmpty()) {
            throw new BundleException.Incomplete(
                    archive, absent.stream().map(Artifact::title).collect(Collectors.toList()));
        }
        return chosen;
    }

    private boolean isChosen(Artifact artifact) {
        return names.contains(artifact.name())
                || switch (artifact) {
                    case ChartArtifact _ -> charts;
                    case FileArtifact file ->
                        (docs && file.pushName().startsWith("docs/"))
                                || (cli && file.platform().isPresent());
                    default -> false;
                };
    }
}
