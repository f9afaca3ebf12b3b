package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Repositories that lie elsewhere, served in place: as streams, and as regions of one file. */
final class ServedBackendIT {
    private static final byte[] LAYER = "x".repeat(300_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    /** Content in one file, one after the other, as a bundle has it. */
    private static final class OneFile implements ServedRepository, ContentSource {
        private final Map<Digest, Descriptor> descriptors = new HashMap<>();
        private final Map<Digest, byte[]> bytes = new HashMap<>();
        private final Map<Digest, Long> offsets = new HashMap<>();
        private final Map<String, Descriptor> tags = new HashMap<>();
        private final Optional<FileChannel> file;
        private long end;

        OneFile(Optional<FileChannel> file) {
            this.file = file;
        }

        Descriptor add(String mediaType, byte[] content) throws java.io.IOException {
            Descriptor descriptor = Descriptor.of(mediaType, content);
            descriptors.put(descriptor.digest(), descriptor);
            bytes.put(descriptor.digest(), content);
            offsets.put(descriptor.digest(), end);
            if (file.isPresent()) {
                end += file.get().write(ByteBuffer.wrap(content), end);
            }
            return descriptor;
        }

        @Override
        public String name() {
            return "bundle/one";
        }

        @Override
        public SortedSet<String> tags() {
            return new TreeSet<>(tags.keySet());
        }

        @Override
        public Optional<Descriptor> find(Digest digest) {
            return Optional.ofNullable(descriptors.get(digest));
        }

        @Override
        public ContentSource content() {
            return this;
        }

        @Override
        public Optional<Region> region(Descriptor descriptor) {
            return file.map(f -> new Region(f, offsets.getOrDefault(descriptor.digest(), 0L)));
        }

        @Override
        public boolean has(Descriptor descriptor) {
            return descriptors.containsKey(descriptor.digest());
        }

        @Override
        public InputStream open(Descriptor descriptor) {
            byte[] content = bytes.get(descriptor.digest());
            if (content == null) {
                throw new OciException.NotFound(descriptor.digest().toString());
            }
            return new ByteArrayInputStream(content);
        }

        @Override
        public Optional<Descriptor> resolve(String tag) {
            return Optional.ofNullable(tags.get(tag));
        }

        @Override
        public List<Descriptor> referrers(Digest subject) {
            return List.of();
        }
    }

    private static byte[] fill(OneFile repository) throws java.io.IOException {
        byte[] config = "{}".getBytes(StandardCharsets.US_ASCII);
        repository.add(MediaTypes.OCI_CONFIG, config);
        repository.add(MediaTypes.OCI_LAYER_GZIP, LAYER);
        byte[] manifest = Manifests.image(config, LAYER);
        repository.tags.put("v1", repository.add(MediaTypes.OCI_MANIFEST, manifest));
        return manifest;
    }

    private static void assertServes(OneFile repository, byte[] manifest) {
        try (RegistryServer server = RegistryServer.start(List.of(repository), ServerOptions.loopback(0))) {
            SpecClient client = new SpecClient(server.address());
            var byTag = client.get("/v2/bundle/one/manifests/v1");
            assertThat(byTag.body()).isEqualTo(manifest);
            assertThat(byTag.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
            String layer = "/v2/bundle/one/blobs/" + Digest.of(LAYER);
            assertThat(client.get(layer).body()).isEqualTo(LAYER);
            assertThat(client.get(layer, "Range", "bytes=299990-").text()).isEqualTo("x".repeat(10));
            assertThat(client.head(layer).header("Content-Length")).isEqualTo("300000");
            assertThat(client.get("/v2/bundle/one/blobs/" + Digest.of(manifest)).status())
                    .isEqualTo(404);
            assertThat(client.get("/v2/bundle/one/tags/list").json().get("tags"))
                    .isEqualTo(List.of("v1"));
            assertThat(client.get("/v2/_catalog").json().get("repositories")).isEqualTo(List.of("bundle/one"));
            var push = client.send("POST", "/v2/bundle/one/blobs/uploads/", new byte[0]);
            assertThat(push.status()).isEqualTo(405);
            assertThat(client.get("/v2/other/manifests/v1").code()).isEqualTo("MANIFEST_UNKNOWN");
        }
    }

    @Test
    void servesFromStreams() throws Exception {
        OneFile repository = new OneFile(Optional.empty());
        assertServes(repository, fill(repository));
    }

    @Test
    void servesFromRegionsOfAFile() throws Exception {
        try (FileChannel file = FileChannel.open(
                folder.resolve("bundle"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ)) {
            OneFile repository = new OneFile(Optional.of(file));
            assertServes(repository, fill(repository));
            assertThat(file.isOpen()).isTrue();
        }
    }
}
