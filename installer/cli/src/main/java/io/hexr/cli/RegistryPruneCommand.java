package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.Contents;
import io.hexr.format.Trust;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.signing.AllowedRollback;
import io.hexr.transfer.Destination;
import io.hexr.transfer.Prune;
import io.hexr.transfer.PrunePlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        header = "Take old releases out of a registry: write a list, review it, apply it.",
        description =
                "Nothing goes that a release that stays, a tag of somebody else or anything in use needs. What pods"
                        + " run is told by --in-use; reading it from a cluster comes with the installer. Let no push run"
                        + " meanwhile.",
        footer = {
            "hexr registry prune --registry registry.site:5000/hexr --keep-last 2 --plan prune.json",
            "hexr registry prune --registry registry.site:5000/hexr --apply prune.json",
        })
final class RegistryPruneCommand implements Verb {
    private static final int IN_USE_BYTES = 16 << 20;

    @Mixin
    final RegistryOptions registry = new RegistryOptions();

    @Option(names = "--plan", paramLabel = "FILE", description = "Write what would go; remove nothing.")
    @Nullable
    Path plan;

    @Option(
            names = "--apply",
            paramLabel = "FILE",
            description = "Remove exactly what that list names, if it still may go.")
    @Nullable
    Path apply;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            description = "With --plan: keep so many releases of each name; 2 unless said.")
    @Nullable
    Integer keepLast;

    @Option(names = "--keep", paramLabel = "VERSION,...", split = ",", description = "With --plan: keep these, too.")
    Set<String> keep = new TreeSet<>();

    @Option(
            names = "--in-use",
            paramLabel = "FILE",
            description = "Digests that run somewhere, one in a line; what they belong to stays.")
    @Nullable
    Path inUse;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        if ((plan == null) == (apply == null)) {
            throw usage("say one of --plan FILE and --apply FILE", "begin with --plan FILE, which removes nothing");
        }
        if (apply != null && (keepLast != null || !keep.isEmpty())) {
            throw usage("what stays was settled when the list was written", "leave out --keep and --keep-last");
        }
        Trust trust = believed.beforeApproval(voice, List.of());
        return registry.connected(voice, destination -> {
            Prune prune = prune(destination, trust);
            return apply == null ? plan(voice, prune) : apply(voice, prune, apply);
        });
    }

    /** To look at an old release in order to remove it is no rollback. */
    private Prune prune(Destination destination, Trust trust) {
        Prune prune = Prune.at(
                destination, (Contents old) -> trust.allowing(new AllowedRollback(old.version(), old.sequence())));
        return inUse == null ? prune : prune.sparing(digests(inUse));
    }

    private Outcome plan(Voice voice, Prune prune) {
        Path file = java.util.Objects.requireNonNull(plan, "--plan");
        int last = keepLast == null ? 2 : keepLast;
        if (last < 0) {
            throw usage("--keep-last is a number of releases, not " + last, "write 0 or more");
        }
        if (inUse == null) {
            voice.narration().warn("what runs is not known: give its digests with --in-use FILE");
        }
        PrunePlan made;
        try (Progress.Step step = voice.progress().step("reading the releases")) {
            made = prune.plan(Prune.Keep.newest(last, keep));
            step.done();
        }
        made.write(file);
        if (!made.items().isEmpty()) {
            voice.narration().say("nothing was removed; read " + file + ", then: --apply " + file);
        }
        return Outcome.done(report("registry-prune-plan", made.registry())
                .with("written", file.toString())
                .with("freeable", new Cell.Size(made.freeable()))
                .with(new Report.Listing("keep", made.kept()))
                .with(new Report.Listing("remove", made.removed()))
                .with(table("removable", made.items())));
    }

    private static Outcome apply(Voice voice, Prune prune, Path file) {
        PrunePlan reviewed = PrunePlan.read(file);
        voice.cancellation().continueWith("run the same command again: it goes on where this one stopped");
        Prune.Done done;
        try (Progress.Step step =
                voice.progress().step("removing " + reviewed.items().size() + " manifests")) {
            done = prune.apply(reviewed, voice.cancellation()::check);
            step.done();
        }
        if (!done.removed().isEmpty()) {
            voice.narration()
                    .say("the registry's own collector frees the space; of our registry: hexr registry gc --dir DIR");
        }
        return Outcome.done(report("registry-prune", reviewed.registry())
                .with("removed", done.removed().size())
                .with("goneBefore", done.gone().size())
                .with(table("spared", done.spared())));
    }

    private static Report report(String kind, String registry) {
        return Report.of(kind).with("registry", registry);
    }

    private static Report.Table table(String key, List<PrunePlan.Item> items) {
        List<List<Cell>> rows = items.stream()
                .map(item -> List.of(
                        Cell.of(item.repository()),
                        Cell.of(item.manifest().digest().toString()),
                        Cell.of(item.of())))
                .toList();
        return new Report.Table(key, List.of("repository", "digest", "of"), rows);
    }

    /** Lines of digests, alone or behind an {@code @} as pods and images have them; blank lines and those that begin with # do not count. */
    private static Set<Digest> digests(Path file) {
        Set<Digest> all = new TreeSet<>();
        int number = 0;
        for (String line : text(file).split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            try {
                all.add(Digest.parse(stripped.substring(stripped.lastIndexOf('@') + 1)));
            } catch (OciException.MalformedDigest e) {
                throw unreadable(file, "line " + number + ": " + e.getMessage());
            }
        }
        return all;
    }

    private static String text(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(IN_USE_BYTES + 1);
            if (bytes.length > IN_USE_BYTES) {
                throw unreadable(file, "more than " + IN_USE_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static ConsoleException.Refused unreadable(Path file, String why) {
        return new ConsoleException.Refused(Problem.of(
                        GeneralCode.FILE_UNREADABLE, "the list of what is in use, " + file + ", cannot be read: " + why)
                .about(file.toString())
                .next("write one digest (sha256:...) in each line"));
    }

    private static ConsoleException.Refused usage(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("options contradict or lack each other")
                .next(next));
    }
}
