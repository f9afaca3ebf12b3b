package io.hexr.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;

/** Every change of a store. Each is durable when its method returns, and all of it is there or none. */
final class StoreWrites {
    private final StoreFolder store;
    private final ServerTags tagRule;

    StoreWrites(StoreFolder store, ServerTags tagRule) {
        this.store = store;
        this.tagRule = tagRule;
    }

    /** A change of one repository, with its lock and the collector kept out. */
    private interface Change<T> {
        T in(StoreRepository repository) throws IOException;
    }

    private <T> T change(String repository, Change<T> change) throws IOException {
        store.sweep.readLock().lock();
        try {
            StoreRepository held = store.repository(repository);
            held.lock.lock();
            try {
                return change.in(held);
            } finally {
                held.lock.unlock();
            }
        } finally {
            store.sweep.readLock().unlock();
        }
    }

    /** Seals the upload and links its content; false where the bytes have another digest, and nothing is left of them. */
    boolean finish(StoreUpload upload, Digest digest) throws IOException {
        OptionalLong size = upload.seal(digest);
        if (size.isEmpty()) {
            return false;
        }
        store.sweep.readLock().lock();
        try {
            try {
                store.contents().adopt(upload.file(), digest, size.getAsLong());
            } finally {
                upload.adopted();
            }
            change(upload.repository(), repository -> {
                repository.linkBlob(digest);
                return true;
            });
        } finally {
            store.sweep.readLock().unlock();
        }
        return true;
    }

    /** Links a blob that another repository has: the named one, or any, for every user of this registry may read all of it. */
    boolean mount(String into, Optional<String> from, Digest digest) throws IOException {
        store.sweep.readLock().lock();
        try {
            boolean there = from.isPresent()
                    ? store.find(from.get()).filter(r -> r.promise(digest)).isPresent()
                    : store.repositories().values().stream().anyMatch(r -> r.promise(digest));
            if (!there) {
                return false;
            }
            return change(into, repository -> {
                repository.linkBlob(digest);
                return true;
            });
        } finally {
            store.sweep.readLock().unlock();
        }
    }

    /**
     * Stores a manifest, and tags it where a tag is given. Everything it needs must be in the repository.
     *
     * @return its subject
     */
    Optional<Digest> putManifest(String name, Optional<String> tag, Digest digest, Manifest manifest)
            throws IOException {
        return put(name, tag, digest, manifest, ServerTags.MOVABLE);
    }

    /** The same where no other manifest has the tag. */
    Optional<Digest> putFree(String name, Optional<String> tag, Digest digest, Manifest manifest) throws IOException {
        return put(name, tag, digest, manifest, ServerTags.IMMUTABLE);
    }

    private Optional<Digest> put(String name, Optional<String> tag, Digest digest, Manifest manifest, ServerTags asked)
            throws IOException {
        StoreManifest stored = StoreManifest.of(digest, manifest);
        return change(name, repository -> {
            requireChildren(repository, manifest);
            repository.manifest(digest).ifPresent(before -> {
                if (!before.mediaType().equals(stored.mediaType())) {
                    throw new ServerRefusal.Protocol(
                            ServerCode.MANIFEST_INVALID,
                            "these bytes are already here as " + before.mediaType() + ", they cannot be another type");
                }
            });
            tag.ifPresent(t -> {
                requireMovable(repository, t, digest);
                requireAsked(repository, t, digest, asked);
            });
            if (store.contents().find(digest).isEmpty()) {
                write(digest, manifest.bytes());
            }
            repository.linkManifest(stored);
            if (tag.isPresent()) {
                repository.tag(tag.get(), digest);
            }
            return stored.subject();
        });
    }

    private void write(Digest digest, byte[] bytes) throws IOException {
        Path temp = store.scratch().resolve("manifest-" + UUID.randomUUID());
        store.files().write(temp, bytes);
        store.contents().adopt(temp, digest, bytes.length);
    }

    private void requireChildren(StoreRepository repository, Manifest manifest) {
        for (Descriptor child : manifest.children()) {
            boolean there = child.isManifest()
                    ? repository.manifest(child.digest()).isPresent()
                    : repository.hasBlob(child.digest())
                            || repository.manifest(child.digest()).isPresent()
                            || staysElsewhere(child);
            if (!there) {
                throw new ServerRefusal.Protocol(
                        ServerCode.MANIFEST_BLOB_UNKNOWN,
                        "the manifest needs " + child.digest() + " (" + brief(child.mediaType())
                                + "), which is not in this repository");
            }
            long size = store.contents()
                    .find(child.digest())
                    .map(StoreContents.Content::size)
                    .orElse(child.size());
            if (size != child.size()) {
                throw new ServerRefusal.Protocol(
                        ServerCode.MANIFEST_INVALID,
                        "the manifest says " + child.digest() + " has " + child.size() + " bytes, it has " + size);
            }
        }
    }

    /** Layers that licences forbid to redistribute are named by manifests and never pushed. */
    private static boolean staysElsewhere(Descriptor child) {
        return child.mediaType().startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar")
                || child.mediaType().equals("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
    }

    private static String brief(String mediaType) {
        return mediaType.length() <= 100 && mediaType.chars().allMatch(c -> c > ' ' && c < 127)
                ? mediaType
                : "of another type";
    }

    private void requireMovable(StoreRepository repository, String tag, Digest digest) {
        Digest now = repository.tags().get(tag);
        if (tagRule == ServerTags.IMMUTABLE && now != null && !now.equals(digest)) {
            throw new ServerRefusal.Protocol(
                    409, ServerCode.DENIED, "tag " + tag + " is immutable here and names " + now);
        }
    }

    private static void requireAsked(StoreRepository repository, String tag, Digest digest, ServerTags asked) {
        Digest now = repository.tags().get(tag);
        if (asked == ServerTags.IMMUTABLE && now != null && !now.equals(digest)) {
            throw new ServerRefusal.Protocol(412, ServerCode.DENIED, "tag " + tag + " names " + now + " already");
        }
    }

    private void requireRemovable() {
        if (tagRule == ServerTags.IMMUTABLE) {
            throw new ServerRefusal.Protocol(ServerCode.UNSUPPORTED, "tags are immutable here and are not deleted");
        }
    }

    void deleteTag(String name, String tag) throws IOException {
        requireRepository(name);
        change(name, repository -> {
            if (!repository.tags().containsKey(tag)) {
                throw new ServerRefusal.Protocol(ServerCode.MANIFEST_UNKNOWN, "no tag " + tag + " in " + name);
            }
            requireRemovable();
            repository.untag(List.of(tag));
            return true;
        });
    }

    /** Its tags go with it. */
    void deleteManifest(String name, Digest digest) throws IOException {
        requireRepository(name);
        change(name, repository -> {
            if (repository.manifest(digest).isEmpty()) {
                throw new ServerRefusal.Protocol(ServerCode.MANIFEST_UNKNOWN, "no manifest " + digest + " in " + name);
            }
            requireUnused(repository, digest);
            List<String> tags = repository.tags().entrySet().stream()
                    .filter(entry -> entry.getValue().equals(digest))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!tags.isEmpty()) {
                requireRemovable();
            }
            repository.untag(tags);
            repository.unlinkManifests(List.of(digest));
            return true;
        });
    }

    void deleteBlob(String name, Digest digest) throws IOException {
        requireRepository(name);
        change(name, repository -> {
            if (!repository.hasBlob(digest)) {
                throw new ServerRefusal.Protocol(ServerCode.BLOB_UNKNOWN, "no blob " + digest + " in " + name);
            }
            requireUnused(repository, digest);
            repository.unlinkBlobs(List.of(digest));
            return true;
        });
    }

    private void requireRepository(String name) {
        if (store.find(name).isEmpty()) {
            throw new ServerRefusal.Protocol(ServerCode.NAME_UNKNOWN, "no repository " + name);
        }
    }

    /** A tag always resolves fully: what a manifest needs goes after the manifest, never before. */
    private static void requireUnused(StoreRepository repository, Digest digest) {
        repository.userOf(digest).ifPresent(user -> {
            throw new ServerRefusal.Protocol(
                    ServerCode.UNSUPPORTED, digest + " is needed by manifest " + user + "; delete that first");
        });
    }
}
