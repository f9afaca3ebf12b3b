package io.hexr.assembly;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a tree as a layer: the same tree gives the same bytes. */
final class LayerWriter {
    /** A layer in a store; the second digest is of the tar, as an image's config wants it. */
    record Layer(Descriptor descriptor, Digest content) {}

    private LayerWriter() {}

    static Layer write(FileTree tree, Path work, LayoutStore to) {
        Path file = work.resolve("layer.tar.gz");
        MessageDigest plain = Digest.Algorithm.SHA256.start();
        MessageDigest packed = Digest.Algorithm.SHA256.start();
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                    GZIPOutputStream gzip = new GZIPOutputStream(new DigestOutputStream(out, packed), 1 << 16);
                    TarArchiveOutputStream tar =
                            new TarArchiveOutputStream(new DigestOutputStream(gzip, plain), "UTF-8")) {
                // long names only; without a time in the entry this writes no header that could differ
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                for (Map.Entry<String, FileTree.Node> node : tree.nodes().entrySet()) {
                    put(tar, node.getKey().substring(1), node.getValue());
                }
            }
            Digest digest = Digest.finish(Digest.Algorithm.SHA256, packed);
            Descriptor layer = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest, Files.size(file));
            try (InputStream in = Files.newInputStream(file)) {
                to.put(layer, in);
            }
            Files.delete(file);
            return new Layer(layer, Digest.finish(Digest.Algorithm.SHA256, plain));
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(file, e);
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, FileTree.Node node) throws IOException {
        TarArchiveEntry entry =
                switch (node) {
                    case FileTree.FolderNode folder -> entry(name + "/", TarConstants.LF_DIR, folder.mode());
                    case FileTree.LinkNode link -> {
                        TarArchiveEntry made = entry(name, TarConstants.LF_SYMLINK, 0777);
                        made.setLinkName(link.target());
                        yield made;
                    }
                    case FileTree.FileNode file -> {
                        TarArchiveEntry made = entry(name, TarConstants.LF_NORMAL, file.mode());
                        made.setSize(Files.size(file.content()));
                        yield made;
                    }
                };
        tar.putArchiveEntry(entry);
        if (node instanceof FileTree.FileNode file) {
            Files.copy(file.content(), tar);
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String name, byte type, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        return entry;
    }
}
