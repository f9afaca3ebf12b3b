package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hexr.format.SampleRelease;
import io.hexr.oci.ContentCopier;
import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.MemoryStore;
import io.hexr.oci.Reference;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images that others published come in by digest, and nothing comes in their place. */
final class UpstreamIntakeTest {
    private static final String NAME = "registry.example/team/web:1.4";

    @TempDir
    Path folder;

    private final SampleRelease sample = SampleRelease.of(11);
    private final MemoryStore upstream = new MemoryStore();
    private Path spec = Path.of("");
    private Path to = Path.of("");

    @BeforeEach
    void furnish() {
        to = folder.resolve("release");
        spec = folder.resolve("release.yaml");
        naming(NAME);
        sample.contents()
                .artifacts()
                .forEach(artifact -> ContentCopier.withWorkers(1)
                        .copy(
                                sample.store(),
                                upstream,
                                List.of(new ContentCopier.Root(artifact.content(), List.of()))));
        upstream.tag("1.4", image(0));
    }

    private void naming(String reference) {
        ModelSamples.write(
                spec,
                ("release: site\nversion: v1\nsequence: 1\nimages:\n  - name: web\n    upstream: " + reference
                                + "\n    tags: [\"1.4\"]\n    groups: [core]\n    usedBy: the site\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Descriptor image(int number) {
        return sample.contents().artifacts().get(number).content();
    }

    private ReleaseBuilder.Built build(Workbench.Drift drift) {
        Workbench plain = Workshop.bench(folder);
        Workbench bench = new Workbench(
                plain.cache(), plain.jdk(), Tier.NONE, Set.of(), 1, drift, plain.reuse(), _ -> {}, () -> {});
        return ReleaseBuilder.build(spec, to, bench, Workshop.CHARTS, this::find);
    }

    private Upstreams.Found find(Reference reference) {
        String tag = reference instanceof Reference.Tagged tagged ? tagged.tag() : "1.4";
        return new Upstreams.Found(upstream.resolve(tag).orElseThrow(), upstream);
    }

    private void assertRefused(Class<? extends AssemblyException> with, String saying) {
        assertThatThrownBy(() -> build(Workbench.Drift.REFUSED))
                .isInstanceOf(with)
                .hasMessageContaining(saying);
        assertThat(to.resolve(ReleaseBuilder.LOCK)).doesNotExist();
    }

    private Descriptor put(String mediaType, Object document) {
        byte[] bytes = StrictJson.write(document);
        Descriptor descriptor = Descriptor.of(mediaType, bytes);
        upstream.put(descriptor, new ByteArrayInputStream(bytes));
        return descriptor;
    }

    private static Map<String, Object> fields(Descriptor content, long size) {
        return Map.of(
                "mediaType", content.mediaType(), "digest", content.digest().toString(), "size", size);
    }

    private void tagIndexOf(Descriptor child) {
        Map<String, Object> entry = new java.util.TreeMap<>(fields(child, child.size()));
        entry.put("platform", Map.of("os", "linux", "architecture", "amd64"));
        upstream.tag(
                "1.4",
                put(
                        MediaTypes.OCI_INDEX,
                        Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", List.of(entry))));
    }

    @Test
    void isResolvedToADigestThatTheLockKeeps() {
        ReleaseBuilder.Built built = build(Workbench.Drift.REFUSED);

        assertThat(built.contents().artifacts().getFirst().content().digest()).isEqualTo(image(0).digest());
        assertThat(built.lock().artifacts().getFirst().delivery().origin().source())
                .contains("oci:" + NAME + "@" + image(0).digest());
        assertThat(build(Workbench.Drift.REFUSED).contents()).isEqualTo(built.contents());
    }

    @Test
    void theImageOfThePlatformIsTakenFromAnIndex() {
        tagIndexOf(image(1));
        assertThat(build(Workbench.Drift.REFUSED)
                        .contents()
                        .artifacts()
                        .getFirst()
                        .content()
                        .digest())
                .isEqualTo(image(1).digest());
    }

    @Test
    void aTagThatMovedSinceTheLockIsRefusedUnlessDriftIsTaken() {
        build(Workbench.Drift.REFUSED);
        upstream.tag("1.4", image(1));

        assertThatThrownBy(() -> build(Workbench.Drift.REFUSED))
                .isInstanceOf(AssemblyException.SourceChanged.class)
                .hasMessageContaining(NAME + " is " + image(1).digest())
                .hasMessageContaining("pinned is " + image(0).digest());
        assertThat(ReleaseBuilder.read(to)
                        .contents()
                        .artifacts()
                        .getFirst()
                        .content()
                        .digest())
                .isEqualTo(image(0).digest());
        assertThat(build(Workbench.Drift.TAKEN_AND_SAID)
                        .contents()
                        .artifacts()
                        .getFirst()
                        .content()
                        .digest())
                .isEqualTo(image(1).digest());
    }

    @Test
    void anIndexWhoseChildIsMissingIsRefused() {
        Descriptor missing = Descriptor.of(MediaTypes.OCI_MANIFEST, new byte[] {1});
        tagIndexOf(missing);
        assertRefused(AssemblyException.IntakeFailed.class, missing.digest().toString());
    }

    @Test
    void aBlobOfEightGibibytesIsRefusedBeforeItIsFetched() {
        Descriptor config = put(MediaTypes.OCI_CONFIG, Map.of("os", "linux", "architecture", "amd64"));
        Descriptor layer = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, new byte[] {2});
        upstream.tag(
                "1.4",
                put(
                        MediaTypes.OCI_MANIFEST,
                        Map.of(
                                "schemaVersion",
                                2,
                                "mediaType",
                                MediaTypes.OCI_MANIFEST,
                                "config",
                                fields(config, config.size()),
                                "layers",
                                List.of(fields(layer, 8L << 30)))));
        assertRefused(AssemblyException.ContentRefused.class, "has 8 GiB or more");
    }

    @Test
    void nothingIsFetchedFromAPlaceThatNobodyNamed() {
        assertThatThrownBy(() -> ReleaseBuilder.build(spec, to, Workshop.bench(folder), Workshop.CHARTS))
                .isInstanceOf(AssemblyException.SourceUnavailable.class)
                .hasMessageContaining("no --mirror says where");
    }

    @Test
    void aNameWithoutHostOrTagIsRefused() {
        naming("redis:7");
        assertThatThrownBy(() -> build(Workbench.Drift.REFUSED)).hasMessageContaining("upstream: ");
        naming("docker.io/library/redis");
        assertThatThrownBy(() -> build(Workbench.Drift.REFUSED)).hasMessageContaining("no tag is assumed");
    }
}
