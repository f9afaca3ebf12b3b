package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.Contents;
import io.hexr.format.SignedBundle;
import io.hexr.registry.RegistryAddress;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SigningKey;
import io.hexr.transfer.Destination;
import io.hexr.transfer.ImageLock;
import io.hexr.transfer.LoadScript;
import io.hexr.transfer.PushOptions;
import io.hexr.transfer.PushPlan;
import io.hexr.transfer.PushReport;
import io.hexr.transfer.TransferException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "push",
        header = "Fill a registry from a bundle, verifying while sending; nothing is tagged before all of it is right.",
        footer = {
            "hexr bundle push hexr-bundle.tar.gz --registry registry.site:5000/hexr",
            "hexr bundle push hexr-bundle.tar.gz --registry registry.site:5000/hexr --plan",
            "hexr bundle push /media/disc1 /media/disc2 --registry registry.site:5000/hexr --values-out images.yaml",
        })
final class BundlePushCommand implements Verb {
    @Parameters(
            index = "0..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "A bundle, a folder of its parts, or parts; with discs in several drives, one for each.")
    List<Path> places = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "The bundle, as an option.")
    @Nullable
    Path file;

    @Mixin
    final RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--groups",
            paramLabel = "NAME,...",
            split = ",",
            description = "Only these groups, each of which must become whole.")
    Set<String> groups = new TreeSet<>();

    @Option(names = "--plan", description = "Say what would be sent, mounted and named; write nothing.")
    boolean planOnly;

    @Option(names = "--deep", description = "Ask for every blob and manifest, whatever tags say.")
    boolean deep;

    @Option(
            names = "--values-out",
            paramLabel = "FILE",
            description = "Write where the images lie, as values for the charts.")
    @Nullable
    Path values;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "Write the script for a host that has only docker; push nothing.")
    @Nullable
    Path script;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    private Optional<SigningKey> signer = Optional.empty();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        signer = custody.signer();
        List<Path> named = places();
        try (ArchiveBytes archive = BundleSource.open(named)) {
            // no connection before signature, contents and framing up to the first blob have passed
            SignedBundle bundle =
                    BundleReader.open(archive, believed.of(voice, BundleSource.approvals(archive, named)));
            if (script != null) {
                return script(bundle, script);
            }
            voice.cancellation().continueWith(continuation(named));
            Path log = log(archive, named);
            CustodyOptions.requireAbout(signer, log, bundle.verified().statement());
            return registry.connected(voice, destination -> push(voice, bundle, destination, log));
        }
    }

    private List<Path> places() {
        List<Path> all = new ArrayList<>(places);
        if (file != null) {
            all.add(file);
        }
        if (all.isEmpty()) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "no bundle was named")
                    .because("FILE is missing")
                    .next("hexr bundle push FILE --registry " + registry.address));
        }
        return all;
    }

    private Path log(ArchiveBytes archive, List<Path> named) {
        Path folder = Approvals.folders(named).iterator().next();
        return custody.logBeside(folder.resolve(BundleSource.fileName(archive)));
    }

    /** Where it went, and what was said to go there all the same, belong to the journey. */
    private Report recorded(Report report, SignedBundle bundle, Destination destination, Path log) {
        custody.remark("to " + destination + (registry.connection.plain ? ", in clear text" : ""));
        return custody.record(
                report,
                signer,
                log,
                new CustodyOptions.Step(
                        CustodyEvent.Kind.PUSHED, bundle.verified().statement()));
    }

    private String continuation(List<Path> named) {
        List<Object> words = new ArrayList<>(named);
        words.addAll(List.of("--registry", registry.address));
        words.addAll(registry.connection.words());
        if (!groups.isEmpty()) {
            words.addAll(List.of("--groups", String.join(",", groups)));
        }
        if (planOnly) {
            words.add("--plan");
        }
        if (deep) {
            words.add("--deep");
        }
        if (values != null) {
            words.addAll(List.of("--values-out", values));
        }
        words.addAll(believed.words());
        words.addAll(custody.words());
        return CommandText.of("hexr bundle push", words.toArray());
    }

    private Outcome script(SignedBundle bundle, Path to) {
        Contents contents = bundle.contents();
        TransferException.UnknownGroup.refuse(groups, contents.groups());
        Set<String> chosen = groups.isEmpty() ? contents.groups() : groups;
        RegistryAddress address = RegistryAddress.parse(registry.address);
        List<Object> words = new ArrayList<>(List.of("BUNDLE", "--from-registry", registry.address));
        if (!groups.isEmpty()) {
            words.addAll(List.of("--groups", String.join(",", groups)));
        }
        words.addAll(registry.connection.words());
        words.addAll(believed.words());
        words.addAll(List.of("--values-out", "images.yaml"));
        String lock = CommandText.of("hexr bundle lock", words.toArray());
        new LoadScript(contents, bundle.presence(), chosen, address, lock).write(to);
        return Outcome.done(BundleTables.identity(Report.of("bundle-script"), contents)
                .with("registry", address.toString())
                .with("script", to.toString()));
    }

    private Outcome push(Voice voice, SignedBundle bundle, Destination destination, Path log) {
        PushOptions.Depth depth = deep ? PushOptions.Depth.EVERYTHING : PushOptions.Depth.MARKERS;
        PushRun run = new PushRun(
                voice, bundle, destination, PushOptions.USUAL.only(groups).looking(depth));
        PushPlan plan = run.plan();
        if (planOnly) {
            return Outcome.done(
                    PushTables.plan(bundle, destination, plan, Optional.ofNullable(registry.connection.rate)));
        }
        PushReport done = run.run(plan);
        believed.accepted(voice, bundle.verified());
        Report report = PushTables.report(Report.of("bundle-push"), bundle, destination, done);
        if (values != null) {
            ImageLock.of(bundle.contents(), Set.copyOf(done.delivered()), destination)
                    .write(values);
            report = report.with("values", values.toString());
        }
        return Outcome.done(recorded(report, bundle, destination, log));
    }
}
