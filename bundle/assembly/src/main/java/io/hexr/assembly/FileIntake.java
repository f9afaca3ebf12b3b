package io.hexr.assembly;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;

/**
 * Takes files in as OCI artifacts: one layer each, untouched, named by the title annotation that stock tools restore files by. Modes, owners and times do
 * not travel.
 */
final class FileIntake {
    /** What the artifact says it is. */
    static final String ARTIFACT_TYPE = "application/vnd.hexr.file.v1";

    /** Of one blob; said before the file is read, not after. */
    static final long LARGEST = (8L << 30) - 1;

    private FileIntake() {}

    /** The manifest of the artifact, now in the store. */
    static Descriptor take(ReleaseSpec.Content content, Path root, LayoutStore to) {
        String artifact = "file " + content.names().name();
        SourceFiles source = SourceFiles.of(artifact, root);
        ArtifactWriter writer = new ArtifactWriter(artifact, to);
        List<ArtifactWriter.Layer> layers = source.files().stream()
                .map(file -> {
                    requireFits(source, file);
                    return new ArtifactWriter.Layer(writer.file(MediaTypes.OCTET_STREAM, file), source.title(file));
                })
                .toList();
        return writer.manifest(ARTIFACT_TYPE, writer.emptyConfig(), layers, Map.of());
    }

    static void requireFits(SourceFiles source, Path file) {
        if (source.size(file) > LARGEST) {
            throw new AssemblyException.ContentRefused(
                    source.artifact(),
                    file + " has 8 GiB or more, which does not fit a bundle; a model is chunked: name it under models");
        }
    }
}
