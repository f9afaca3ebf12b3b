package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/** Reads a repository's links at start-up. What does not hold together is not served, stays where it lies, and is told. */
final class StoreLoader {
    private final StoreContents contents;
    private final List<String> damage = new ArrayList<>();

    StoreLoader(StoreContents contents) {
        this.contents = contents;
    }

    List<String> damage() {
        return List.copyOf(damage);
    }

    void load(StoreRepository repository) throws IOException {
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            for (Path link : names(repository, StoreRepository.BLOBS + "/" + algorithm.prefix())) {
                blob(repository, algorithm, link);
            }
            for (Path link : names(repository, StoreRepository.MANIFESTS + "/" + algorithm.prefix())) {
                manifest(repository, algorithm, link);
            }
        }
        for (Path tag : names(repository, StoreRepository.TAGS)) {
            tag(repository, tag);
        }
    }

    private static List<Path> names(StoreRepository repository, String below) throws IOException {
        Path folder = repository.folder().resolve(below);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(folder)) {
            return names.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void blob(StoreRepository repository, Digest.Algorithm algorithm, Path link) throws IOException {
        Optional<Digest> digest = digest(algorithm, name(link));
        if (digest.isEmpty() || contents.find(digest.get()).isEmpty()) {
            damage.add("blob " + name(link) + " of " + repository.name() + " has no content");
            return;
        }
        contents.linked(digest.get());
        repository.blobs().put(digest.get(), new StoreRepository.Lease(modified(link)));
    }

    private void manifest(StoreRepository repository, Digest.Algorithm algorithm, Path link) throws IOException {
        String file = name(link);
        int dot = file.indexOf('.');
        Optional<String> mediaType = StoreManifest.mediaTypeOf(file);
        Optional<Digest> digest = dot < 0 ? Optional.empty() : digest(algorithm, file.substring(0, dot));
        if (mediaType.isEmpty()
                || digest.isEmpty()
                || contents.find(digest.get()).isEmpty()) {
            damage.add("manifest " + file + " of " + repository.name() + " has no content");
            return;
        }
        byte[] bytes = Files.readAllBytes(contents.path(digest.get()));
        try {
            if (!Digest.of(algorithm, bytes).equals(digest.get())) {
                damage.add(
                        "manifest " + digest.get() + " of " + repository.name() + " has other bytes than its digest");
                return;
            }
            StoreManifest read = StoreManifest.of(digest.get(), Manifest.parse(mediaType.get(), bytes));
            contents.linked(digest.get());
            repository
                    .manifests()
                    .put(digest.get(), new StoreRepository.Held(read, new StoreRepository.Lease(modified(link))));
        } catch (OciException e) {
            damage.add("manifest " + digest.get() + " of " + repository.name() + ": " + e.getMessage());
        }
    }

    private void tag(StoreRepository repository, Path file) throws IOException {
        try {
            Reference.Names.requireTag(name(file));
            // reads any bytes: those that are no digest are damage, not a store that cannot be opened
            Digest digest = Digest.parse(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
            if (repository.manifest(digest).isPresent()) {
                repository.tags().put(name(file), digest);
                return;
            }
        } catch (OciException e) {
            // told below
        }
        damage.add("tag " + name(file) + " of " + repository.name() + " names no manifest that is there");
    }

    private static Optional<Digest> digest(Digest.Algorithm algorithm, String hex) {
        try {
            return Optional.of(new Digest(algorithm, hex));
        } catch (OciException.MalformedDigest e) {
            return Optional.empty();
        }
    }

    private static long modified(Path link) throws IOException {
        return Files.getLastModifiedTime(link).toMillis();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
