package io.hexr.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The upload sessions of a running server. A session lives as long as the process and as it is used; its bytes are in the store's scratch folder. */
final class StoreUploads {
    private final StoreFolder store;
    private final ServerLimits limits;
    private final Map<String, StoreUpload> open = new ConcurrentHashMap<>();

    StoreUploads(StoreFolder store, ServerLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    StoreUpload start(String repository) throws IOException {
        if (open.size() >= limits.uploads()) {
            expire();
            if (open.size() >= limits.uploads()) {
                throw new ServerRefusal.Protocol(
                        429,
                        ServerCode.TOOMANYREQUESTS,
                        limits.uploads() + " uploads are under way",
                        Map.of("Retry-After", "10"));
            }
        }
        String id = UUID.randomUUID().toString();
        StoreUpload upload = new StoreUpload(id, repository, store.scratch().resolve("upload-" + id), store.files());
        open.put(id, upload);
        return upload;
    }

    /** The session, if it is one of this repository. */
    Optional<StoreUpload> find(String repository, String id) {
        return Optional.ofNullable(open.get(id))
                .filter(upload -> upload.repository().equals(repository));
    }

    void forget(StoreUpload upload) {
        open.remove(upload.id());
    }

    int count() {
        return open.size();
    }

    /** Ends sessions that nobody used for long. */
    void expire() throws IOException {
        long before = System.nanoTime() - limits.uploadIdle().toNanos();
        for (StoreUpload upload : open.values()) {
            if (upload.lastUsed() - before < 0) {
                forget(upload);
                upload.cancel();
            }
        }
    }

    void cancelAll() throws IOException {
        for (StoreUpload upload : open.values()) {
            forget(upload);
            upload.cancel();
        }
    }
}
