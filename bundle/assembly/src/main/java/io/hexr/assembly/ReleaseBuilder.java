package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.ChartArtifact;
import io.hexr.format.Contents;
import io.hexr.format.ContentsAssembly;
import io.hexr.format.Delivery;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ManifestNode;
import io.hexr.format.Origin;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.ReleaseLock;
import io.hexr.format.ReleaseSpec;
import io.hexr.helm.ImageLock;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;
import io.hexr.signing.SigningKey;

/** Builds a release into a folder (an OCI layout and the release lock), and signs what was built. */
public final class ReleaseBuilder {
    /** The lock's name in the folder of the release. */
    public static final String LOCK = "release-lock.json";

    private static final int DOCUMENT_BYTES = 4 << 20;

    /** What a build came to. Nothing of it is believed by anyone yet. */
    public record Built(Path folder, ReleaseLock lock, Contents contents) {}

    private final Path specFolder;
    private final Path folder;
    private final Consumer<String> narration;

    private ReleaseBuilder(Path specFolder, Path folder, Consumer<String> narration) {
        this.specFolder = specFolder;
        this.folder = folder;
        this.narration = narration;
    }

    /**
     * Resolves the spec to digests, copies everything it names into the folder and writes the lock. A folder that holds the same release is completed, one
     * that holds another is refused. Where the folder was signed and something changed, its signature is withdrawn. An image whose recipe is beyond the
     * chosen tier, or which would have to be compiled where it is not, is not in the release; its lock names it among what is planned. No lock is written, and so nothing can be signed, while a chart names an
     * image that the release lacks or nothing uses an image that it has.
     */
    public static Built build(Path spec, Path folder, Workbench bench, ChartBench charts) {
        return build(spec, folder, bench, charts, Upstreams.NONE);
    }

    /** The same, of a spec that names images which others published. */
    public static Built build(Path spec, Path folder, Workbench bench, ChartBench charts, Upstreams upstreams) {
        return new ReleaseBuilder(beside(spec), folder, bench::say).build(parse(spec), bench, charts, upstreams);
    }

    static ReleaseSpec parse(Path spec) {
        return ReleaseSpec.parse(spec.toString(), SmallFile.read("release", spec, DOCUMENT_BYTES));
    }

    /** What the paths of a spec are relative to. */
    static Path beside(Path spec) {
        return Optional.ofNullable(spec.toAbsolutePath().getParent()).orElse(Path.of("."));
    }

    private Built build(ReleaseSpec spec, Workbench bench, ChartBench charts, Upstreams upstreams) {
        ReleaseOutput output = new ReleaseOutput(folder);
        output.claim(spec);
        RecipeBook book = RecipeBook.read(spec, specFolder);
        // before a compiler runs for half an hour
        ContentIntake.requireThere(spec, specFolder);
        Map<Path, ImageBuilder.Built> made =
                book.all().isEmpty() ? Map.of() : book.build(bench, lock(specFolder.resolve(SourcesLock.FILE), bench));
        LayoutStore store = LayoutStore.create(folder);
        List<Artifact> artifacts = new ArrayList<>();
        List<String> planned = new ArrayList<>(spec.planned());
        ImageIntake images = new ImageIntake(specFolder, store);
        for (ReleaseSpec.Image image : spec.images()) {
            switch (image.place()) {
                case ReleaseSpec.Layout place -> {
                    narration.accept("taking in image " + image.names().name());
                    Descriptor content = images.take(image, place);
                    String source = "layout " + place.reference() + " " + content.digest();
                    artifacts.add(artifact(image, delivery(image.names(), content, source)));
                }
                case ReleaseSpec.Upstream place -> {
                    narration.accept("taking in image " + image.names().name() + " from " + place.reference());
                    UpstreamIntake.Taken taken =
                            new UpstreamIntake(folder, images, upstreams, bench).take(image, place);
                    artifacts.add(artifact(image, delivery(image.names(), taken.content(), taken.source())));
                }
                case ReleaseSpec.Recipe place -> {
                    Recipe recipe = book.at(specFolder.resolve(place.folder()));
                    ImageBuilder.Built built = made.get(recipe.folder());
                    if (built != null && bench.wants(recipe)) {
                        narration.accept("taking in image " + image.names().name());
                        artifacts.add(artifact(image, delivery(image, place, built, images)));
                    } else {
                        planned.add(image.names().name());
                    }
                }
            }
        }
        artifacts.addAll(new ContentIntake(specFolder, store, bench).take(spec));
        artifacts.addAll(pack(spec, artifacts, planned, store));
        ChartClosure closure = new ChartClosure(spec, specFolder, charts);
        closure.require(artifacts, store, bench.cache()).forEach(narration);
        ReleaseLock lock = new ReleaseLock(
                spec.minimumReader(),
                spec.release(),
                spec.version(),
                spec.sequence(),
                artifacts,
                spec.expires(),
                spec.dataDates(),
                planned.stream().sorted().distinct().toList());
        Contents contents = closed(lock, store);
        requireNothingOfAnEarlierBuild(contents, artifacts, images.taken());
        output.withdrawSignatureOfOther(contents);
        output.replace(LOCK, lock.bytes());
        return new Built(folder, lock, contents);
    }

    /** Charts come last: what they carry is the lock of everything else. */
    private List<Artifact> pack(ReleaseSpec spec, List<Artifact> artifacts, List<String> planned, LayoutStore store) {
        List<Artifact> packed = new ArrayList<>();
        Set<String> groups = new HashSet<>();
        artifacts.forEach(artifact -> groups.addAll(artifact.groups()));
        spec.charts().forEach(chart -> groups.addAll(chart.names().groups()));
        ImageLock lock = ImageLock.of(artifacts, groups);
        ChartIntake charts = new ChartIntake(specFolder, store);
        for (ReleaseSpec.Chart chart : spec.charts()) {
            narration.accept("packing chart " + chart.names().name());
            Descriptor manifest = charts.take(chart, lock, Set.copyOf(planned));
            String source = "folder " + chart.path() + " " + manifest.digest();
            packed.add(new ChartArtifact(delivery(chart.names(), manifest, source)));
        }
        return packed;
    }

    /**
     * Signs the release of a folder, once every byte it names was read there and found right. All keys sign; each may stand for another signer.
     *
     * @param progress told the bytes of each blob that was found right
     */
    public static Contents sign(Path folder, List<SigningKey> keys, LongConsumer progress) {
        Contents contents = read(folder).contents();
        LayoutStore store = LayoutStore.open(folder);
        for (Blob blob : contents.blobs()) {
            try (InputStream in = store.open(blob.descriptor())) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new OciException.StoreFailed("reading blob " + blob.digest() + " in " + folder, e);
            }
            progress.accept(blob.size());
        }
        ReleaseFolder.write(folder, ReleaseFiles.sign(contents, keys));
        return contents;
    }

    /** What was built into a folder; nothing of it is believed. @throws AssemblyException.NotBuilt where no build was finished */
    public static Built read(Path folder) {
        Path file = folder.resolve(LOCK);
        if (!Files.exists(file)) {
            throw new AssemblyException.NotBuilt(folder);
        }
        ReleaseLock lock = ReleaseLock.parse(file.toString(), SmallFile.read("release", file, DOCUMENT_BYTES));
        ReleaseBuilder builder = new ReleaseBuilder(folder, folder, artifact -> {});
        return new Built(folder, lock, builder.closed(lock, LayoutStore.open(folder)));
    }

    /** The contents of a lock; every blob must be in the store. */
    private Contents closed(ReleaseLock lock, LayoutStore store) {
        Contents contents = ContentsAssembly.assemble(lock, artifact -> store);
        for (Blob blob : contents.blobs()) {
            if (!store.has(blob.descriptor())) {
                throw new AssemblyException.OpenRelease(folder, blob.digest());
            }
        }
        return contents;
    }

    /** What refers to an image is found in the folder; there, something may refer to it that no source holds any more. */
    private void requireNothingOfAnEarlierBuild(Contents contents, List<Artifact> artifacts, Set<Digest> taken) {
        Set<Digest> expected = new HashSet<>(taken);
        artifacts.forEach(artifact -> expected.add(artifact.content().digest()));
        for (ManifestNode node : contents.manifests()) {
            if (!expected.contains(node.digest())) {
                throw new AssemblyException.OutputTaken(
                        folder, node.digest() + ", which refers to an image and is in none of its sources any more");
            }
        }
    }

    private static SourcesLock lock(Path file, Workbench bench) {
        return bench.tier() == Tier.NONE ? SourcesLock.empty(file) : SourcesLock.read(file);
    }

    private static Artifact artifact(ReleaseSpec.Image image, Delivery delivery) {
        return new ImageArtifact(delivery, image.platform(), image.loadTags());
    }

    /** An image made of a recipe, with the manifest of its bill of materials. */
    private static Delivery delivery(
            ReleaseSpec.Image image, ReleaseSpec.Recipe place, ImageBuilder.Built made, ImageIntake images) {
        Recipe recipe = made.recipe();
        Descriptor content = images.take(image, made.layout(), recipe.name());
        Optional<Digest> bill = made.store().referrers(content.digest()).stream()
                .filter(referrer -> Attestations.CYCLONEDX.equals(
                        made.store().manifest(referrer).artifactType().orElse("")))
                .map(Descriptor::digest)
                .findFirst();
        ReleaseSpec.Names names = image.names();
        return new Delivery(
                names.name(),
                names.pushName(),
                names.tags(),
                plain(content),
                names.groups(),
                new Origin(
                        Optional.of(names.licence().orElse(recipe.about().licence())),
                        Optional.of("recipe " + place.folder() + " " + recipe.digest()),
                        bill));
    }

    private static Descriptor plain(Descriptor content) {
        return Descriptor.of(content.mediaType(), content.digest(), content.size());
    }

    private static Delivery delivery(ReleaseSpec.Names names, Descriptor content, String source) {
        return new Delivery(
                names.name(),
                names.pushName(),
                names.tags(),
                plain(content),
                names.groups(),
                new Origin(names.licence(), Optional.of(source), Optional.empty()));
    }
}
