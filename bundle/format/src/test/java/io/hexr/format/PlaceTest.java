package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.signing.TrustException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whoever reads a blob out of a bundle hears which one is wrong and where it lies, and is not blamed for what happens elsewhere. */
final class PlaceTest {
    @TempDir
    Path folder;

    private final SampleRelease sample = SampleRelease.of(3);
    private final byte[] good = LieArchive.of(sample).bytes();

    private SignedBundle open(byte[] archive) {
        return BundleReader.open(new MemoryArchive(archive), sample.trust());
    }

    @Test
    void aWrongBlobIsNamedWithItsEntryAndOffset() {
        ArchivePlan.Entry last = open(good).plan().entries().getLast();
        byte[] bad = good.clone();
        bad[(int) last.contentOffset(5)] ^= 1;
        Descriptor descriptor = last.blob().descriptor();
        assertThatThrownBy(() -> open(bad).content().bytes(descriptor, 1 << 24))
                .isInstanceOfSatisfying(BundleException.Corrupt.class, corrupt -> {
                    assertThat(corrupt.entry()).isEqualTo(last.blob().path());
                    assertThat(corrupt.offset()).isEqualTo(last.offset());
                })
                .hasMessageContaining("its content has digest");
    }

    /** Blobs are hashed while the signatures are judged, by turns the one or the other is known first. */
    @RepeatedTest(20)
    void whoSignedItCountsBeforeWhatIsWrongWithABlobOrWithTheSize() {
        ArchivePlan.Entry last = open(good).plan().entries().getLast();
        byte[] bad = good.clone();
        bad[(int) last.contentOffset(5)] ^= 1;
        Trust stranger = SampleRelease.of(4).trust();
        for (byte[] archive : List.of(good, bad, Arrays.copyOf(bad, bad.length - 1))) {
            assertThatThrownBy(() -> BundleReader.verify(new MemoryArchive(archive), stranger, bytes -> {}))
                    .isInstanceOf(TrustException.class);
        }
        assertThatThrownBy(() -> BundleReader.verify(new MemoryArchive(bad), sample.trust(), bytes -> {}))
                .isInstanceOf(BundleException.Corrupt.class);
    }

    @Test
    void aDestinationThatGarblesIsNotACorruptArchive() {
        Digest other = LieArchive.other();
        BlobReceiver garbling = (descriptor, content) -> {
            throw new OciException.DigestMismatch("the destination", descriptor.digest(), other);
        };
        assertThatThrownBy(() -> BundleReader.verify("pipe", new ByteArrayInputStream(good), sample.trust(), garbling))
                .isInstanceOf(OciException.DigestMismatch.class)
                .hasMessageContaining("the destination");
    }

    @Test
    void contentsThatContradictAManifestMakeNoArchive() {
        Contents lying = sample.lying();
        ManifestNode lie = lying.manifests().getFirst();
        byte[] bytes =
                sample.store().bytes(lying.graph().descriptor(lying.blobs().getFirst()), 1 << 20);
        assertThat(lie.contradiction(bytes))
                .hasValueSatisfying(rule -> assertThat(rule).contains("other children"));
        assertThat(sample.contents().manifests().getFirst().contradiction(bytes))
                .isEmpty();
        ReleaseFiles files = ReleaseFiles.sign(lying, sample.keys());
        VerifiedRelease release = VerifiedRelease.verify(files, sample.store(), sample.trust());
        assertThatThrownBy(() ->
                        BundleWriter.write(release, Presence.complete(lying), folder.resolve("b.tar.gz"), moved -> {}))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("names other children");
        assertThat(folder.resolve("b.tar.gz")).doesNotExist();
    }
}
