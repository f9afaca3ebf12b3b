package io.hexr.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;

/** The bytes of every repository, each once, below {@code blobs/}; repositories link to them by name. */
final class StoreContents {
    /** A content that is there whole: it was forced and renamed into place. */
    static final class Content {
        private final long size;
        private final AtomicInteger links = new AtomicInteger();

        Content(long size) {
            this.size = size;
        }

        long size() {
            return size;
        }

        int links() {
            return links.get();
        }
    }

    private final Path folder;
    private final StoreFiles files;
    private final Map<Digest, Content> contents = new ConcurrentHashMap<>();

    StoreContents(Path folder, StoreFiles files) {
        this.folder = folder;
        this.files = files;
    }

    void load() throws IOException {
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Path below = folder.resolve(algorithm.prefix());
            files.makeFolders(below);
            try (Stream<Path> walk = Files.walk(below, 2)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    parsed(algorithm, String.valueOf(file.getFileName()))
                            .ifPresent(digest -> contents.put(
                                    digest, new Content(file.toFile().length())));
                }
            }
        }
    }

    private static Optional<Digest> parsed(Digest.Algorithm algorithm, String hex) {
        try {
            return Optional.of(new Digest(algorithm, hex));
        } catch (OciException.MalformedDigest e) {
            // not ours; never served, never removed
            return Optional.empty();
        }
    }

    Path path(Digest digest) {
        return folder.resolve(digest.algorithm().prefix())
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    Optional<Content> find(Digest digest) {
        return Optional.ofNullable(contents.get(digest));
    }

    /** Moves forced bytes, known to have this digest, to their place; what is there already stays. The file is gone from where it was, also on failure. */
    void adopt(Path forced, Digest digest, long size) throws IOException {
        try {
            if (contents.containsKey(digest)) {
                return;
            }
            Path place = path(digest);
            Path parent = place.getParent();
            if (parent == null) {
                throw new IllegalStateException("a content lies in a folder");
            }
            files.makeFolders(parent);
            files.rename(forced, place);
            files.sync(parent);
            contents.putIfAbsent(digest, new Content(size));
        } finally {
            files.remove(forced);
        }
    }

    void linked(Digest digest) {
        Content content = contents.get(digest);
        if (content == null) {
            throw new IllegalStateException("linked to absent content " + digest);
        }
        content.links.incrementAndGet();
    }

    void unlinked(Digest digest) {
        Content content = contents.get(digest);
        if (content != null) {
            content.links.decrementAndGet();
        }
    }

    List<Digest> unlinked() {
        return contents.entrySet().stream()
                .filter(entry -> entry.getValue().links() == 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Only for content without links, and only while nobody can make one. */
    void remove(Digest digest) throws IOException {
        files.remove(path(digest));
        contents.remove(digest);
    }

    int count() {
        return contents.size();
    }

    long bytes() {
        return contents.values().stream().mapToLong(Content::size).sum();
    }
}
