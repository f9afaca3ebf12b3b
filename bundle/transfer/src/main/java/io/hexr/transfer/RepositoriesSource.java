package io.hexr.transfer;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.registry.RegistryStore;

/** The blobs of a release where push put them: each in the repository of an artifact that needs it, some in several. It knows no tags. */
final class RepositoriesSource implements ContentSource {
    private final Dispatch dispatch;
    private final Map<Digest, Set<RegistryStore>> candidates;
    private final Map<Digest, RegistryStore> found = new ConcurrentHashMap<>();

    private RepositoriesSource(Dispatch dispatch, Map<Digest, Set<RegistryStore>> candidates) {
        this.dispatch = dispatch;
        this.candidates = candidates;
    }

    static RepositoriesSource of(Destination registry, Contents contents) {
        Map<String, RegistryStore> stores = new HashMap<>();
        Map<Digest, Set<RegistryStore>> candidates = new HashMap<>();
        for (Artifact artifact : contents.artifacts()) {
            RegistryStore store = stores.computeIfAbsent(artifact.pushName(), registry::store);
            for (Digest digest : contents.closure(artifact)) {
                candidates.computeIfAbsent(digest, d -> new LinkedHashSet<>()).add(store);
            }
        }
        return new RepositoriesSource(new Dispatch(registry.client()), candidates);
    }

    /**
     * Which of them are there; remembers where.
     *
     * @param asked told after each answer, one at a time; what it throws ends the asking
     */
    Set<Digest> locate(Collection<Descriptor> wanted, Runnable asked) {
        dispatch.run(wanted.stream()
                .<Runnable>map(each -> () -> {
                    find(each);
                    synchronized (this) {
                        asked.run();
                    }
                })
                .toList());
        return Set.copyOf(found.keySet());
    }

    private Optional<RegistryStore> find(Descriptor descriptor) {
        RegistryStore known = found.get(descriptor.digest());
        if (known != null) {
            return Optional.of(known);
        }
        for (RegistryStore store : candidates.getOrDefault(descriptor.digest(), Set.of())) {
            if (store.has(descriptor)) {
                found.put(descriptor.digest(), store);
                return Optional.of(store);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean has(Descriptor descriptor) {
        return find(descriptor).isPresent();
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        return find(descriptor)
                .orElseThrow(() -> new OciException.NotFound("content " + descriptor.digest()))
                .open(descriptor);
    }

    @Override
    public Optional<Descriptor> resolve(String tag) {
        return Optional.empty();
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        List<Descriptor> all = new ArrayList<>();
        Set<Digest> seen = new LinkedHashSet<>();
        for (RegistryStore store : candidates.getOrDefault(subject, Set.of())) {
            store.referrers(subject).stream()
                    .filter(referrer -> seen.add(referrer.digest()))
                    .forEach(all::add);
        }
        return List.copyOf(all);
    }
}
