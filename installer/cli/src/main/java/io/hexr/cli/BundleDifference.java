package io.hexr.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.Contents;
import io.hexr.format.FileArtifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.SignedBundle;
import io.hexr.oci.Digest;
import io.hexr.signing.Verified;

/** What changes from one release to another, in the order a change board asks: is it newer, who signed, how much is it, what comes, goes and changes. */
final class BundleDifference {
    /** One side, as it was signed. */
    record Side(SignedBundle bundle, Map<String, Artifact> artifacts, Map<Artifact, Long> sizes) {
        static Side of(SignedBundle bundle) {
            Map<String, Artifact> named = new LinkedHashMap<>();
            bundle.contents().artifacts().forEach(artifact -> named.put(identity(artifact), artifact));
            return new Side(bundle, named, bundle.contents().sizes());
        }

        Contents contents() {
            return bundle.contents();
        }

        Verified verified() {
            return bundle.verified();
        }

        long size(Artifact artifact) {
            return sizes.getOrDefault(artifact, 0L);
        }
    }

    private final Side old;
    private final Side fresh;

    BundleDifference(Side old, Side fresh) {
        this.old = old;
        this.fresh = fresh;
    }

    /** Platforms of one image are artifacts of their own. */
    private static String identity(Artifact artifact) {
        return artifact.title()
                + platform(artifact).map(platform -> " " + platform).orElse("");
    }

    private static Optional<String> platform(Artifact artifact) {
        return switch (artifact) {
            case ImageArtifact image -> Optional.of(image.platform().toString());
            case FileArtifact file -> file.platform().map(Object::toString);
            default -> Optional.empty();
        };
    }

    Report report() {
        List<List<Cell>> changed = new ArrayList<>();
        long unchanged = 0;
        for (Map.Entry<String, Artifact> entry : fresh.artifacts().entrySet()) {
            Artifact was = old.artifacts().get(entry.getKey());
            if (was != null) {
                List<List<Cell>> found = changes(was, entry.getValue());
                changed.addAll(found);
                unchanged += found.isEmpty() ? 1 : 0;
            }
        }
        return Report.of("bundle-diff")
                .with("from", title(old))
                .with("to", title(fresh))
                .with("order", order())
                .with("newBytes", new Cell.Size(bytesOnlyIn(fresh, old)))
                .with("droppedBytes", new Cell.Size(bytesOnlyIn(old, fresh)))
                .with("unchanged", unchanged)
                .with(signers())
                .with(groups())
                .with(table("added", fresh, old))
                .with(table("removed", old, fresh))
                .with(new Report.Table("changed", List.of("artifact", "what", "old", "new"), changed))
                .with(PackageDifference.table(old, fresh))
                .with(ChartChanges.table(old, fresh))
                .with(dates());
    }

    private static String title(Side side) {
        return side.contents().title() + " (sequence " + side.contents().sequence() + ")";
    }

    private String order() {
        if (!old.contents().release().equals(fresh.contents().release())) {
            return "DIFFERENT RELEASES: these are not two versions of one thing";
        }
        int order = Long.compare(fresh.contents().sequence(), old.contents().sequence());
        return order > 0 ? "newer" : order == 0 ? "same sequence" : "OLDER: this goes back";
    }

    private static long bytesOnlyIn(Side these, Side those) {
        Set<Digest> known = new HashSet<>();
        those.contents().blobs().forEach(blob -> known.add(blob.digest()));
        return these.contents().blobs().stream()
                .filter(blob -> !known.contains(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
    }

    private Report.Table signers() {
        List<List<Cell>> rows = new ArrayList<>();
        row(rows, "signed by", old.verified().signedBy(), fresh.verified().signedBy());
        row(rows, "approved by", old.verified().approvedBy(), fresh.verified().approvedBy());
        return new Report.Table("signatures", List.of("what", "old", "new"), rows);
    }

    private static void row(List<List<Cell>> rows, String what, List<String> before, List<String> after) {
        rows.add(List.of(Cell.of(what), names(before), names(after)));
    }

    private static Cell names(List<String> names) {
        return names.isEmpty() ? new Cell.None() : Cell.of(String.join(", ", names));
    }

    private Report.Table groups() {
        SortedSet<String> all = new TreeSet<>(old.contents().groups());
        all.addAll(fresh.contents().groups());
        List<List<Cell>> rows = new ArrayList<>();
        for (String group : all) {
            List<Artifact> before = old.contents().group(group);
            List<Artifact> after = fresh.contents().group(group);
            String change = before.isEmpty() ? "added" : after.isEmpty() ? "removed" : "kept";
            rows.add(List.of(
                    Cell.of(group),
                    Cell.of(change),
                    Cell.of(before.size()),
                    Cell.of(after.size()),
                    new Cell.Size(size(old, before)),
                    new Cell.Size(size(fresh, after))));
        }
        return new Report.Table(
                "groups", List.of("group", "change", "oldArtifacts", "newArtifacts", "oldSize", "newSize"), rows);
    }

    /** What artifacts share counts once. */
    private static long size(Side side, List<Artifact> artifacts) {
        Set<Digest> needed = new HashSet<>();
        artifacts.forEach(artifact -> needed.addAll(side.contents().closure(artifact)));
        return side.contents().blobs().stream()
                .filter(blob -> needed.contains(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
    }

    private static Report.Table table(String key, Side these, Side those) {
        List<List<Cell>> rows = these.artifacts().entrySet().stream()
                .filter(entry -> !those.artifacts().containsKey(entry.getKey()))
                .map(entry -> List.of(
                        Cell.of(entry.getKey()),
                        Cell.of(String.join(", ", entry.getValue().tags())),
                        Cell.of(String.join(", ", entry.getValue().groups())),
                        new Cell.Size(these.size(entry.getValue())),
                        Cell.of(entry.getValue().content().digest().toString())))
                .toList();
        return new Report.Table(key, List.of("artifact", "tags", "groups", "size", "digest"), rows);
    }

    private List<List<Cell>> changes(Artifact was, Artifact is) {
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
        if (old.size(was) != fresh.size(is)) {
            rows.add(List.of(
                    Cell.of(identity(is)),
                    Cell.of("size"),
                    new Cell.Size(old.size(was)),
                    new Cell.Size(fresh.size(is))));
        }
        return rows;
    }

    private static String licence(Artifact artifact) {
        return artifact.delivery().origin().licence().orElse("-");
    }

    private static void row(List<List<Cell>> rows, Artifact artifact, String what, String before, String after) {
        if (!before.equals(after)) {
            rows.add(List.of(Cell.of(identity(artifact)), Cell.of(what), Cell.of(before), Cell.of(after)));
        }
    }

    private Report.Table dates() {
        List<List<Cell>> rows = new ArrayList<>();
        dates(rows, "renew by: ", old.contents().expires(), fresh.contents().expires());
        dates(rows, "data of: ", old.contents().dataDates(), fresh.contents().dataDates());
        return new Report.Table("dates", List.of("what", "old", "new"), rows);
    }

    private static void dates(
            List<List<Cell>> rows, String what, SortedMap<String, String> before, SortedMap<String, String> after) {
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                rows.add(List.of(Cell.of(what + name), date(before.get(name)), date(after.get(name))));
            }
        }
    }

    private static Cell date(@org.jspecify.annotations.Nullable String date) {
        return date == null ? new Cell.None() : Cell.of(date);
    }
}
