package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.registry.GcPlan;
import io.hexr.registry.GcPolicy;
import io.hexr.registry.GcReport;
import io.hexr.registry.RegistryException;
import io.hexr.registry.StoreFolder;
import io.hexr.transfer.OneFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "gc",
        header = "List what no image of a store needs any more; remove it once the list was reviewed.",
        footer = {
            "hexr registry gc --dir /var/lib/hexr-registry",
            "hexr registry gc --dir /var/lib/hexr-registry --untagged --plan gc.json",
            "hexr registry gc --dir /var/lib/hexr-registry --apply gc.json",
        })
final class RegistryGcCommand implements Verb {
    private static final int DAY = 24;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store; not served meanwhile.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(names = "--untagged", description = "Also manifests that no tag leads to.")
    boolean untagged;

    @Option(
            names = "--older-than",
            paramLabel = "HOURS",
            description = "Keep what was pushed or asked for within so many hours; 24 unless said.")
    @Nullable
    Integer hours;

    @Option(names = "--plan", paramLabel = "FILE", description = "Also write the list, to be reviewed and applied.")
    @Nullable
    Path plan;

    @Option(
            names = "--apply",
            paramLabel = "FILE",
            description = "Remove exactly what that list names and what is still not needed.")
    @Nullable
    Path apply;

    @Override
    public Outcome run(Voice voice) {
        if (apply != null && (plan != null || untagged || hours != null)) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.USAGE, "what goes was settled when the list was written")
                            .because("--apply was given with options that make a list")
                            .next("leave out --plan, --untagged and --older-than"));
        }
        if (!Files.isRegularFile(folder.resolve("layout"))) {
            throw new RegistryException.StoreRefused(folder, "there is no store");
        }
        // before the store is locked
        Optional<GcPlan> reviewed = Optional.ofNullable(apply).map(GcPlan::read);
        try (StoreFolder store = StoreFolder.open(folder)) {
            store.damage().forEach(line -> voice.narration().warn("damaged, kept: " + line));
            return reviewed.map(list -> collect(store, list)).orElseGet(() -> list(voice, store));
        }
    }

    private Outcome list(Voice voice, StoreFolder store) {
        GcPlan found = store.plan(new GcPolicy(
                untagged ? GcPolicy.Untagged.REMOVE : GcPolicy.Untagged.KEEP,
                Duration.ofHours(Math.max(0, hours == null ? DAY : hours))));
        if (plan != null) {
            OneFile.write(plan, found.bytes());
        }
        if (!found.items().isEmpty()) {
            voice.narration()
                    .say(
                            plan == null
                                    ? "nothing was removed; write the list with --plan FILE, review it, then --apply"
                                            + " FILE"
                                    : "nothing was removed; review " + plan + ", then: --apply " + plan);
        }
        return Outcome.done(report(store, found)
                .with("applied", new Cell.Flag(false))
                .with("freed", new Cell.Size(found.freedBytes())));
    }

    private static Outcome collect(StoreFolder store, GcPlan reviewed) {
        GcReport done = store.collect(reviewed);
        return Outcome.done(report(store, reviewed)
                .with("applied", new Cell.Flag(true))
                .with("freed", new Cell.Size(done.freedBytes()))
                .with("manifests", done.manifests())
                .with("blobs", done.blobs())
                .with("contents", done.contents())
                .with("spared", done.spared()));
    }

    private static Report report(StoreFolder store, GcPlan plan) {
        return Report.of("registry-gc").with("store", store.folder().toString()).with(listed(plan));
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
