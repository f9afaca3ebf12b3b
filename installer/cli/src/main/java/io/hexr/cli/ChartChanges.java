package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.format.Artifact;
import io.hexr.format.ChartArtifact;
import io.hexr.format.SignedBundle;
import io.hexr.helm.ChartDifference;
import io.hexr.helm.Helm;
import io.hexr.helm.HelmException;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** What changes in charts that both sides have: default values, rights, network, other objects. A chart that cannot be compared says so instead of nothing. */
final class ChartChanges {
    private final List<List<Cell>> rows = new ArrayList<>();

    static Report.Table table(BundleDifference.Side old, BundleDifference.Side fresh) {
        ChartChanges changes = new ChartChanges();
        fresh.artifacts().forEach((name, is) -> {
            Artifact was = old.artifacts().get(name);
            if (is instanceof ChartArtifact && was != null && !was.content().equals(is.content())) {
                changes.compare(name, new Packed(old.bundle(), was), new Packed(fresh.bundle(), is));
            }
        });
        return new Report.Table("charts", List.of("chart", "touches", "where", "what", "old", "new"), changes.rows);
    }

    private void compare(String chart, Packed was, Packed is) {
        if (!was.isHere() || !is.isHere()) {
            notCompared(chart, (was.isHere() ? "the new" : "the old") + " bundle does not hold it");
            return;
        }
        try {
            Path folder = Files.createTempDirectory("hexr-charts");
            try {
                Path before = was.write(folder.resolve("old.tgz"));
                Path after = is.write(folder.resolve("new.tgz"));
                ChartDifference.between(() -> Helm.load(Installation.nativeCode()), before, after)
                        .forEach(line -> row(chart, line));
            } catch (HelmException e) {
                notCompared(
                        chart,
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            } finally {
                Files.deleteIfExists(folder.resolve("old.tgz"));
                Files.deleteIfExists(folder.resolve("new.tgz"));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.FILE_UNWRITABLE,
                            "the charts could not be written to the temp folder to compare them")
                    .because(String.valueOf(e)));
        }
    }

    private void row(String chart, ChartDifference.Line line) {
        rows.add(List.of(
                Cell.of(chart),
                Cell.of(line.touched().name().toLowerCase(Locale.ROOT)),
                Cell.of(line.where()),
                Cell.of(line.what()),
                cell(line.before()),
                cell(line.after())));
    }

    private void notCompared(String chart, String why) {
        Cell none = new Cell.None();
        rows.add(List.of(Cell.of(chart), Cell.of("not compared"), none, Cell.of(why), none, none));
    }

    private static Cell cell(String text) {
        return text.isEmpty() ? new Cell.None() : Cell.of(text);
    }

    /** A chart in a bundle. */
    private record Packed(SignedBundle bundle, Artifact artifact) {
        /** The one layer of its manifest. */
        private Digest archive() {
            return bundle.contents().manifestsOf(artifact).getFirst().children().getLast();
        }

        boolean isHere() {
            return bundle.presence().has(archive());
        }

        Path write(Path file) throws IOException {
            Descriptor descriptor = bundle.contents().descriptors().stream()
                    .filter(one -> one.digest().equals(archive()))
                    .findFirst()
                    .orElseThrow();
            try (InputStream in = bundle.content().open(descriptor)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        }
    }
}
