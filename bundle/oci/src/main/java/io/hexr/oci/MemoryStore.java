package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Content in memory, up to a cap. Safe for any number of threads. */
public final class MemoryStore implements ContentStore {
    private static final long USUAL_CAP = 256L << 20;

    private final long cap;
    private final Map<Digest, byte[]> content = new HashMap<>();
    private final Map<Digest, Manifest> manifests = new HashMap<>();
    private final Map<String, Descriptor> tags = new HashMap<>();
    private long held;

    /** Holds at most 256 MiB. */
    public MemoryStore() {
        this(USUAL_CAP);
    }

    public MemoryStore(long maxBytes) {
        this.cap = maxBytes;
    }

    @Override
    public synchronized boolean has(Descriptor descriptor) {
        byte[] bytes = content.get(descriptor.digest());
        boolean known = !descriptor.isManifest() || manifests.containsKey(descriptor.digest());
        return known && bytes != null && bytes.length == descriptor.size();
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        return VerifyingInputStream.of(new ByteArrayInputStream(held(descriptor)), descriptor);
    }

    private synchronized byte[] held(Descriptor descriptor) {
        byte[] bytes = content.get(descriptor.digest());
        if (bytes == null) {
            throw new OciException.NotFound("content " + descriptor.digest());
        }
        return bytes;
    }

    @Override
    public synchronized Optional<Descriptor> resolve(String tag) {
        Reference.Names.requireTag(tag);
        return Optional.ofNullable(tags.get(tag));
    }

    @Override
    public synchronized List<Descriptor> referrers(Digest subject) {
        List<Descriptor> found = new ArrayList<>();
        for (Manifest manifest : manifests.values()) {
            if (manifest.subject().filter(s -> s.digest().equals(subject)).isPresent()) {
                found.add(manifest.asReferrer());
            }
        }
        return List.copyOf(found);
    }

    @Override
    public void put(Descriptor descriptor, InputStream stream) {
        if (has(descriptor)) {
            return;
        }
        byte[] bytes = read(descriptor, stream);
        Optional<Manifest> manifest =
                descriptor.isManifest() ? Optional.of(Manifest.parse(descriptor, bytes)) : Optional.empty();
        keep(descriptor.digest(), bytes);
        manifest.ifPresent(this::keep);
    }

    private byte[] read(Descriptor descriptor, InputStream stream) {
        long limit = descriptor.isManifest() ? Math.min(Limits.MANIFEST_BYTES, room()) : room();
        if (descriptor.size() > limit) {
            throw new OciException.TooLarge("content " + descriptor.digest(), descriptor.size(), limit);
        }
        try {
            return VerifyingInputStream.of(stream, descriptor).readAllBytes();
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading content " + descriptor.digest(), e);
        }
    }

    private synchronized long room() {
        return cap - held;
    }

    private synchronized void keep(Digest digest, byte[] bytes) {
        if (content.containsKey(digest)) {
            return;
        }
        if (bytes.length > room()) {
            throw new OciException.TooLarge("content " + digest, bytes.length, room());
        }
        content.put(digest, bytes);
        held += bytes.length;
    }

    private synchronized void keep(Manifest manifest) {
        manifests.put(manifest.descriptor().digest(), manifest);
    }

    @Override
    public synchronized void tag(String tag, Descriptor manifest) {
        Reference.Names.requireTag(tag);
        Manifest there = manifests.get(manifest.digest());
        if (there == null) {
            throw new OciException.NotFound("manifest " + manifest.digest());
        }
        tags.put(tag, there.descriptor());
    }
}
