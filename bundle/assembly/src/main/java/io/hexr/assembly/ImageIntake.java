package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.ContentCopier;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageIndex;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.Limits;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.Platform;
import io.hexr.oci.StrictJson;

/** Takes images out of OCI layouts: one platform each, with what refers to them, byte for byte. */
final class ImageIntake {
    private static final int WORKERS = 4;
    private static final Set<String> GZIP_LAYERS = Set.of(MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP);

    private final Path specFolder;
    private final LayoutStore to;
    private final Map<Path, LayoutStore> layouts = new HashMap<>();
    private final Set<Digest> taken = new HashSet<>();

    ImageIntake(Path specFolder, LayoutStore to) {
        this.specFolder = specFolder;
        this.to = to;
    }

    /** The manifest of the image, now in the store with everything below it and everything that refers to it. */
    Descriptor take(ReleaseSpec.Image image, ReleaseSpec.Layout place) {
        return take(image, specFolder.resolve(place.folder()), place.reference());
    }

    /** The same, of a layout wherever it lies. */
    Descriptor take(ReleaseSpec.Image image, Path folder, String reference) {
        String artifact = "image " + image.names().name();
        if (!Files.isRegularFile(folder.resolve("oci-layout"))) {
            throw new AssemblyException.SourceMissing(artifact, "the OCI layout " + folder);
        }
        try {
            LayoutStore layout = layouts.computeIfAbsent(folder, LayoutStore::open);
            Descriptor named = Optional.ofNullable(layout.tags().get(reference))
                    .orElseThrow(() ->
                            new AssemblyException.SourceMissing(artifact, "the name " + reference + " in " + folder));
            return take(image, layout, named);
        } catch (OciException.Interrupted e) {
            throw e;
        } catch (OciException e) {
            throw new AssemblyException.IntakeFailed(artifact, e);
        }
    }

    /** The same, of a manifest or index wherever it can be read. */
    Descriptor take(ReleaseSpec.Image image, ContentSource from, Descriptor named) {
        String artifact = "image " + image.names().name();
        try {
            Descriptor manifest = forPlatform(artifact, from, named, image.platform());
            List<Descriptor> layers = requireLoadable(artifact, from, manifest, image.platform());
            ContentCopier.withWorkers(WORKERS)
                    .referrers(ContentCopier.Referrers.INCLUDED)
                    .presence(ContentCopier.Presence.IS_CHECKED)
                    .copy(from, to, List.of(new ContentCopier.Root(manifest, List.of())));
            layers.forEach(layer -> requireGzip(artifact, layer));
            note(from, manifest.digest(), 0);
            return manifest;
        } catch (OciException.Interrupted e) {
            throw e;
        } catch (OciException e) {
            throw new AssemblyException.IntakeFailed(artifact, e);
        }
    }

    /** The manifests of all images taken, and what refers to them: in a folder that was built before, more may lie. */
    Set<Digest> taken() {
        return Set.copyOf(taken);
    }

    private void note(ContentSource layout, Digest manifest, int depth) {
        if (taken.add(manifest) && depth < Limits.GRAPH_DEPTH) {
            layout.referrers(manifest).forEach(referrer -> note(layout, referrer.digest(), depth + 1));
        }
    }

    private static Descriptor forPlatform(String artifact, ContentSource layout, Descriptor named, Platform wanted) {
        if (!(layout.manifest(named) instanceof ImageIndex index)) {
            return named;
        }
        List<Descriptor> fitting = index.manifests().stream()
                .filter(child -> MediaTypes.isImageManifest(child.mediaType()))
                .filter(child -> child.platform().filter(wanted::equals).isPresent())
                .toList();
        if (fitting.size() != 1) {
            throw new AssemblyException.ContentRefused(
                    artifact, "its index has " + fitting.size() + " images for " + wanted + ", exactly one is needed");
        }
        return fitting.getFirst();
    }

    /**
     * The archive's load list points Docker at the very blobs: what is no gzip by its name or its first bytes would not load everywhere. The platform is
     * what the image says of itself; an index may say anything.
     */
    private static List<Descriptor> requireLoadable(
            String artifact, ContentSource layout, Descriptor manifest, Platform wanted) {
        if (!(layout.manifest(manifest) instanceof ImageManifest image)) {
            throw new AssemblyException.ContentRefused(artifact, manifest.digest() + " is no image manifest");
        }
        JsonNode config = StrictJson.parse(
                layout.bytes(image.config(), Limits.MANIFEST_BYTES),
                Limits.MANIFEST_BYTES,
                "config " + image.config().digest());
        String os = config.path("os").asText();
        String architecture = config.path("architecture").asText();
        if (!os.equals(wanted.os()) || !architecture.equals(wanted.architecture())) {
            throw new AssemblyException.ContentRefused(
                    artifact, "is built for " + quoted(os) + "/" + quoted(architecture) + ", not for " + wanted);
        }
        for (Descriptor layer : image.layers()) {
            if (!GZIP_LAYERS.contains(layer.mediaType())) {
                throw notGzip(artifact, layer);
            }
            if (layer.size() > FileIntake.LARGEST) {
                throw new AssemblyException.ContentRefused(
                        artifact, "layer " + layer.digest() + " has 8 GiB or more, which does not fit a bundle");
            }
        }
        return image.layers();
    }

    private void requireGzip(String artifact, Descriptor layer) {
        if (!beginsAsGzip(to, layer)) {
            throw notGzip(artifact, layer);
        }
    }

    private static AssemblyException notGzip(String artifact, Descriptor layer) {
        return new AssemblyException.ContentRefused(
                artifact, "layer " + layer.digest() + " (" + layer.mediaType() + ") is not gzip");
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9._-]{1,32}") ? text : "?";
    }

    private static boolean beginsAsGzip(LayoutStore layout, Descriptor layer) {
        try (InputStream in = layout.open(layer)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading layer " + layer.digest(), e);
        }
    }
}
