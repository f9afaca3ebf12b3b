package io.hexr.transfer;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.hexr.format.BundleException;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.SampleRelease;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.MemoryStore;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class ReleaseArtifactTest {
    private static final String PLACE = "registry.example/hexr-release:0.8.0";
    private static final String TITLE = "org.opencontainers.image.title";

    private final SampleRelease sample = SampleRelease.tiny(1);
    private final MemoryStore store = new MemoryStore();

    @Test
    void givesBackTheFilesByteForByte() {
        ReleaseFiles read = ReleaseArtifact.read(PLACE, store, stored(sample.files()));

        assertSame(sample.files(), read);
    }

    @Test
    void isTheSameBytesForTheSameFiles() {
        Map<String, byte[]> shuffled = new HashMap<>(sample.files().files());

        assertArrayEquals(
                ReleaseArtifact.of(sample.files()).manifest().bytes(),
                ReleaseArtifact.of(ReleaseFiles.of(shuffled)).manifest().bytes());
    }

    @Test
    void namesItsKindItsFilesAndNothingElse() {
        ImageManifest manifest =
                (ImageManifest) ReleaseArtifact.of(sample.files()).manifest();

        assertEquals(Optional.of("application/vnd.hexr.release.v1"), manifest.artifactType());
        assertEquals(MediaTypes.OCI_EMPTY, manifest.config().mediaType());
        assertEquals(Map.of(), manifest.annotations());
        assertEquals(Optional.empty(), manifest.subject());
        assertEquals(
                List.copyOf(sample.files().files().keySet()),
                manifest.layers().stream()
                        .map(layer -> layer.annotations().get(TITLE))
                        .toList());
    }

    @Test
    void listsTheConfigAndEveryFileForThePush() {
        ReleaseArtifact artifact = ReleaseArtifact.of(sample.files());

        assertEquals(
                artifact.manifest().children(), List.copyOf(artifact.blobs().keySet()));
    }

    @Test
    void namesTheTagsOfTheReleaseAndOfItsGroups() {
        assertEquals("0.8.0", ReleaseArtifact.tag(sample.contents()));
        assertEquals("0.8.0.core", ReleaseArtifact.tag(sample.contents(), "core"));
    }

    record Lie(String name, String refusal, Consumer<Forger> forge) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Lie> lies() {
        return Stream.of(
                new Lie(
                        "an extra file",
                        "as no file of a release",
                        f -> f.layers().add(f.file("hexr/install.sh", "rm".getBytes(StandardCharsets.US_ASCII)))),
                new Lie(
                        "a layer without a name",
                        "as no file of a release",
                        f -> f.layer(0).remove("annotations")),
                new Lie("a path upwards", "as no file of a release", f -> f.rename(0, "hexr/../../etc/passwd")),
                new Lie(
                        "the list of blobs of an archive",
                        "as no file of a release",
                        f -> f.layers().add(f.file("hexr/bundle.json", new byte[3]))),
                new Lie("a file left out", "is missing", f -> f.layers().removeFirst()),
                new Lie("a file twice", "twice", f -> f.layers().add(f.layer(0))),
                new Lie(
                        "files in another order",
                        "not the one that its files give",
                        f -> f.layers().add(f.layers().removeFirst())),
                new Lie("two files that changed names", "not the one that its files give", f -> {
                    f.rename(0, "hexr/VERIFY.txt");
                    f.rename(f.layers().size() - 1, "hexr/contents.json");
                }),
                new Lie(
                        "a further word about a layer",
                        "not the one that its files give",
                        f -> f.layer(0).put("annotations", Map.of(TITLE, "hexr/contents.json", "note", "reviewed"))),
                new Lie(
                        "an annotation",
                        "not the one that its files give",
                        f -> f.root().put("annotations", Map.of("approved", "yes"))),
                new Lie(
                        "a field nobody knows",
                        "not the one that its files give",
                        f -> f.root().put("urls", List.of("https://elsewhere.example"))),
                new Lie(
                        "a subject",
                        "not the one that its files give",
                        f -> f.root().put("subject", f.layer(0))),
                new Lie(
                        "a config that says something",
                        "not the one that its files give",
                        f -> f.root().put("config", f.layer(0))),
                new Lie(
                        "another kind of artifact",
                        "artifact type",
                        f -> f.root().put("artifactType", "application/vnd.hexr.release.v2")),
                new Lie("an ordinary image", "artifact type", f -> f.root().remove("artifactType")),
                new Lie(
                        "a file larger than it may be",
                        "bytes, at most",
                        f -> f.layer(0).put("size", 1L << 40)),
                new Lie("more files than a release has", "more files", f -> {
                    for (int i = 0; i < 20; i++) {
                        f.layers().add(f.layer(0));
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void refuses(Lie lie) {
        Forger forger = new Forger(ReleaseArtifact.of(sample.files()).manifest());
        stored(sample.files());
        lie.forge().accept(forger);

        BundleException.Invalid refused =
                assertThrows(BundleException.Invalid.class, () -> ReleaseArtifact.read(PLACE, store, forger.stored()));

        assertTrue(String.valueOf(refused.getMessage()).contains(lie.refusal()), refused.getMessage());
        // a missing file is reported by its own name, everything else by the place
        assertTrue(lie.name().equals("a file left out") || refused.resource().equals(PLACE), refused.getMessage());
    }

    @Test
    void refusesALayerWhoseBytesAreNotTheOnesNamed() {
        Descriptor manifest = stored(sample.files());
        Descriptor swapped =
                ReleaseArtifact.of(sample.files()).manifest().children().get(1);

        assertThrows(
                OciException.class, () -> ReleaseArtifact.read(PLACE, new SwappingSource(store, swapped), manifest));
    }

    @Test
    void refusesAnIndex() {
        byte[] index = StrictJson.write(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.OCI_INDEX,
                "artifactType",
                ReleaseArtifact.TYPE,
                "manifests",
                List.of()));
        Descriptor descriptor = Descriptor.of(MediaTypes.OCI_INDEX, index);
        store.put(descriptor, new ByteArrayInputStream(index));

        assertThrows(BundleException.Invalid.class, () -> ReleaseArtifact.read(PLACE, store, descriptor));
    }

    static void assertSame(ReleaseFiles expected, ReleaseFiles found) {
        assertEquals(
                List.copyOf(expected.files().keySet()),
                List.copyOf(found.files().keySet()));
        expected.files()
                .forEach((name, bytes) -> assertArrayEquals(bytes, found.files().get(name), name));
    }

    private Descriptor stored(ReleaseFiles files) {
        ReleaseArtifact artifact = ReleaseArtifact.of(files);
        artifact.blobs().forEach((descriptor, bytes) -> store.put(descriptor, new ByteArrayInputStream(bytes)));
        Manifest manifest = artifact.manifest();
        store.put(manifest.descriptor(), new ByteArrayInputStream(manifest.bytes()));
        return manifest.descriptor();
    }

    /** The manifest as a tree to bend. */
    private final class Forger {
        private final Map<String, Object> root;

        @SuppressWarnings("unchecked")
        Forger(Manifest manifest) {
            root = StrictJson.parse(manifest.bytes(), 1 << 20, "manifest", Map.class);
        }

        Map<String, Object> root() {
            return root;
        }

        @SuppressWarnings("unchecked")
        List<Object> layers() {
            return (List<Object>) root.computeIfAbsent("layers", key -> new ArrayList<>());
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> layer(int number) {
            return (Map<String, Object>) layers().get(number);
        }

        void rename(int number, String name) {
            layer(number).put("annotations", Map.of(TITLE, name));
        }

        Map<String, Object> file(String name, byte[] bytes) {
            Descriptor descriptor = Descriptor.of("application/vnd.hexr.release.file.v1", bytes);
            store.put(descriptor, new ByteArrayInputStream(bytes));
            return Map.of(
                    "mediaType",
                    descriptor.mediaType(),
                    "digest",
                    descriptor.digest().toString(),
                    "size",
                    descriptor.size(),
                    "annotations",
                    Map.of(TITLE, name));
        }

        Descriptor stored() {
            byte[] bytes = StrictJson.write(root);
            Descriptor descriptor = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
            store.put(descriptor, new ByteArrayInputStream(bytes));
            return descriptor;
        }
    }
}
