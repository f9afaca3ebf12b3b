package io.hexr.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.VerifyingInputStream;

/** Blobs as an unpacked bundle has them. */
final class FolderSource implements ContentSource {
    private final Path folder;

    FolderSource(Path folder) {
        this.folder = folder;
    }

    private Path path(Digest digest) {
        return folder.resolve("blobs").resolve(digest.path());
    }

    /** Writes what the release consists of. */
    static void write(Path folder, SampleRelease sample, ReleaseFiles files) {
        try {
            Files.createDirectories(folder.resolve("blobs").resolve("sha256"));
            for (Blob blob : sample.contents().blobs()) {
                Files.write(folder.resolve(blob.path()), sample.store().bytes(blob.descriptor(), 1 << 26));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ReleaseFolder.write(folder, files);
    }

    @Override
    public boolean has(Descriptor descriptor) {
        return Files.exists(path(descriptor.digest()));
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        try {
            return VerifyingInputStream.of(Files.newInputStream(path(descriptor.digest())), descriptor);
        } catch (IOException e) {
            throw new OciException.StoreFailed(descriptor.digest().toString(), e);
        }
    }

    @Override
    public Optional<Descriptor> resolve(String tag) {
        return Optional.empty();
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return List.of();
    }
}
