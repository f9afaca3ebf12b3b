package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.BundleReader;
import io.hexr.format.Contents;
import io.hexr.format.Trust;
import io.hexr.oci.Digest;
import io.hexr.signing.AllowedRollback;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        header = "Show what changes from one signed bundle to another, for those who decide.",
        footer = {
            "hexr bundle diff hexr-0.7.tar.gz hexr-0.8.tar.gz",
            "hexr bundle diff hexr-0.7.tar.gz hexr-0.8.tar.gz --html change.html",
        })
final class BundleDiffCommand implements Verb {
    @Parameters(index = "0", paramLabel = "OLD", description = "The bundle that is in use.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "The bundle that is to come.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path after;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page, for a change board.")
    @Nullable
    Path page;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        Report report = report(signed(voice, before), signed(voice, after));
        if (page != null) {
            HtmlPage.write(report, "Changes of " + after.getFileName(), page);
            voice.narration().say("written: " + page);
        }
        return Outcome.done(report);
    }

    /** Signature and contents are checked, blobs are not read. To look is no rollback, and comes before approval. */
    private Contents signed(Voice voice, Path file) {
        List<Path> place = List.of(file);
        try (ArchiveBytes archive = BundleSource.open(place)) {
            Contents claimed = BundleReader.inspect(archive).contents();
            Trust trust = believed.beforeApproval(voice, BundleSource.approvals(archive, place))
                    .allowing(new AllowedRollback(claimed.version(), claimed.sequence()));
            return BundleReader.open(archive, trust).contents();
        }
    }

    private static Report report(Contents old, Contents fresh) {
        Map<String, Artifact> had = byTitle(old);
        Map<String, Artifact> has = byTitle(fresh);
        List<List<Cell>> changes = new ArrayList<>();
        long unchanged = 0;
        for (Map.Entry<String, Artifact> entry : has.entrySet()) {
            Artifact was = had.get(entry.getKey());
            if (was != null) {
                List<List<Cell>> found = changes(was, entry.getValue());
                changes.addAll(found);
                unchanged += found.isEmpty() ? 1 : 0;
            }
        }
        Set<Digest> oldBlobs = new HashSet<>();
        old.blobs().forEach(blob -> oldBlobs.add(blob.digest()));
        long newBytes = fresh.blobs().stream()
                .filter(blob -> !oldBlobs.contains(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
        return Report.of("bundle-diff")
                .with("from", old.title() + " (sequence " + old.sequence() + ")")
                .with("to", fresh.title() + " (sequence " + fresh.sequence() + ")")
                .with("sameRelease", new Cell.Flag(old.release().equals(fresh.release())))
                .with("newBytes", new Cell.Size(newBytes))
                .with("unchanged", unchanged)
                .with(table("added", only(has, had), fresh.sizes()))
                .with(table("removed", only(had, has), old.sizes()))
                .with(new Report.Table("changed", List.of("kind", "name", "what", "old", "new"), changes))
                .with(new Report.Listing("groupsAdded", only(fresh.groups(), old.groups())))
                .with(new Report.Listing("groupsRemoved", only(old.groups(), fresh.groups())));
    }

    private static Map<String, Artifact> byTitle(Contents contents) {
        Map<String, Artifact> all = new LinkedHashMap<>();
        contents.artifacts().forEach(artifact -> all.put(artifact.title(), artifact));
        return all;
    }

    private static List<Artifact> only(Map<String, Artifact> these, Map<String, Artifact> those) {
        return these.entrySet().stream()
                .filter(entry -> !those.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<String> only(Set<String> these, Set<String> those) {
        Set<String> left = new TreeSet<>(these);
        left.removeAll(those);
        return List.copyOf(left);
    }

    private static Report.Table table(String key, List<Artifact> artifacts, Map<Artifact, Long> sizes) {
        List<List<Cell>> rows = artifacts.stream()
                .map(artifact -> List.of(
                        Cell.of(artifact.kind()),
                        Cell.of(artifact.name()),
                        Cell.of(String.join(", ", artifact.tags())),
                        Cell.of(String.join(", ", artifact.groups())),
                        new Cell.Size(sizes.getOrDefault(artifact, 0L)),
                        Cell.of(artifact.content().digest().toString())))
                .toList();
        return new Report.Table(key, List.of("kind", "name", "tags", "groups", "size", "digest"), rows);
    }

    private static List<List<Cell>> changes(Artifact was, Artifact is) {
        List<List<Cell>> rows = new ArrayList<>();
        row(rows, is, "tags", String.join(", ", was.tags()), String.join(", ", is.tags()));
        row(rows, is, "pushed as", was.pushName(), is.pushName());
        row(rows, is, "groups", String.join(", ", was.groups()), String.join(", ", is.groups()));
        row(rows, is, "licence", licence(was), licence(is));
        row(
                rows,
                is,
                "digest",
                was.content().digest().toString(),
                is.content().digest().toString());
        return rows;
    }

    private static String licence(Artifact artifact) {
        return artifact.delivery().origin().licence().orElse("-");
    }

    private static void row(List<List<Cell>> rows, Artifact artifact, String what, String old, String fresh) {
        if (!old.equals(fresh)) {
            rows.add(List.of(
                    Cell.of(artifact.kind()), Cell.of(artifact.name()), Cell.of(what), Cell.of(old), Cell.of(fresh)));
        }
    }
}
