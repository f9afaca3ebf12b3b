package io.hexr.registry;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.hexr.oci.Digest;

/**
 * Mark and sweep. Marking reads memory; sweeping marks again with every writer locked out, so that an item a push came to need since the plan stays. Links go
 * durably before contents.
 */
final class StoreGc {
    private final StoreFolder store;
    private final InstantSource clock;

    StoreGc(StoreFolder store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** What of one repository may go. */
    private record Garbage(Set<Digest> manifests, Set<Digest> blobs) {}

    GcPlan plan(GcPolicy policy) {
        List<GcPlan.Item> items = new ArrayList<>();
        Map<Digest, Integer> unlinking = new TreeMap<>();
        store.sweep.writeLock().lock();
        try {
            for (StoreRepository repository : store.repositories().values()) {
                Garbage garbage = mark(repository, policy);
                garbage.manifests().stream().sorted().forEach(digest -> {
                    items.add(new GcPlan.UntaggedManifest(repository.name(), digest, size(digest)));
                    unlinking.merge(digest, 1, Integer::sum);
                });
                garbage.blobs().stream().sorted().forEach(digest -> {
                    items.add(new GcPlan.UnusedBlob(repository.name(), digest, size(digest)));
                    unlinking.merge(digest, 1, Integer::sum);
                });
            }
            store.contents().unlinked().forEach(digest -> unlinking.putIfAbsent(digest, 0));
            unlinking.forEach((digest, links) -> store.contents()
                    .find(digest)
                    .filter(content -> content.links() == links)
                    .ifPresent(content -> items.add(new GcPlan.UnlinkedContent(digest, content.size()))));
        } finally {
            store.sweep.writeLock().unlock();
        }
        return new GcPlan(policy, items);
    }

    GcReport collect(GcPlan plan) {
        Map<String, Set<Digest>> manifests = new HashMap<>();
        Map<String, Set<Digest>> blobs = new HashMap<>();
        Set<Digest> contents = new HashSet<>();
        for (GcPlan.Item item : plan.items()) {
            switch (item) {
                case GcPlan.UntaggedManifest m ->
                    manifests
                            .computeIfAbsent(m.repository(), r -> new HashSet<>())
                            .add(m.digest());
                case GcPlan.UnusedBlob b ->
                    blobs.computeIfAbsent(b.repository(), r -> new HashSet<>()).add(b.digest());
                case GcPlan.UnlinkedContent c -> contents.add(c.digest());
            }
        }
        int manifestsGone = 0;
        int blobsGone = 0;
        Set<String> names = new HashSet<>(manifests.keySet());
        names.addAll(blobs.keySet());
        try {
            for (String name : names) {
                Garbage gone = unlink(
                        name,
                        plan.policy(),
                        new Garbage(manifests.getOrDefault(name, Set.of()), blobs.getOrDefault(name, Set.of())));
                manifestsGone += gone.manifests().size();
                blobsGone += gone.blobs().size();
            }
            return remove(contents, plan.items().size(), manifestsGone, blobsGone);
        } catch (IOException e) {
            throw new RegistryException.StoreFailed(store.folder(), e);
        }
    }

    private Garbage unlink(String name, GcPolicy policy, Garbage planned) throws IOException {
        store.sweep.writeLock().lock();
        try {
            StoreRepository repository = store.repository(name);
            Garbage now = mark(repository, policy);
            now.manifests().retainAll(planned.manifests());
            // a blob goes only if its manifests went, too: mark once more with what stays
            Set<Digest> needed = new HashSet<>();
            repository.manifests().forEach((digest, held) -> {
                if (!now.manifests().contains(digest)) {
                    needed.addAll(held.manifest().blobs());
                }
            });
            now.blobs().removeAll(needed);
            now.blobs().retainAll(planned.blobs());
            repository.lock.lock();
            try {
                repository.unlinkManifests(List.copyOf(now.manifests()));
                repository.unlinkBlobs(List.copyOf(now.blobs()));
            } finally {
                repository.lock.unlock();
            }
            return now;
        } finally {
            store.sweep.writeLock().unlock();
        }
    }

    private GcReport remove(Set<Digest> planned, int items, int manifests, int blobs) throws IOException {
        int contents = 0;
        long freed = 0;
        for (Digest digest : planned) {
            // one at a time: a push waits for one unlink at most
            store.sweep.writeLock().lock();
            try {
                StoreContents.Content content = store.contents()
                        .find(digest)
                        .filter(c -> c.links() == 0)
                        .orElse(null);
                if (content != null) {
                    store.contents().remove(digest);
                    contents++;
                    freed += content.size();
                }
            } finally {
                store.sweep.writeLock().unlock();
            }
        }
        return new GcReport(manifests, blobs, contents, freed, items - manifests - blobs - contents);
    }

    private long size(Digest digest) {
        return store.contents().find(digest).map(StoreContents.Content::size).orElse(0L);
    }

    private Garbage mark(StoreRepository repository, GcPolicy policy) {
        long since = clock.millis() - policy.lease().toMillis();
        Set<Digest> kept = new HashSet<>();
        Set<Digest> tagged = new HashSet<>(repository.tags().values());
        repository.manifests().forEach((digest, held) -> {
            boolean root = policy.untagged() == GcPolicy.Untagged.KEEP
                    || tagged.contains(digest)
                    || held.lease().renewed() > since;
            if (root) {
                keep(repository, digest, kept);
            }
        });
        for (boolean more = true; more; ) {
            more = false;
            for (StoreRepository.Held held : repository.manifests().values()) {
                StoreManifest manifest = held.manifest();
                if (!kept.contains(manifest.digest())
                        && manifest.subject().filter(kept::contains).isPresent()) {
                    keep(repository, manifest.digest(), kept);
                    more = true;
                }
            }
        }
        Set<Digest> manifests = new HashSet<>(repository.manifests().keySet());
        manifests.removeAll(kept);
        Set<Digest> blobs = new HashSet<>();
        repository.blobs().forEach((digest, lease) -> {
            if (lease.renewed() <= since) {
                blobs.add(digest);
            }
        });
        for (Digest digest : kept) {
            repository.manifest(digest).ifPresent(m -> m.blobs().forEach(blobs::remove));
        }
        return new Garbage(manifests, blobs);
    }

    private static void keep(StoreRepository repository, Digest root, Set<Digest> kept) {
        Deque<Digest> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Digest digest = open.pop();
            if (kept.add(digest)) {
                repository.manifest(digest).ifPresent(m -> {
                    open.addAll(m.manifests());
                    // a push may name as a layer what is here as a manifest only
                    m.blobs().stream()
                            .filter(repository.manifests()::containsKey)
                            .forEach(open::add);
                });
            }
        }
    }
}
