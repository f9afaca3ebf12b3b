package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.registry.GcPlan;
import io.hexr.registry.GcPolicy;
import io.hexr.registry.GcReport;
import io.hexr.registry.RegistryException;
import io.hexr.registry.StoreFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "gc",
        header = "List what no image of a store needs any more; remove it once told to.",
        footer = {
            "hexr registry gc --dir /var/lib/hexr-registry",
            "hexr registry gc --dir /var/lib/hexr-registry --untagged --apply",
        })
final class RegistryGcCommand implements Verb {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store; not served meanwhile.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(names = "--untagged", description = "Also manifests that no tag leads to.")
    boolean untagged;

    @Option(
            names = "--older-than",
            paramLabel = "HOURS",
            description = "Keep what was pushed or asked for within so many hours; 24 unless said.")
    int hours = 24;

    @Option(names = "--apply", description = "Remove what is listed. Without it nothing is changed.")
    boolean apply;

    @Override
    public Outcome run(Voice voice) {
        if (!Files.isRegularFile(folder.resolve("layout"))) {
            throw new RegistryException.StoreRefused(folder, "there is no store");
        }
        GcPolicy policy = new GcPolicy(
                untagged ? GcPolicy.Untagged.REMOVE : GcPolicy.Untagged.KEEP, Duration.ofHours(Math.max(0, hours)));
        try (StoreFolder store = StoreFolder.open(folder)) {
            store.damage().forEach(line -> voice.narration().warn("damaged, kept: " + line));
            GcPlan plan = store.plan(policy);
            Report report = Report.of("registry-gc")
                    .with("store", store.folder().toString())
                    .with(listed(plan));
            if (!apply) {
                if (!plan.items().isEmpty()) {
                    voice.narration().say("nothing was removed; the same command with --apply removes the list");
                }
                return Outcome.done(
                        report.with("applied", new Cell.Flag(false)).with("freed", new Cell.Size(plan.freedBytes())));
            }
            GcReport done = store.collect(plan);
            return Outcome.done(report.with("applied", new Cell.Flag(true))
                    .with("freed", new Cell.Size(done.freedBytes()))
                    .with("manifests", done.manifests())
                    .with("blobs", done.blobs())
                    .with("contents", done.contents())
                    .with("spared", done.spared()));
        }
    }

    private static Report.Table listed(GcPlan plan) {
        List<List<Cell>> rows = plan.items().stream()
                .map(item -> switch (item) {
                    case GcPlan.UntaggedManifest manifest -> row("manifest without tag", manifest.repository(), item);
                    case GcPlan.UnusedBlob blob -> row("blob without manifest", blob.repository(), item);
                    case GcPlan.UnlinkedContent _ -> row("content without repository", "", item);
                })
                .toList();
        return new Report.Table("removable", List.of("what", "repository", "digest", "size"), rows);
    }

    private static List<Cell> row(String what, String repository, GcPlan.Item item) {
        return List.of(
                Cell.of(what),
                repository.isEmpty() ? new Cell.None() : Cell.of(repository),
                Cell.of(item.digest().toString()),
                new Cell.Size(item.bytes()));
    }
}
