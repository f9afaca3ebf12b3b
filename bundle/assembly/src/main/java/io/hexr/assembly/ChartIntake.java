package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hexr.format.ChartArtifact;
import io.hexr.format.ReleaseSpec;
import io.hexr.helm.ChartPacker;
import io.hexr.helm.ImageLock;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** Packs charts with the lock of their release, as the artifacts that every Helm installs from a registry. The same chart and lock give the same artifact. */
final class ChartIntake {
    static final String CONFIG = "application/vnd.cncf.helm.config.v1+json";

    private final Path specFolder;
    private final LayoutStore to;

    ChartIntake(Path specFolder, LayoutStore to) {
        this.specFolder = specFolder;
        this.to = to;
    }

    /** The manifest of the chart, now in the store. A planned image switches off what needs it. */
    Descriptor take(ReleaseSpec.Chart chart, ImageLock lock, Set<String> planned) {
        String artifact = "chart " + chart.names().name();
        Path folder = specFolder.resolve(chart.path());
        if (!Files.isRegularFile(folder.resolve("Chart.yaml"))) {
            throw new AssemblyException.SourceMissing(
                    artifact, folder.resolve("Chart.yaml").toString());
        }
        ChartPacker.Description described = ChartPacker.describe(folder);
        requireNamed(artifact, chart, described);
        try {
            Descriptor config = put(CONFIG, described.json().getBytes(StandardCharsets.UTF_8));
            Descriptor layer = put(ChartArtifact.LAYER, ChartPacker.pack(folder, lock, planned));
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("config", ImageWriter.plain(config));
            manifest.put("layers", List.of(ImageWriter.plain(layer)));
            manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
            manifest.put("schemaVersion", 2);
            return put(MediaTypes.OCI_MANIFEST, StrictJson.write(manifest));
        } catch (OciException e) {
            throw new AssemblyException.IntakeFailed(artifact, e);
        }
    }

    /** Helm asks a registry for the chart's version under the chart's name, and refuses what then calls itself otherwise. */
    private static void requireNamed(String artifact, ReleaseSpec.Chart chart, ChartPacker.Description described) {
        String repository = chart.names().pushName();
        if (!repository.substring(repository.lastIndexOf('/') + 1).equals(described.name())) {
            throw new AssemblyException.ContentRefused(
                    artifact,
                    "it calls itself " + described.name() + ", so its push name must end in that, and is "
                            + chart.names().pushName());
        }
        if (!chart.names().tags().contains(described.version().replace('+', '_'))) {
            throw new AssemblyException.ContentRefused(
                    artifact, "its tags " + chart.names().tags() + " lack its version, " + described.version());
        }
    }

    private Descriptor put(String mediaType, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(mediaType, bytes);
        to.put(descriptor, new ByteArrayInputStream(bytes));
        return descriptor;
    }

    /** A chart of a store as a file that Helm reads. */
    static Path unpack(ChartArtifact chart, LayoutStore store, Path folder) {
        Path file = folder.resolve(chart.name() + ".tgz");
        try (InputStream in = store.open(chart.archive(store))) {
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(file, e);
        }
    }
}
