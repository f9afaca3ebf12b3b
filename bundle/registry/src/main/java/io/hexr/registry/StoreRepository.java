package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.hexr.oci.Digest;

/**
 * One repository's links: which contents it has as blobs, which as manifests, and its tags. Links are empty files, a tag is a file that holds a digest. Readers
 * look at memory only; a writer holds {@link #lock} and makes the disk durable before memory shows it (and the other way round for what goes).
 */
final class StoreRepository {
    static final String BLOBS = "_blobs";
    static final String MANIFESTS = "_manifests";
    static final String TAGS = "_tags";
    final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final Path folder;
    private final Path scratch;
    private final StoreFiles files;
    private final StoreContents contents;
    private final LongSupplier clock;
    private final Map<Digest, Lease> blobs = new ConcurrentHashMap<>();
    private final Map<Digest, Held> manifests = new ConcurrentHashMap<>();
    private final NavigableMap<String, Digest> tags = new ConcurrentSkipListMap<>();

    /** When a client last was told that something is there; what was told lately is not collected. */
    static final class Lease {
        private volatile long renewed;

        Lease(long renewed) {
            this.renewed = renewed;
        }

        long renewed() {
            return renewed;
        }
    }

    /** A manifest and its lease. */
    record Held(StoreManifest manifest, Lease lease) {}

    /** What every repository of a store shares. */
    record Shared(Path scratch, StoreFiles files, StoreContents contents, LongSupplier clock) {}

    StoreRepository(String name, Path folder, Shared shared) {
        this.name = name;
        this.folder = folder;
        this.scratch = shared.scratch();
        this.files = shared.files();
        this.contents = shared.contents();
        this.clock = shared.clock();
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    Map<Digest, Lease> blobs() {
        return blobs;
    }

    Map<Digest, Held> manifests() {
        return manifests;
    }

    NavigableMap<String, Digest> tags() {
        return tags;
    }

    Optional<StoreManifest> manifest(Digest digest) {
        return Optional.ofNullable(manifests.get(digest)).map(Held::manifest);
    }

    /** Whether the blob is linked here; renews its lease, for the asker may now rely on it. */
    boolean promise(Digest digest) {
        Lease lease = blobs.get(digest);
        if (lease == null) {
            return false;
        }
        lease.renewed = clock.getAsLong();
        return true;
    }

    /** The manifest, if it is here; renews its lease, too. */
    Optional<StoreManifest> promiseManifest(Digest digest) {
        Held held = manifests.get(digest);
        if (held == null) {
            return Optional.empty();
        }
        held.lease().renewed = clock.getAsLong();
        return Optional.of(held.manifest());
    }

    boolean hasBlob(Digest digest) {
        return blobs.containsKey(digest);
    }

    /** A manifest of this repository that needs the blob or manifest. */
    Optional<Digest> userOf(Digest digest) {
        return manifests.values().stream()
                .map(Held::manifest)
                .filter(m -> m.blobs().contains(digest) || m.manifests().contains(digest))
                .map(StoreManifest::digest)
                .findFirst();
    }

    List<StoreManifest> referrers(Digest subject) {
        return manifests.values().stream()
                .map(Held::manifest)
                .filter(m -> m.subject().filter(subject::equals).isPresent())
                .sorted(java.util.Comparator.comparing(StoreManifest::digest))
                .toList();
    }

    /** The content must be there. */
    void linkBlob(Digest digest) throws IOException {
        requireLocked();
        if (promise(digest)) {
            return;
        }
        link(place(BLOBS, digest.algorithm()).resolve(digest.hex()));
        contents.linked(digest);
        blobs.put(digest, new Lease(clock.getAsLong()));
    }

    void linkManifest(StoreManifest manifest) throws IOException {
        requireLocked();
        Held held = manifests.get(manifest.digest());
        if (held != null) {
            held.lease().renewed = clock.getAsLong();
            return;
        }
        link(place(MANIFESTS, manifest.digest().algorithm()).resolve(manifest.fileName()));
        contents.linked(manifest.digest());
        manifests.put(manifest.digest(), new Held(manifest, new Lease(clock.getAsLong())));
    }

    void tag(String tag, Digest digest) throws IOException {
        requireLocked();
        if (digest.equals(tags.get(tag))) {
            return;
        }
        Path temp = scratch.resolve("tag-" + java.util.UUID.randomUUID());
        Path all = folder.resolve(TAGS);
        files.makeFolders(all);
        try {
            files.write(temp, (digest + "\n").getBytes(StandardCharsets.US_ASCII));
            files.rename(temp, all.resolve(tag));
        } finally {
            files.remove(temp);
        }
        files.sync(all);
        tags.put(tag, digest);
    }

    void untag(List<String> names) throws IOException {
        requireLocked();
        if (names.isEmpty()) {
            return;
        }
        for (String tag : names) {
            tags.remove(tag);
            files.remove(folder.resolve(TAGS).resolve(tag));
        }
        files.sync(folder.resolve(TAGS));
    }

    /** Tags that name them must be gone before. */
    void unlinkManifests(List<Digest> digests) throws IOException {
        requireLocked();
        for (Digest digest : digests) {
            Held held = manifests.remove(digest);
            if (held != null) {
                files.remove(place(MANIFESTS, digest.algorithm())
                        .resolve(held.manifest().fileName()));
            }
        }
        syncLinks(MANIFESTS, digests);
        digests.forEach(contents::unlinked);
    }

    void unlinkBlobs(List<Digest> digests) throws IOException {
        requireLocked();
        for (Digest digest : digests) {
            blobs.remove(digest);
            files.remove(place(BLOBS, digest.algorithm()).resolve(digest.hex()));
        }
        syncLinks(BLOBS, digests);
        digests.forEach(contents::unlinked);
    }

    private void syncLinks(String kind, List<Digest> digests) throws IOException {
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            if (digests.stream().anyMatch(d -> d.algorithm() == algorithm)) {
                files.sync(place(kind, algorithm));
            }
        }
    }

    private void link(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("a link lies in a folder");
        }
        files.makeFolders(parent);
        if (!Files.exists(file)) {
            files.create(file).close();
        }
        files.sync(parent);
    }

    private Path place(String kind, Digest.Algorithm algorithm) {
        return folder.resolve(kind).resolve(algorithm.prefix());
    }

    private void requireLocked() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("repository " + name + " is written without its lock");
        }
    }
}
