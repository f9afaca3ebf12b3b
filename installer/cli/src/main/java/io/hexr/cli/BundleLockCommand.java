package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.SignedBundle;
import io.hexr.transfer.Destination;
import io.hexr.transfer.ImageLock;
import io.hexr.transfer.TransferException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "lock",
        header = "Write where the images of a bundle lie in a registry that something else filled.",
        footer = {"hexr bundle lock hexr-bundle.tar.gz --from-registry registry.site:5000/hexr --values-out images.yaml"
        })
final class BundleLockCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Option(
            names = "--from-registry",
            required = true,
            paramLabel = "REGISTRY",
            description = "HOST[:PORT][/PATH]; images are looked for below it, and recognised by their config.")
    String registry = "";

    @Mixin
    final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--groups", paramLabel = "NAME,...", split = ",", description = "Only images of these groups.")
    Set<String> groups = new TreeSet<>();

    @Option(names = "--values-out", paramLabel = "FILE", description = "Write it there; else to standard output.")
    @Nullable
    Path values;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        try (ArchiveBytes archive = source.open()) {
            SignedBundle bundle = BundleReader.open(archive, believed.of(voice, source.approvals(archive)));
            return connection.connected(voice, registry, destination -> lock(bundle, destination));
        }
    }

    private Outcome lock(SignedBundle bundle, Destination destination) {
        TransferException.UnknownGroup.refuse(groups, bundle.contents().groups());
        Set<String> chosen = groups.isEmpty() ? bundle.contents().groups() : groups;
        ImageLock lock = ImageLock.read(bundle.contents(), chosen, destination);
        Report report = BundleTables.identity(
                Report.of("image-lock").with("registry", destination.toString()), bundle.contents());
        if (values == null) {
            return Outcome.done(report.with(new Report.Document("values", lock.yaml())));
        }
        lock.write(values);
        List<List<Cell>> rows = lock.images().entrySet().stream()
                .map(entry -> List.<Cell>of(
                        Cell.of(entry.getKey()),
                        Cell.of(entry.getValue().repository() + ":"
                                + entry.getValue().tag()),
                        Cell.of(entry.getValue().digest().toString())))
                .toList();
        return Outcome.done(report.with("values", values.toString())
                .with(new Report.Table("images", List.of("image", "at", "digest"), rows)));
    }
}
