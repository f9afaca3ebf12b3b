package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import io.hexr.format.Contents;
import io.hexr.format.FileArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.format.SignedBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "extract",
        header = "Write charts, files, models or images of a bundle into a folder, each verified as it is read.",
        footer = {
            "hexr bundle extract hexr-bundle.tar.gz --charts --to charts",
            "hexr bundle extract hexr-bundle.tar.gz --cli --docs --to hexr",
            "hexr bundle extract hexr-bundle.tar.gz --models --to models",
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

    @Option(
            names = "--docs",
            description = "The documents: all files of the group docs, or that are pushed below docs/.")
    boolean docs;

    @Option(names = "--models", description = "All models, as the files they were made of.")
    boolean models;

    @Option(
            names = "--wheels",
            description = "All wheels, each set as a package index: pip install --index-url .../simple")
    boolean wheels;

    @Option(names = "--cli", description = "The command line, for each platform there is.")
    boolean cli;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        if (names.isEmpty() && kinds().isEmpty()) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "say what to extract")
                    .because("no artifact was named")
                    .next(
                            "add --artifact NAME, --charts, --docs, --cli, --models or --wheels; hexr bundle inspect lists"
                                    + " what there is"));
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
        for (Kind kind : kinds()) {
            if (all.stream().noneMatch(artifact -> kind.isOf(bundle.contents(), artifact))) {
                throw new ConsoleException.Refused(
                        Problem.of(GeneralCode.USAGE, "the bundle has nothing for " + kind.option())
                                .about(archive)
                                .because("the release carries no such artifact")
                                .next("hexr bundle inspect " + archive));
            }
        }
        List<Artifact> chosen = all.stream()
                .filter(artifact -> names.contains(artifact.name())
                        || kinds().stream().anyMatch(kind -> kind.isOf(bundle.contents(), artifact)))
                .toList();
        List<Artifact> absent = bundle.presence().absentArtifacts().stream()
                .filter(chosen::contains)
                .filter(artifact -> !isForAnotherPlatform(artifact, bundle))
                .toList();
        if (!absent.isEmpty()) {
            throw new BundleException.Incomplete(
                    archive, absent.stream().map(Artifact::title).collect(Collectors.toList()));
        }
        return chosen.stream()
                .filter(artifact -> !isForAnotherPlatform(artifact, bundle))
                .toList();
    }

    /** Whether it is missing only because the bundle was downloaded for some platforms, and nobody asked for it by its name. */
    private boolean isForAnotherPlatform(Artifact artifact, SignedBundle bundle) {
        List<Artifact> absent = bundle.presence().absentArtifacts();
        return Kind.CLI.isOf(bundle.contents(), artifact)
                && !names.contains(artifact.name())
                && absent.contains(artifact)
                && bundle.contents().artifacts().stream()
                        .anyMatch(other -> Kind.CLI.isOf(bundle.contents(), other) && !absent.contains(other));
    }

    /** What an option stands for. */
    private enum Kind {
        CHARTS,
        DOCS,
        CLI,
        MODELS,
        WHEELS;

        String option() {
            return "--" + name().toLowerCase(Locale.ROOT);
        }

        boolean isOf(Contents contents, Artifact artifact) {
            return switch (this) {
                case CHARTS -> artifact instanceof ChartArtifact;
                case MODELS -> artifact instanceof ModelArtifact;
                case CLI ->
                    artifact instanceof FileArtifact file && file.platform().isPresent();
                case DOCS ->
                    artifact instanceof FileArtifact file
                            && file.platform().isEmpty()
                            && (file.pushName().startsWith("docs/")
                                    || file.groups().contains("docs"));
                case WHEELS ->
                    contents.manifests().stream()
                            .filter(node ->
                                    node.digest().equals(artifact.content().digest()))
                            .anyMatch(node -> node.artifactType().equals(Optional.of(FileArtifact.WHEELS)));
            };
        }
    }

    private Set<Kind> kinds() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Map.of(Kind.CHARTS, charts, Kind.DOCS, docs, Kind.CLI, cli, Kind.MODELS, models, Kind.WHEELS, wheels)
                .forEach((kind, wanted) -> {
                    if (wanted) {
                        kinds.add(kind);
                    }
                });
        return kinds;
    }
}
