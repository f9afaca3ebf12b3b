package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/** Puts OCI artifacts into a store: layers named by the title annotation that stock tools restore files by, below a manifest of one type. */
final class ArtifactWriter {
    static final String TITLE = "org.opencontainers.image.title";

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final String artifact;
    private final LayoutStore to;

    ArtifactWriter(String artifact, LayoutStore to) {
        this.artifact = artifact;
        this.to = to;
    }

    /** A layer under the name it is restored by. */
    record Layer(Descriptor content, String title) {
        private Map<String, Object> fields() {
            Map<String, Object> fields = plain(content);
            fields.put("annotations", Map.of(TITLE, title));
            return fields;
        }
    }

    /** Read twice: once for the digest, once into the store, which refuses a file that changed in between. */
    Descriptor file(String mediaType, Path file) {
        try {
            MessageDigest running = Digest.Algorithm.SHA256.start();
            long size;
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), running)) {
                size = in.transferTo(OutputStream.nullOutputStream());
            }
            Descriptor content = Descriptor.of(mediaType, Digest.finish(Digest.Algorithm.SHA256, running), size);
            slice(content, file, 0);
            return content;
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, file, e);
        }
    }

    /** Content that lies in a file from an offset on. */
    void slice(Descriptor content, Path file, long offset) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            to.put(content, new Limited(in, content.size()));
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, file, e);
        }
    }

    Descriptor bytes(String mediaType, byte[] bytes) {
        Descriptor content = Descriptor.of(mediaType, bytes);
        to.put(content, new ByteArrayInputStream(bytes));
        return content;
    }

    Descriptor emptyConfig() {
        return bytes(MediaTypes.OCI_EMPTY, EMPTY);
    }

    boolean has(Descriptor content) {
        return to.has(content);
    }

    Path folder() {
        return to.path();
    }

    /** Where content lies that was put in: nobody else writes there. */
    Path stored(Descriptor content) {
        return to.path().resolve("blobs").resolve(content.digest().path());
    }

    Descriptor manifest(String artifactType, Descriptor config, List<Layer> layers, Map<String, String> annotations) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("artifactType", artifactType);
        if (!annotations.isEmpty()) {
            manifest.put("annotations", annotations);
        }
        manifest.put("config", plain(config));
        manifest.put("layers", layers.stream().map(Layer::fields).toList());
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("schemaVersion", 2);
        return bytes(MediaTypes.OCI_MANIFEST, StrictJson.write(manifest));
    }

    private static Map<String, Object> plain(Descriptor descriptor) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("digest", descriptor.digest().toString());
        all.put("mediaType", descriptor.mediaType());
        all.put("size", descriptor.size());
        return all;
    }

    /** Ends after so many bytes, whatever lies behind them. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }
    }
}
