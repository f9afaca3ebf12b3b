package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.helm.Helm;
import io.hexr.helm.Renderer;
import io.hexr.helm.Rendering;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "render",
        header = "Render the values or manifests of an environment, checked; nothing is installed and nobody is asked.",
        footer = {
            "hexr render --profile air-gapped --registry registry.internal/hexr --values images.yaml > values.yaml",
            "hexr render --profile air-gapped --overlay small --registry registry.internal/hexr --values images.yaml --manifests",
            "hexr render --profile air-gapped --registry registry.internal/hexr --values images.yaml --diff earlier.yaml",
        })
final class RenderCommand implements Verb {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            required = true,
            description = "The environment: air-gapped, self-hosted or cloud.")
    String profile = "";

    @Option(
            names = "--overlay",
            paramLabel = "NAME",
            description = "An adjustment of it: small, evaluation or certification. May be repeated.")
    List<String> overlays = new ArrayList<>();

    @Option(
            names = "--registry",
            paramLabel = "HOST/PROJECT",
            required = true,
            description = "The registry the bundle was pushed to.")
    String registry = "";

    @Option(
            names = "--chart",
            paramLabel = "PATH",
            description = "The chart, as a folder or packed; else the one that came with this hexr.")
    @Nullable
    Path chart;

    @Option(
            names = "--values",
            paramLabel = "FILE",
            description = "Values of your own, over those of the profile. May be repeated.")
    List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One value, over all files. May be repeated.")
    List<String> assignments = new ArrayList<>();

    @Option(names = "--namespace", paramLabel = "NAME", description = "The namespace of the release.")
    String namespace = "hexr-system";

    @Option(names = "--kubernetes", paramLabel = "VERSION", description = "The version of the cluster.")
    String kubernetes = "1.30.0";

    @ArgGroup
    @Nullable
    Instead instead;

    /** What is printed in place of the values; one of them. */
    static final class Instead {
        @Option(names = "--manifests", description = "Print the manifests.")
        boolean manifests;

        @Option(names = "--explain", description = "Print every value in force and where it comes from.")
        boolean explain;

        @Option(
                names = "--diff",
                paramLabel = "FILE",
                description = {
                    "Print what changes since manifests that were rendered earlier, or since what is installed: what helm get",
                    "manifest prints, or the Secret in which Helm keeps a release, as kubectl get secret -o yaml prints it."
                })
        @Nullable
        Path earlier;
    }

    @Override
    public Outcome run(Voice voice) {
        Path which =
                Optional.ofNullable(chart).orElseGet(() -> Installation.charts().resolve("hexr-runtime"));
        Rendering rendering;
        try (Progress.Step step = voice.progress().step("rendering")) {
            Renderer renderer = new Renderer(Helm.load(Installation.nativeCode()), Installation.profiles());
            rendering = renderer.render(new Renderer.Request(
                    which,
                    profile,
                    overlays,
                    registry,
                    files,
                    assignments,
                    new Helm.Target("hexr-runtime", namespace, kubernetes)));
            step.done();
        }
        voice.narration()
                .say("chart " + rendering.chart() + " " + rendering.version() + ", "
                        + rendering.images().size() + " images, "
                        + rendering.rules().size() + " rules kept");
        return Outcome.done(report(rendering));
    }

    private Report report(Rendering rendering) {
        if (instead == null) {
            return Report.of("render-values").with(new Report.Document("values", rendering.overlay()));
        }
        if (instead.explain) {
            return Report.of("render-explain")
                    .with(new Report.Table(
                            "values",
                            List.of("key", "value", "from"),
                            rendering.explained().stream()
                                    .map(one ->
                                            List.of(Cell.of(one.key()), Cell.of(one.value()), Cell.of(one.origin())))
                                    .toList()));
        }
        if (instead.earlier != null) {
            return Report.of("render-diff")
                    .with(new Report.Table(
                            "changes",
                            List.of("object", "what", "old", "new"),
                            rendering.changesSince(instead.earlier.toString(), read(instead.earlier)).stream()
                                    .map(one -> List.of(
                                            Cell.of(one.object()),
                                            Cell.of(one.what()),
                                            Cell.of(one.before()),
                                            Cell.of(one.after())))
                                    .toList()));
        }
        return Report.of("render-manifests").with(new Report.Document("manifests", rendering.manifests()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.FILE_UNREADABLE, file + " cannot be read: " + e)
                    .about(file.toString()));
        }
    }
}
