import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.assembly.ReleaseBuilder;
import io.hexr.format.Artifact;
import io.hexr.format.ChartArtifact;
import io.hexr.format.ImageArtifact;
import io.hexr.helm.Helm;
import io.hexr.helm.Renderer;
import io.hexr.helm.Rendering;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;

/** Gives every configuration that the chart renders to the program that will read it. Run by: configs */
final class Configs {
    /** How each program judges a configuration without serving by it. A component with a configuration and without a line here is a failure. */
    private static final Map<String, List<String>> JUDGES = Map.of(
            "prometheus", List.of("/usr/bin/promtool", "check", "config", "/etc/prometheus/prometheus.yaml"),
            "otel-collector", List.of("/usr/bin/otel-collector", "validate", "--config=/etc/otel-collector/config.yaml"),
            "jaeger", List.of("/usr/bin/jaeger", "validate", "--config=/etc/jaeger/config.yaml"));

    /** Read by no program of the release: our own plan (its tests read it), dashboards for a Grafana of the site. */
    private static final List<String> NOT_JUDGED = List.of("hexr-bootstrap", "grafana-dashboards", "hexr-site-ca");

    private final Path work;
    private final LayoutStore store;
    private final List<Artifact> artifacts;
    private int wrong;
    private int judged;
    private int absent;

    private Configs(Path work, Path release) {
        this.work = work;
        this.store = LayoutStore.open(release);
        this.artifacts = ReleaseBuilder.read(release).contents().artifacts();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("hexr-configs-");
        try {
            Configs configs = new Configs(work, Path.of(args[0]));
            for (String overlay : List.of("", "small", "evaluation")) {
                configs.judge(overlay);
            }
            System.out.println(configs.judged + " configurations read by their programs, " + configs.wrong + " refused, "
                    + configs.absent + " NOT RUN for want of the image in this release");
            System.exit(configs.wrong == 0 && configs.judged > 0 ? 0 : 1);
        } finally {
            remove(work);
        }
    }

    private void judge(String overlay) throws IOException, InterruptedException {
        Rendering rendering = render(overlay);
        for (ObjectNode object : rendering.objects()) {
            String name = object.path("metadata").path("name").asText();
            if (!object.path("kind").asText().equals("ConfigMap") || NOT_JUDGED.contains(name)) {
                continue;
            }
            List<String> judge = JUDGES.get(name);
            Optional<Artifact> image = artifacts.stream()
                    .filter(one -> one instanceof ImageArtifact && one.name().equals(name))
                    .findFirst();
            String title = name + (overlay.isEmpty() ? "" : ", overlay " + overlay);
            if (judge == null) {
                wrong++;
                System.out.println(title + ": nobody here knows how it is read");
            } else if (image.isEmpty()) {
                absent++;
                System.out.println(title + ": NOT RUN: this release holds no image " + name);
            } else {
                run(title, root(image.get()), object.path("data"), judge);
            }
        }
    }

    private Rendering render(String overlay) throws IOException {
        Artifact chart = artifacts.stream()
                .filter(ChartArtifact.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the release holds no chart"));
        Path file = work.resolve("chart.tgz");
        try (InputStream in = store.open(((ImageManifest) store.manifest(chart.content())).layers().getFirst())) {
            Files.write(file, in.readAllBytes());
        }
        Renderer renderer = new Renderer(
                Helm.load(Path.of(System.getProperty("hexr.native"))), Path.of(System.getProperty("hexr.home"), "profiles"));
        return renderer.render(new Renderer.Request(
                file,
                "air-gapped",
                overlay.isEmpty() ? List.of() : List.of(overlay),
                "registry.internal/hexr",
                List.of(),
                List.of(),
                new Helm.Target("hexr-runtime", "hexr-system", "1.30.0")));
    }

    /** The image's files, layer over layer. */
    private Path root(Artifact image) throws IOException, InterruptedException {
        Path root = work.resolve(image.name());
        if (Files.exists(root)) {
            return root;
        }
        Files.createDirectories(root);
        for (Descriptor layer : ((ImageManifest) store.manifest(image.content())).layers()) {
            Process tar = new ProcessBuilder("tar", "-C", root.toString(), "-xzf", "-")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream in = store.open(layer);
                    var out = tar.getOutputStream()) {
                in.transferTo(out);
            }
            if (tar.waitFor() != 0) {
                throw new IllegalStateException("tar could not unpack " + image.title());
            }
        }
        return root;
    }

    private void run(String title, Path root, JsonNode files, List<String> judge) throws IOException, InterruptedException {
        String last = judge.getLast().substring(judge.getLast().indexOf('/'));
        Path folder = root.resolve(last.substring(1)).getParent();
        Files.createDirectories(folder);
        files.properties().forEach(file -> {
            try {
                Files.writeString(folder.resolve(file.getKey()), file.getValue().asText());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "--root=" + root));
        command.addAll(judge);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        judged++;
        if (process.waitFor() == 0) {
            System.out.println(title + ": " + judge.getFirst() + " takes it"
                    + (said.isEmpty() ? "" : " (" + said.lines().toList().getLast().strip() + ")"));
        } else {
            wrong++;
            System.out.println(title + ": " + judge.getFirst() + " refuses it: " + said);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
