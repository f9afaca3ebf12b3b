package io.hexr.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.signing.Verified;

/** What several commands show of a bundle, in the same columns. */
final class BundleTables {
    private BundleTables() {}

    static Report identity(Report report, Contents contents) {
        return report.with("release", contents.release())
                .with("version", contents.version())
                .with("sequence", contents.sequence());
    }

    static Report.Table groups(Contents contents, Presence presence) {
        Set<Artifact> absent = new HashSet<>(presence.absentArtifacts());
        List<List<Cell>> rows = contents.groups().stream()
                .map(group -> {
                    List<Artifact> members = contents.group(group);
                    long here = members.stream()
                            .filter(Predicate.not(absent::contains))
                            .count();
                    return List.<Cell>of(
                            Cell.of(group), Cell.of(members.size()), new Cell.Flag(here == members.size()));
                })
                .toList();
        return new Report.Table("groups", List.of("group", "artifacts", "complete"), rows);
    }

    static Report.Table artifacts(Contents contents, Presence presence) {
        Set<Artifact> absent = new HashSet<>(presence.absentArtifacts());
        List<List<Cell>> rows = new ArrayList<>();
        contents.sizes()
                .forEach((artifact, size) -> rows.add(List.of(
                        Cell.of(artifact.kind()),
                        Cell.of(artifact.name()),
                        Cell.of(artifact.pushName() + ":" + String.join(",", artifact.tags())),
                        Cell.of(String.join(", ", artifact.groups())),
                        new Cell.Size(size),
                        new Cell.Flag(!absent.contains(artifact)),
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
