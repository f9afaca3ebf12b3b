package io.hexr.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.Cargo;
import io.hexr.format.Contents;
import io.hexr.format.PartSize;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.transfer.Destination;
import io.hexr.transfer.PushPlan;
import io.hexr.transfer.PushReport;
import io.hexr.transfer.ReleaseArtifact;

/** What a push shows, before and after. */
final class PushTables {
    private static final int CONNECTIONS = 8;

    private PushTables() {}

    static Report plan(Cargo cargo, Destination destination, PushPlan plan, Optional<PartSize> rate) {
        Report report = identity(Report.of("push-plan"), cargo, destination)
                .with("verdict", plan.hasNothingToDo() ? "nothing to do" : "to be pushed")
                .with("toSend", new Cell.Size(plan.bytesToSend()))
                .with("toMount", new Cell.Size(plan.bytesToMount()))
                .with("there", new Cell.Size(there(cargo.contents(), plan)))
                .with("requests", plan.requests())
                .with("roundTrip", plan.marker().roundTrip().toMillis() + " ms");
        Map<String, Long> lines = new LinkedHashMap<>();
        if (rate.isPresent()) {
            lines.put("--rate " + rate.get(), rate.get().bytes());
        } else {
            lines.put("100 Mbit/s", 100_000_000L / 8);
            lines.put("1 Gbit/s", 1_000_000_000L / 8);
            lines.put("10 Gbit/s", 10_000_000_000L / 8);
        }
        List<List<Cell>> rows = new ArrayList<>();
        lines.forEach((line, bytes) -> rows.add(List.of(Cell.of(line), Cell.of(time(plan, bytes)))));
        return report.with(new Report.Table("estimates", List.of("line", "time"), rows))
                .with(groups(plan))
                .with(names(cargo, destination, plan));
    }

    /** What the line and the round trips take; a slow disk at the registry comes on top. */
    private static String time(PushPlan plan, long bytesPerSecond) {
        Duration trips = plan.marker().roundTrip().multipliedBy(plan.requests()).dividedBy(CONNECTIONS);
        long seconds = plan.bytesToSend() / bytesPerSecond + trips.toSeconds();
        return seconds < 1
                ? "under 1 s"
                : seconds < 120 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    private static long there(Contents contents, PushPlan plan) {
        Set<Digest> needed = new HashSet<>();
        plan.items().forEach(item -> needed.addAll(contents.closure(item.artifact())));
        long all = contents.blobs().stream()
                .filter(blob -> needed.contains(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
        long written = plan.items().stream()
                .flatMap(item -> item.manifests().stream())
                .distinct()
                .mapToLong(Descriptor::size)
                .sum();
        return Math.max(0, all - written - plan.bytesToSend());
    }

    static Report report(Report kind, Cargo cargo, Destination destination, PushReport done) {
        PushPlan plan = done.plan();
        return identity(kind, cargo, destination)
                .with("verdict", plan.hasNothingToDo() ? "everything was there" : "pushed")
                .with("complete", new Cell.Flag(done.isWhole()))
                .with("bytesSent", new Cell.Size(done.bytesSent()))
                .with("blobsSent", done.blobsSent())
                .with("blobsMounted", done.blobsMounted())
                .with(groups(plan))
                .with(names(cargo, destination, plan));
    }

    private static Report identity(Report report, Cargo cargo, Destination destination) {
        return BundleTables.identity(report.with("registry", destination.toString()), cargo.contents());
    }

    private static Report.Table groups(PushPlan plan) {
        List<List<Cell>> rows = plan.groups().entrySet().stream()
                .map(entry -> List.of(
                        Cell.of(entry.getKey()),
                        Cell.of(entry.getValue().name().toLowerCase(Locale.ROOT).replace('_', ' '))))
                .toList();
        return new Report.Table("groups", List.of("group", "state"), rows);
    }

    /** Every final name, and whether it was there before. */
    private static Report.Table names(Cargo cargo, Destination destination, PushPlan plan) {
        List<List<Cell>> rows = new ArrayList<>();
        for (PushPlan.Item item : plan.items()) {
            Artifact artifact = item.artifact();
            for (String tag : artifact.tags()) {
                rows.add(List.of(
                        Cell.of(artifact.kind()),
                        Cell.of(destination.name(artifact.pushName(), tag)),
                        new Cell.Flag(item.isThere()),
                        new Cell.Hash(artifact.content().digest().toString())));
            }
        }
        String release = ReleaseArtifact.of(cargo.files())
                .manifest()
                .descriptor()
                .digest()
                .toString();
        for (String tag : plan.marker().tags()) {
            rows.add(List.of(
                    Cell.of("release"),
                    Cell.of(destination.name(ReleaseArtifact.REPOSITORY, tag)),
                    new Cell.Flag(false),
                    new Cell.Hash(release)));
        }
        return new Report.Table("names", List.of("kind", "name", "wasThere", "digest"), rows);
    }
}
