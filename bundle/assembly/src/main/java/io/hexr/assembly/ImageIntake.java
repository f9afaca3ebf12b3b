package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.ContentCopier;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageIndex;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.Manifest;
import io.hexr.oci.Platform;

/** Takes images out of OCI layouts: one platform each, with what refers to them, byte for byte. */
final class ImageIntake {
    private static final int WORKERS = 4;

    private final Path specFolder;
    private final LayoutStore to;
    private final Map<Path, LayoutStore> layouts = new HashMap<>();

    ImageIntake(Path specFolder, LayoutStore to) {
        this.specFolder = specFolder;
        this.to = to;
    }

    Descriptor take(ReleaseSpec.Image image) {
        String artifact = "image " + image.names().name();
        Path folder = specFolder.resolve(image.layout());
        if (!Files.isRegularFile(folder.resolve("oci-layout"))) {
            throw new AssemblyException.SourceMissing(artifact, "the OCI layout " + folder);
        }
        LayoutStore layout = layouts.computeIfAbsent(folder, LayoutStore::open);
        Descriptor root = layout.resolve(image.reference())
                .orElseThrow(() -> new AssemblyException.SourceMissing(
                        artifact, "the name " + image.reference() + " in " + folder));
        Descriptor manifest = forPlatform(artifact, layout, root, image.platform());
        requireGzipLayers(artifact, layout, manifest);
        ContentCopier.withWorkers(WORKERS)
                .referrers(ContentCopier.Referrers.INCLUDED)
                .presence(ContentCopier.Presence.IS_CHECKED)
                .copy(layout, to, List.of(new ContentCopier.Root(manifest, List.of())));
        return manifest;
    }

    private static Descriptor forPlatform(String artifact, LayoutStore layout, Descriptor root, Platform wanted) {
        Manifest manifest = layout.manifest(root);
        if (!(manifest instanceof ImageIndex index)) {
            return root;
        }
        List<Descriptor> fitting = index.manifests().stream()
                .filter(child -> child.platform().filter(wanted::equals).isPresent())
                .toList();
        if (fitting.size() != 1) {
            throw new AssemblyException.ImageRefused(
                    artifact, "its index has " + fitting.size() + " images for " + wanted + ", exactly one is needed");
        }
        return forPlatform(artifact, layout, fitting.getFirst(), wanted);
    }

    /** The archive's load list points Docker at the very blobs: what is no gzip by its name or its first bytes would not load everywhere. */
    private static void requireGzipLayers(String artifact, LayoutStore layout, Descriptor manifest) {
        if (!(layout.manifest(manifest) instanceof ImageManifest image)) {
            return;
        }
        for (Descriptor layer : image.layers()) {
            if (!layer.mediaType().endsWith("gzip") || !beginsAsGzip(artifact, layout, layer)) {
                throw new AssemblyException.ImageRefused(
                        artifact, "layer " + layer.digest() + " (" + layer.mediaType() + ") is not gzip");
            }
        }
    }

    private static boolean beginsAsGzip(String artifact, LayoutStore layout, Descriptor layer) {
        try (InputStream in = layout.open(layer)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        } catch (IOException e) {
            throw new AssemblyException.ImageRefused(artifact, "layer " + layer.digest() + ": " + e.getMessage());
        }
    }
}
