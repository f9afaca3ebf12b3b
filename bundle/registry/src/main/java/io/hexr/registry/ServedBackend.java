package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;

/** Serves repositories that lie elsewhere, without a byte of disk of its own. */
final class ServedBackend implements ServerBackend {
    private final TreeMap<String, ServedRepository> repositories = new TreeMap<>();

    ServedBackend(Collection<? extends ServedRepository> served) {
        for (ServedRepository repository : served) {
            ServerRoute.requireName(repository.name());
            if (repositories.put(repository.name(), repository) != null) {
                throw new IllegalArgumentException("repository " + repository.name() + " is served twice");
            }
        }
    }

    private Optional<ServedRepository> named(String repository) {
        return Optional.ofNullable(repositories.get(repository));
    }

    @Override
    public NavigableSet<String> repositories() {
        return repositories.navigableKeySet();
    }

    @Override
    public Optional<NavigableSet<String>> tags(String repository) {
        return named(repository).map(r -> new TreeSet<>(r.tags()));
    }

    @Override
    public Optional<Digest> resolve(String repository, String tag) {
        return named(repository).flatMap(r -> r.content().resolve(tag)).map(Descriptor::digest);
    }

    @Override
    public Optional<ServedManifest> manifest(String repository, Digest digest) {
        return find(repository, digest)
                .filter(Descriptor::isManifest)
                .map(d -> new ServedManifest(d.digest(), d.mediaType(), d.size()));
    }

    private Optional<Descriptor> find(String repository, Digest digest) {
        return named(repository).flatMap(r -> r.find(digest));
    }

    @Override
    public byte[] bytes(String repository, ServedManifest manifest) throws IOException {
        Descriptor descriptor = Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size());
        try (InputStream stream = repository(repository).content().open(descriptor)) {
            return stream.readAllBytes();
        }
    }

    @Override
    public Optional<Long> blob(String repository, Digest digest) {
        return find(repository, digest).filter(d -> !d.isManifest()).map(Descriptor::size);
    }

    @Override
    public ServerPayload open(String repository, Digest digest, long from, long count) throws IOException {
        ServedRepository served = repository(repository);
        Descriptor descriptor = served.find(digest).orElseThrow(() -> new OciException.NotFound("blob " + digest));
        Optional<ServedRepository.Region> region = served.region(descriptor);
        if (region.isPresent()) {
            return new ServerPayload.Region(
                    region.get().file(), region.get().offset() + from, count, ServerPayload.Region.Ownership.LENT);
        }
        InputStream stream = served.content().open(descriptor);
        stream.skipNBytes(from);
        return new ServerPayload.Stream(stream, count);
    }

    private ServedRepository repository(String name) {
        return named(name).orElseThrow(() -> new OciException.NotFound("repository " + name));
    }

    @Override
    public List<Descriptor> referrers(String repository, Digest subject) {
        return named(repository).map(r -> r.content().referrers(subject)).orElse(List.of());
    }

    @Override
    public Optional<StoreFolder> writable() {
        return Optional.empty();
    }
}
