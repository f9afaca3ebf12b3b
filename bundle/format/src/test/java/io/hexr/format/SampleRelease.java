package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.MemoryStore;
import io.hexr.oci.Platform;
import io.hexr.oci.StrictJson;
import io.hexr.signing.Algorithm;
import io.hexr.signing.Role;
import io.hexr.signing.Signer;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import io.hexr.signing.Validity;
import org.jspecify.annotations.Nullable;

/**
 * A small release that is real in every part: two images that share a layer (one Docker manifest, one OCI), a chart, a file, an SBOM that refers to an
 * image; drawn from a seed, signed with a key of its own.
 */
public final class SampleRelease {
    /** When the tests take place. */
    public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final String SOURCE = "build:components/sample sha256:" + "5".repeat(64);

    private final Random random;
    private final MemoryStore store = new MemoryStore();
    private final List<Artifact> artifacts = new ArrayList<>();
    private final SigningKey key;
    private final SigningKey second;
    private final String version;
    private final long sequence;

    private @Nullable ReleaseFiles signed;

    private SampleRelease(long seed) {
        this(seed, SigningKey.generate(Algorithm.ECDSA_P256), SigningKey.generate(Algorithm.ED25519), "0.8.0", 7);
    }

    private SampleRelease(long seed, SigningKey key, SigningKey second, String version, long sequence) {
        this.random = new Random(seed);
        this.key = key;
        this.second = second;
        this.version = version;
        this.sequence = sequence;
    }

    /** A release by the same signers in which the first artifact, an image, has a new layer above its old ones, and all else is as it was. */
    public SampleRelease successor(String version, long sequence) {
        SampleRelease next = new SampleRelease(sequence, key, second, version, sequence);
        contents().descriptors().forEach(d -> next.store.put(d, new ByteArrayInputStream(store.bytes(d, 1 << 26))));
        Artifact first = artifacts.getFirst();
        ImageManifest old = (ImageManifest) store.manifest(first.content());
        List<Descriptor> layers = new ArrayList<>(old.layers());
        layers.add(next.layer(layers.getFirst().mediaType(), 30_000));
        boolean docker = first.content().mediaType().equals(MediaTypes.DOCKER_MANIFEST);
        next.image(first.name(), first.groups(), docker, layers, List.of());
        next.artifacts.addAll(artifacts.subList(1, artifacts.size()));
        return next;
    }

    /** Layers of a few hundred bytes to some hundred kilobytes, so that blocks, boundaries and padding of every kind occur. */
    public static SampleRelease of(long seed) {
        return everyKind(seed, 70_000, 131_000, 5_000);
    }

    /** The same kinds of artifacts in a few kilobytes. */
    public static SampleRelease small(long seed) {
        return everyKind(seed, 700, 400, 60);
    }

    private static SampleRelease everyKind(long seed, int sharedSize, int otherSize, int chartSize) {
        SampleRelease sample = new SampleRelease(seed);
        Descriptor shared = sample.layer(MediaTypes.DOCKER_LAYER_GZIP, sharedSize);
        Descriptor own = sample.layer(MediaTypes.DOCKER_LAYER_GZIP, 300);
        sample.image("auto-registrar", List.of("core"), true, List.of(shared, own), List.of("latest"));
        Descriptor other = sample.layer(MediaTypes.OCI_LAYER_GZIP, otherSize);
        Descriptor same = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, shared.digest(), shared.size());
        Descriptor gateway =
                sample.image("hexr-gateway", List.of("core", "edge"), false, List.of(same, other), List.of());
        sample.describe(sample.referrer(gateway));
        sample.plain("runtime", "charts/hexr-runtime", chartSize);
        return sample;
    }

    /** As small as a release gets that still has an image and a chart: for sweeps over every byte. */
    public static SampleRelease tiny(long seed) {
        SampleRelease sample = new SampleRelease(seed);
        Descriptor layer = sample.layer(MediaTypes.OCI_LAYER_GZIP, 40);
        sample.image("auto-registrar", List.of("core"), false, List.of(layer), List.of());
        sample.plain("runtime", "charts/hexr-runtime", 60);
        return sample;
    }

    /** One image, byte for byte, under two names. */
    public static SampleRelease twins(long seed) {
        SampleRelease sample = new SampleRelease(seed);
        Descriptor layer = sample.layer(MediaTypes.OCI_LAYER_GZIP, 50_000);
        sample.image("cred-injector", List.of("core"), false, List.of(layer), List.of());
        sample.image("credential-injector", List.of("core"), false, List.of(layer), List.of());
        return sample;
    }

    /** So many images with a layer each of some tens of kilobytes. */
    public static SampleRelease many(long seed, int images) {
        SampleRelease sample = new SampleRelease(seed);
        for (int i = 0; i < images; i++) {
            Descriptor layer = sample.layer(MediaTypes.OCI_LAYER_GZIP, 20_000 + sample.random.nextInt(60_000));
            sample.image("image-" + i, List.of("core"), i % 2 == 0, List.of(layer), List.of());
        }
        return sample;
    }

    /** So many images with a layer of that size each. */
    public static SampleRelease heavy(long seed, int images, int size) {
        SampleRelease sample = new SampleRelease(seed);
        for (int i = 0; i < images; i++) {
            Descriptor layer = sample.layer(MediaTypes.OCI_LAYER_GZIP, size);
            sample.image("image-" + i, List.of("core"), false, List.of(layer), List.of());
        }
        return sample;
    }

    private Descriptor layer(String mediaType, int size) {
        return put(mediaType, gzip(tarOf(random(size))));
    }

    private byte[] random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] tarOf(byte[] content) {
        byte[] tar = new byte[(int) TarHeader.entrySize(content.length) + TarHeader.END];
        System.arraycopy(TarHeader.of("file", content.length), 0, tar, 0, TarHeader.SIZE);
        System.arraycopy(content, 0, tar, TarHeader.SIZE, content.length);
        return tar;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] gunzip(byte[] packed) {
        try (var in = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Descriptor put(String mediaType, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(mediaType, bytes);
        store.put(descriptor, new ByteArrayInputStream(bytes));
        return descriptor;
    }

    private Descriptor image(
            String name, List<String> groups, boolean docker, List<Descriptor> layers, List<String> loadTags) {
        List<String> diffIds = layers.stream()
                .map(layer -> Digest.of(gunzip(store.bytes(layer, 1 << 27))).toString())
                .toList();
        byte[] config = StrictJson.write(Map.of(
                "architecture",
                "amd64",
                "os",
                "linux",
                "config",
                Map.of("Cmd", List.of("/file")),
                "rootfs",
                Map.of("type", "layers", "diff_ids", diffIds)));
        Descriptor own = put(docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG, config);
        String type = docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        Descriptor manifest = put(type, manifest(type, own, layers, Map.of()));
        artifacts.add(new ImageArtifact(
                delivery(
                        name,
                        name,
                        "v1.2." + artifacts.size() + (sequence == 7 ? "" : "-" + sequence),
                        manifest,
                        groups),
                Platform.LINUX_AMD64,
                loadTags));
        return manifest;
    }

    private Descriptor referrer(Descriptor subject) {
        Descriptor empty = put(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.US_ASCII));
        String bill = "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"libc6\",\"version\":\"2.36-"
                + random.nextInt(1_000_000) + "\",\"purl\":\"pkg:deb/debian/libc6@2.36\"},{\"name\":\"tzdata\","
                + "\"version\":\"2026\"}]}";
        Descriptor sbom = put("application/vnd.cyclonedx+json", bill.getBytes(StandardCharsets.US_ASCII));
        return put(
                MediaTypes.OCI_MANIFEST,
                manifest(
                        MediaTypes.OCI_MANIFEST,
                        empty,
                        List.of(sbom),
                        Map.of("artifactType", "application/vnd.cyclonedx+json", "subject", fields(subject))));
    }

    /** Gives the image made last its bill of materials. */
    private void describe(Descriptor sbom) {
        ImageArtifact image = (ImageArtifact) artifacts.removeLast();
        Delivery d = image.delivery();
        Origin origin = new Origin(d.origin().licence(), d.origin().source(), Optional.of(sbom.digest()));
        artifacts.add(new ImageArtifact(
                new Delivery(d.name(), d.pushName(), d.tags(), d.content(), d.groups(), origin),
                image.platform(),
                image.loadTags()));
    }

    private void plain(String name, String pushName, int size) {
        Descriptor config = put(
                "application/vnd.cncf.helm.config.v1+json",
                ("{\"name\":\"" + name + "\"}").getBytes(StandardCharsets.US_ASCII));
        Descriptor content = put("application/vnd.cncf.helm.chart.content.v1.tar+gzip", random(size));
        Descriptor manifest =
                put(MediaTypes.OCI_MANIFEST, manifest(MediaTypes.OCI_MANIFEST, config, List.of(content), Map.of()));
        artifacts.add(new ChartArtifact(delivery(name, pushName, "0.8.0", manifest, List.of("core"))));
    }

    static Delivery delivery(String name, String push, String tag, Descriptor content, List<String> groups) {
        Origin origin = new Origin(Optional.of("Apache-2.0"), Optional.of(SOURCE), Optional.empty());
        return new Delivery(name, push, List.of(tag), content, groups, origin);
    }

    static byte[] manifest(String type, Descriptor config, List<Descriptor> layers, Map<String, Object> more) {
        Map<String, Object> all = new TreeMap<>(more);
        all.put("schemaVersion", 2);
        all.put("mediaType", type);
        all.put("config", fields(config));
        all.put("layers", layers.stream().map(SampleRelease::fields).toList());
        return StrictJson.write(all);
    }

    private static Map<String, Object> fields(Descriptor descriptor) {
        return Map.of(
                "mediaType",
                descriptor.mediaType(),
                "digest",
                descriptor.digest().toString(),
                "size",
                descriptor.size());
    }

    public ReleaseLock lock() {
        return lock(sequence);
    }

    public ReleaseLock lock(long number) {
        return new ReleaseLock(
                FormatVersion.FIRST_READER,
                "hexr",
                version,
                number,
                artifacts,
                new TreeMap<>(Map.of("vex", "2027-05-01")),
                new TreeMap<>(Map.of("cve-database", "2026-11-20")),
                List.of("agent-operator"));
    }

    public Contents contents() {
        return ContentsAssembly.assemble(lock(), artifact -> store);
    }

    /** Contents that say something else of the first manifest than it says itself. */
    public Contents lying() {
        Contents honest = contents();
        List<ManifestNode> nodes = new ArrayList<>(honest.manifests());
        ManifestNode first = nodes.getFirst();
        List<Digest> turned = new ArrayList<>(first.children());
        turned.add(turned.remove(1));
        nodes.set(
                0, new ManifestNode(first.digest(), first.mediaType(), first.artifactType(), first.subject(), turned));
        ReleaseHeader header = new ReleaseHeader(
                honest.minimumReader(),
                honest.release(),
                honest.version(),
                honest.sequence(),
                honest.expires(),
                honest.dataDates(),
                honest.planned());
        return new Contents(header, honest.artifacts(), nodes, honest.blobs());
    }

    public MemoryStore store() {
        return store;
    }

    public List<SigningKey> keys() {
        return List.of(key, second);
    }

    /** Signed once: ECDSA gives another signature each time. */
    public synchronized ReleaseFiles files() {
        ReleaseFiles known = signed;
        if (known == null) {
            known = ReleaseFiles.sign(contents(), keys());
            signed = known;
        }
        return known;
    }

    /** Believes the first key for releases named hexr; the second is a stranger's. */
    public Trust trust() {
        return Trust.of(trust(key), NOW);
    }

    public static TrustPolicy trust(SigningKey key) {
        return TrustPolicy.empty()
                .add(
                        "hexr",
                        Role.RELEASE,
                        new Signer("vendor", List.of(key.trusted()), Validity.ALWAYS),
                        Set.of(key.fingerprint()));
    }

    public VerifiedRelease release() {
        return VerifiedRelease.verify(files(), store, trust());
    }

    /** Writes a complete bundle. */
    public Path write(Path file) {
        VerifiedRelease release = release();
        return BundleWriter.write(release, Presence.complete(release.contents()), file, bytes -> {})
                .file();
    }
}
