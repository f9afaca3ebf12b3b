package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.assembly.PackageList;
import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.format.Artifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ManifestNode;
import io.hexr.format.SignedBundle;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;

/** What changes in the packages of images, by the bills of materials that travel with them. An image whose bill cannot be told says so instead of nothing. */
final class PackageDifference {
    private final List<List<Cell>> rows = new ArrayList<>();

    /** What is known of the packages of an image. */
    private sealed interface Packages {
        record Known(PackageList list) implements Packages {
            @Override
            public String toString() {
                int count = list.versions().size();
                return count == 1 ? "1 package" : count + " packages";
            }
        }

        record Unknown(String why) implements Packages {
            @Override
            public String toString() {
                return why;
            }
        }
    }

    /** An image that came, went, or has another digest. */
    private void compare(String image, Optional<Packages> before, Optional<Packages> after) {
        if (before.orElse(null) instanceof Packages.Known(PackageList was)
                && after.orElse(null) instanceof Packages.Known(PackageList is)) {
            SortedSet<String> names = new TreeSet<>(was.versions().keySet());
            names.addAll(is.versions().keySet());
            for (String name : names) {
                Optional<String> then = versions(was, name);
                Optional<String> now = versions(is, name);
                if (!then.equals(now)) {
                    row(image, name, then, now);
                }
            }
        } else {
            row(image, "all", before.map(Packages::toString), after.map(Packages::toString));
        }
    }

    private void row(String image, String name, Optional<String> before, Optional<String> after) {
        rows.add(List.of(Cell.of(image), Cell.of(name), cell(before), cell(after)));
    }

    private static Optional<String> versions(PackageList list, String name) {
        return Optional.ofNullable(list.versions().get(name)).map(all -> String.join(", ", all));
    }

    private static Cell cell(Optional<String> text) {
        return text.<Cell>map(Cell::of).orElseGet(Cell.None::new);
    }

    static Report.Table table(BundleDifference.Side old, BundleDifference.Side fresh) {
        PackageDifference difference = new PackageDifference();
        SortedSet<String> all = new TreeSet<>(old.artifacts().keySet());
        all.addAll(fresh.artifacts().keySet());
        for (String name : all) {
            Optional<Artifact> was = image(old, name);
            Optional<Artifact> is = image(fresh, name);
            if (!was.map(Artifact::content).equals(is.map(Artifact::content))) {
                difference.compare(
                        name,
                        was.map(image -> packages(old.bundle(), image)),
                        is.map(image -> packages(fresh.bundle(), image)));
            }
        }
        return new Report.Table("packages", List.of("image", "package", "old", "new"), difference.rows);
    }

    private static Optional<Artifact> image(BundleDifference.Side side, String name) {
        return Optional.ofNullable(side.artifacts().get(name)).filter(ImageArtifact.class::isInstance);
    }

    private static Packages packages(SignedBundle bundle, Artifact image) {
        List<ManifestNode> nodes = bundle.contents().manifestsOf(image);
        for (String format : PackageList.FORMATS) {
            for (ManifestNode node : nodes) {
                // its first child is the config, the bill follows
                if (node.artifactType().filter(format::equals).isPresent()
                        && node.children().size() > 1) {
                    return read(bundle, node.children().get(1));
                }
            }
        }
        return new Packages.Unknown("no bill of materials");
    }

    private static Packages read(SignedBundle bundle, Digest bill) {
        if (!bundle.presence().has(bill)) {
            return new Packages.Unknown("its bill of materials is not in this bundle");
        }
        Descriptor descriptor = bundle.contents().descriptors().stream()
                .filter(one -> one.digest().equals(bill))
                .findFirst()
                .orElseThrow();
        try (InputStream in = bundle.content().open(descriptor)) {
            return new Packages.Known(PackageList.read("bill of materials " + bill, in));
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading bill of materials " + bill, e);
        } catch (OciException.TooLarge | OciException.MalformedDocument e) {
            return new Packages.Unknown("its bill of materials cannot be read");
        }
    }
}
