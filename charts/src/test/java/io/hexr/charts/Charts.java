package io.hexr.charts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.hexr.helm.Helm;
import io.hexr.helm.ImageLock;
import io.hexr.helm.Renderer;
import io.hexr.helm.Rendering;
import io.hexr.oci.Digest;

/** The charts under test, packed with a lock as a release would pack them. */
final class Charts {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path RUNTIME = ROOT.resolve("charts/hexr-runtime");
    static final Path PROFILES = ROOT.resolve("profiles");
    static final String REGISTRY = "registry.internal.example.com/hexr";
    static final Helm HELM = Helm.load(ROOT.resolve("bundle/helm/target/native"));
    static final Helm.Target TARGET = new Helm.Target("hexr-runtime", "hexr-system", "1.30.0");

    /** Every image and model a chart of ours names today, by group. */
    static final List<String> IMAGES = List.of("hexr-bootstrap", "jaeger", "ollama", "otel-collector", "prometheus");

    private Charts() {}

    static ImageLock lock(List<String> groups, String... more) {
        SortedMap<String, ImageLock.Entry> images = new TreeMap<>();
        Stream.concat(IMAGES.stream(), Stream.of(more))
                .forEach(name -> images.put(
                        name, new ImageLock.Entry(name, "1.0.0", Digest.of(name.getBytes(StandardCharsets.UTF_8)))));
        return new ImageLock(images, new TreeSet<>(groups));
    }

    static ImageLock wholeLock() {
        return lock(List.of("core", "observability", "llm"), "small-model");
    }

    static ImageLock lockWithout(String image) {
        SortedMap<String, ImageLock.Entry> images = new TreeMap<>(wholeLock().images());
        images.remove(image);
        return new ImageLock(images, wholeLock().groups());
    }

    static Renderer.Request request(Path chart, String profile, List<String> overlays, String... assignments) {
        return new Renderer.Request(chart, profile, overlays, REGISTRY, List.of(), List.of(assignments), TARGET);
    }

    static Rendering render(Path chart, String profile, List<String> overlays, String... assignments) {
        return new Renderer(HELM, PROFILES).render(request(chart, profile, overlays, assignments));
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
