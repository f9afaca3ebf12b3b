package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.hexr.format.SampleRelease;
import io.hexr.helm.Helm;
import io.hexr.oci.ContentCopier;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.Platform;
import io.hexr.oci.StrictJson;

/** A folder with what a release is made of: real images in an OCI layout, files, and a spec that names them. */
final class Workshop {
    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    /** Helm as the build unpacked it, on a fixed day. */
    static final ChartBench CHARTS =
            new ChartBench(() -> Helm.load(Path.of("../helm/target/native")), LocalDate.of(2026, 11, 21));

    final Path folder;
    final LayoutStore layout;
    final SampleRelease sample = SampleRelease.of(11);

    private Workshop(Path folder) {
        this.folder = folder;
        this.layout = LayoutStore.create(folder.resolve("images"));
    }

    /** What a release without recipes is built with. */
    static Workbench bench(Path folder) {
        return bench(folder, sentence -> {});
    }

    static Workbench bench(Path folder, Consumer<String> narration) {
        return new Workbench(
                folder.resolve("cache"),
                Path.of(System.getProperty("java.home")),
                Tier.FULL,
                Set.of(),
                2,
                Workbench.Drift.REFUSED,
                Workbench.Reuse.CACHED,
                narration,
                () -> {});
    }

    /** Two images, one of which an SBOM refers to, a file and a folder of files. */
    static Workshop in(Path folder) {
        Workshop workshop = new Workshop(folder);
        ContentCopier copier = ContentCopier.withWorkers(2).referrers(ContentCopier.Referrers.INCLUDED);
        workshop.sample
                .contents()
                .artifacts()
                .forEach(artifact -> copier.copy(
                        workshop.sample.store(),
                        workshop.layout,
                        List.of(new ContentCopier.Root(artifact.content(), List.of(artifact.name())))));
        workshop.file("notes.txt", "what is new\n");
        workshop.file("docs/b/second.md", "# second\n");
        workshop.file("docs/a.md", "# first\n");
        workshop.file("docs/empty", "");
        workshop.file("docs/same.md", "# first\n");
        return workshop;
    }

    void file(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A spec with everything the workshop has. */
    Path spec() {
        return spec(image("auto-registrar", "auto-registrar") + image("gateway", "hexr-gateway") + """
                files:
                  - {name: notes, path: notes.txt, tags: ["0.8.0"], groups: [docs], licence: Apache-2.0}
                  - {name: manual, path: docs, tags: ["0.8.0"], groups: [docs]}
                """);
    }

    /** The field {@code images}, begun by the first image. */
    static String image(String name, String reference) {
        return (name.equals("gateway") ? "" : "images:\n")
                + "  - {name: " + name + ", layout: images, reference: " + reference
                + ", tags: [v1.2.3], groups: [core], loadTags: [latest]}\n";
    }

    Path spec(String more) {
        file("release.yaml", "release: hexr\nversion: 0.8.0\nsequence: 7\nplanned: [vault]\n" + more);
        return folder.resolve("release.yaml");
    }

    Descriptor put(String mediaType, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(mediaType, bytes);
        layout.put(descriptor, new ByteArrayInputStream(bytes));
        return descriptor;
    }

    Descriptor config(String os, String architecture) {
        return put(
                MediaTypes.OCI_CONFIG,
                StrictJson.write(Map.of(
                        "architecture",
                        architecture,
                        "os",
                        os,
                        "rootfs",
                        Map.of("type", "layers", "diff_ids", List.of()))));
    }

    Descriptor image(Descriptor config, Descriptor... layers) {
        return put(
                MediaTypes.OCI_MANIFEST,
                StrictJson.write(Map.of(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MediaTypes.OCI_MANIFEST,
                        "config",
                        fields(config),
                        "layers",
                        Stream.of(layers).map(Workshop::fields).toList())));
    }

    /** A document beside a manifest. */
    void refer(Descriptor to, String type, Descriptor document) {
        put(
                MediaTypes.OCI_MANIFEST,
                StrictJson.write(Map.of(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MediaTypes.OCI_MANIFEST,
                        "artifactType",
                        type,
                        "config",
                        fields(put(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.US_ASCII))),
                        "layers",
                        List.of(fields(document)),
                        "subject",
                        fields(to))));
    }

    Descriptor layer() {
        return put(MediaTypes.OCI_LAYER_GZIP, GZIP);
    }

    /** An index that calls each child by a platform. */
    Descriptor index(Map<Platform, Descriptor> children, Descriptor... also) {
        List<Map<String, Object>> entries = new ArrayList<>();
        children.forEach((platform, child) -> entries.add(entry(platform, child)));
        for (Descriptor child : also) {
            entries.add(entry(Platform.LINUX_AMD64, child));
        }
        return put(
                MediaTypes.OCI_INDEX,
                StrictJson.write(Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", entries)));
    }

    private static Map<String, Object> entry(Platform platform, Descriptor child) {
        Map<String, Object> entry = new TreeMap<>(fields(child));
        entry.put("platform", Map.of("os", platform.os(), "architecture", platform.architecture()));
        return entry;
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

    /** Names a manifest and writes a spec of that one image. */
    Path specOf(Descriptor manifest) {
        layout.tag("odd", manifest);
        return spec(image("odd", "odd"));
    }

    Path blob(Descriptor descriptor) {
        return layout.path().resolve("blobs").resolve(descriptor.digest().path());
    }

    /** Every file below a folder by its name, with its text in the encoding that keeps bytes apart. */
    static Map<String, String> tree(Path root) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(path).toString();
                if (!name.startsWith(".hexr")) {
                    files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
