package io.hexr.assembly;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What the layers of an image hold, by absolute path; a link maps to its target. */
record LayerPaths(Map<String, Optional<String>> all) {
    static LayerPaths none() {
        return new LayerPaths(Map.of());
    }

    /** Told each entry with its content, which must be read at once. */
    interface Visitor {
        void visit(String path, TarArchiveEntry entry, InputStream content) throws IOException;
    }

    static LayerPaths of(LayoutStore store, Descriptor manifest) {
        Map<String, Optional<String>> all = new TreeMap<>();
        walk(
                store,
                manifest,
                (path, entry, content) ->
                        all.put(path, entry.isSymbolicLink() ? Optional.of(entry.getLinkName()) : Optional.empty()));
        return new LayerPaths(all);
    }

    static void walk(LayoutStore store, Descriptor manifest, Visitor visitor) {
        for (Descriptor layer : ((ImageManifest) store.manifest(manifest)).layers()) {
            try (InputStream in = store.open(layer);
                    TarArchiveInputStream tar =
                            new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(in, 1 << 16)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    String path =
                            "/" + entry.getName().replaceFirst("^\\.?/+", "").replaceFirst("/+$", "");
                    visitor.visit(path, entry, tar);
                }
            } catch (IOException e) {
                throw new OciException.StoreFailed("reading layer " + layer.digest(), e);
            }
        }
    }
}
