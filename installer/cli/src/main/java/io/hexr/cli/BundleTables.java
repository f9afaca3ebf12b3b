package io.hexr.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.signing.Verified;

/** What several commands show of a bundle, in the same columns. */
final class BundleTables {
    private BundleTables() {}

    static Report identity(Report report, Contents contents) {
        return report.with("release", contents.release())
                .with("version", contents.version())
                .with("sequence", contents.sequence());
    }

    /** What of a release is known to be there: all but some, or nothing is known. */
    record There(Optional<Set<Artifact>> absent) {
        static final There NOT_ASKED = new There(Optional.empty());

        static There except(Collection<Artifact> absent) {
            return new There(Optional.of(Set.copyOf(absent)));
        }

        Cell complete(Collection<Artifact> artifacts) {
            return absent.<Cell>map(missing -> new Cell.Flag(artifacts.stream().noneMatch(missing::contains)))
                    .orElseGet(Cell.None::new);
        }
    }

    static Report.Table groups(Contents contents, There there) {
        List<List<Cell>> rows = contents.groups().stream()
                .map(group -> {
                    List<Artifact> members = contents.group(group);
                    return List.of(Cell.of(group), Cell.of(members.size()), there.complete(members));
                })
                .toList();
        return new Report.Table("groups", List.of("group", "artifacts", "complete"), rows);
    }

    static Report.Table artifacts(Contents contents, There there) {
        List<List<Cell>> rows = new ArrayList<>();
        contents.sizes()
                .forEach((artifact, size) -> rows.add(List.of(
                        Cell.of(artifact.kind()),
                        Cell.of(artifact.name()),
                        Cell.of(artifact.pushName() + ":" + String.join(",", artifact.tags())),
                        Cell.of(String.join(", ", artifact.groups())),
                        new Cell.Size(size),
                        there.complete(List.of(artifact)),
                        Cell.of(artifact.content().digest().toString()))));
        return new Report.Table(
                "artifacts", List.of("kind", "name", "pushedAs", "groups", "size", "complete", "digest"), rows);
    }

    static Report.Table absent(List<Artifact> artifacts) {
        List<List<Cell>> rows = artifacts.stream()
                .map(artifact -> List.of(
                        Cell.of(artifact.kind()),
                        Cell.of(artifact.name()),
                        Cell.of(String.join(", ", artifact.groups()))))
                .toList();
        return new Report.Table("absent", List.of("kind", "name", "groups"), rows);
    }

    /** Who vouches, and which signatures were there and did not count. */
    static Report vouched(Report report, Verified verified) {
        List<List<Cell>> ignored = verified.ignored().stream()
                .map(one -> List.of(
                        Cell.of(one.file()),
                        Cell.of(one.key().brief()),
                        Cell.of(one.reason().text())))
                .toList();
        Report with = report.with("statement", verified.statement().toString())
                .with(new Report.Listing("signedBy", verified.signedBy()))
                .with(new Report.Listing("approvedBy", verified.approvedBy()))
                .with(new Report.Table("ignoredSignatures", List.of("file", "key", "reason"), ignored));
        return verified.rollback()
                .map(allowed -> with.with("allowedRollback", allowed.version() + "@" + allowed.sequence()))
                .orElse(with);
    }
}
