package io.hexr.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.ChartArtifact;
import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.format.VerifiedRelease;
import io.hexr.helm.ChartCrds;
import io.hexr.helm.HelmException;
import io.hexr.helm.InstalledRelease;
import io.hexr.helm.Renderer;
import io.hexr.helm.Rendering;
import io.hexr.install.InstallException;
import io.hexr.install.Piece;
import io.hexr.install.Wanted;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.StrictJson;

/**
 * A verified release made ready for one cluster: its chart out of the release, rendered with a profile, and what that wants.
 *
 * @param chart packed, in the folder it was taken to
 * @param values to hand to Helm beside it
 */
public record PreparedRelease(Wanted wanted, Path chart, ObjectNode values) {
    private static final String CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final int LARGEST = 16 << 20;
    private static final String POD_SECURITY = "pod-security.kubernetes.io/";
    private static final Set<String> HELMS_OWN = Set.of("app.kubernetes.io/managed-by", "helm.sh/chart");

    /** What a person chose. */
    public record Choice(
            String profile,
            List<String> overlays,
            String registry,
            List<Path> files,
            List<String> assignments,
            io.hexr.helm.Helm.Target target) {
        public Choice {
            overlays = List.copyOf(overlays);
            files = List.copyOf(files);
            assignments = List.copyOf(assignments);
        }
    }

    /**
     * Takes the chart out of the release into a folder and renders it.
     *
     * @throws InstallException.NothingToInstall where the release has no chart
     */
    public static PreparedRelease of(VerifiedRelease release, Choice choice, Renderer renderer, Path folder) {
        Contents contents = release.contents();
        Descriptor layer = layer(release);
        Path chart = taken(release, layer, folder.resolve("chart.tgz"));
        Rendering rendering = renderer.render(new Renderer.Request(
                chart,
                choice.profile(),
                choice.overlays(),
                choice.registry(),
                choice.files(),
                choice.assignments(),
                choice.target()));
        String home = choice.target().namespace();
        SortedMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        namespaces.put(home, restricted());
        List<Piece> pieces = new ArrayList<>();
        for (ObjectNode object : rendering.objects()) {
            Piece piece = Piece.of(object, home);
            if (piece.kind().kind().equals("Namespace")) {
                namespaces.put(piece.name(), labels(object));
            } else {
                pieces.add(piece);
            }
        }
        ObjectNode values = rendering.own().tree().deepCopy();
        if (rendering.all().at("namespaces.create").asBoolean()) {
            // we make them, with the same labels, before Helm needs them
            values.withObject("/namespaces").put("create", false);
        }
        Wanted wanted = new Wanted(
                new Wanted.ReleaseName(
                        contents.release(),
                        contents.version(),
                        contents.sequence(),
                        Digest.of(contents.bytes()).toString(),
                        contents.dataDates()),
                choice.registry(),
                new Wanted.Target(choice.target().release(), home),
                new Wanted.ChartName(
                        rendering.chart(), rendering.version(), layer.digest().toString(), layer.size()),
                Digest.of(StrictJson.write(values)).toString(),
                namespaces,
                ChartCrds.of(chart).stream().map(crd -> Piece.of(crd, home)).toList(),
                pieces,
                pullSecrets(rendering),
                imageBytes(contents));
        return new PreparedRelease(wanted, chart, values);
    }

    /** The objects of a file that says what is installed. @throws HelmException.DocumentInvalid where it does not */
    public static List<Piece> installed(Path file, String home) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new HelmException.DocumentInvalid(file.toString(), "is larger than any record of Helm");
            }
            return InstalledRelease.objects(file.toString(), Files.readString(file)).stream()
                    .map(object -> Piece.of(object, home))
                    .toList();
        } catch (IOException e) {
            throw new HelmException.FileFailed(file, "cannot be read", e);
        }
    }

    private static Descriptor layer(VerifiedRelease release) {
        List<ChartArtifact> charts = release.contents().artifacts().stream()
                .filter(ChartArtifact.class::isInstance)
                .map(ChartArtifact.class::cast)
                .toList();
        if (charts.size() != 1) {
            throw new InstallException.NothingToInstall(
                    release.contents().title(), charts.isEmpty() ? "chart" : "single chart but " + charts.size());
        }
        Artifact chart = charts.getFirst();
        if (release.source().manifest(chart.content()) instanceof ImageManifest manifest) {
            for (Descriptor layer : manifest.layers()) {
                if (layer.mediaType().equals(CHART_LAYER)) {
                    return layer;
                }
            }
        }
        throw new InstallException.NothingToInstall(chart.title(), "packed chart");
    }

    /** The bytes are verified as they are read. */
    private static Path taken(VerifiedRelease release, Descriptor layer, Path file) {
        try (InputStream in = release.source().open(layer)) {
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new HelmException.FileFailed(file, "the chart of the release could not be written there", e);
        }
    }

    private static SortedMap<String, String> restricted() {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String mode : List.of("enforce", "audit", "warn")) {
            labels.put(POD_SECURITY + mode, "restricted");
        }
        return labels;
    }

    /** Ours is the namespace, not Helm's. */
    private static SortedMap<String, String> labels(ObjectNode namespace) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> label :
                namespace.path("metadata").path("labels").properties()) {
            if (!HELMS_OWN.contains(label.getKey())) {
                labels.put(label.getKey(), label.getValue().asText());
            }
        }
        return labels;
    }

    private static List<String> pullSecrets(Rendering rendering) {
        List<String> names = new ArrayList<>();
        rendering.all().at("global.imagePullSecrets").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** What images share counts once. */
    private static long imageBytes(Contents contents) {
        Set<Digest> needed = new HashSet<>();
        contents.artifacts().stream()
                .filter(ImageArtifact.class::isInstance)
                .forEach(image -> needed.addAll(contents.closure(image)));
        return contents.blobs().stream()
                .filter(blob -> needed.contains(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
    }
}
