package io.hexr.registry;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.blob.Blobs;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.image.json.OciManifestTemplate;
import com.google.cloud.tools.jib.registry.ManifestAndDigest;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.MemoryStore;
import io.hexr.oci.RandomImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Jib's client, written by others, reads what ours wrote and the other way round, at distribution v3. */
final class JibWitnessIT {
    @TempDir
    Path folder;

    private static com.google.cloud.tools.jib.registry.RegistryClient jib(HostPort at, String repository) {
        return com.google.cloud.tools.jib.registry.RegistryClient.factory(
                        EventHandlers.NONE, at.toString(), repository, new FailoverHttpClient(true, true, event -> {}))
                .newRegistryClient();
    }

    @Test
    void bothClientsSeeTheSameContent() throws Exception {
        MemoryStore made = new MemoryStore();
        Descriptor image = new RandomImages(4, made).image(RandomImages.Kind.OCI);
        try (ForeignRegistry registry = ForeignRegistry.distribution(folder);
                RegistryClient client = Clients.open(Clients.plain(registry.at()))) {
            RegistryStore ours = client.store(registry.address(), "witness/image");
            var theirs = jib(registry.at(), "witness/image");
            Manifest manifest = made.manifest(image);
            for (Descriptor child : manifest.children()) {
                ours.put(child, made.open(child));
            }
            ours.tag("v1", manifest);

            ManifestAndDigest<?> pulled = theirs.pullManifest("v1");
            assertThat(pulled.getDigest()).hasToString(image.digest().toString());
            for (Descriptor child : manifest.children()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                theirs.pullBlob(DescriptorDigest.fromDigest(child.digest().toString()), size -> {}, moved -> {})
                        .writeTo(bytes);
                assertThat(Digest.of(bytes.toByteArray())).isEqualTo(child.digest());
            }

            byte[] content = new byte[300_000];
            new Random(6).nextBytes(content);
            Digest digest = Digest.of(content);
            theirs.pushBlob(
                    DescriptorDigest.fromDigest(digest.toString()),
                    Blobs.from(new java.io.ByteArrayInputStream(content)),
                    null,
                    moved -> {});
            assertThat(ours.has(Descriptor.of(MediaTypes.OCTET_STREAM, digest, content.length)))
                    .isTrue();
            DescriptorDigest written = theirs.pushManifest((OciManifestTemplate) pulled.getManifest(), "by-jib");
            Optional<Manifest> read = ours.manifest("by-jib");
            assertThat(read.orElseThrow().descriptor().digest()).hasToString(written.toString());
            assertThat(read.orElseThrow().children())
                    .extracting(Descriptor::digest)
                    .containsExactlyElementsOf(
                            manifest.children().stream().map(Descriptor::digest).toList());
        }
    }
}
