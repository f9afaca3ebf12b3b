package io.hexr.registry;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The upload sessions of a running server, those of the process before it among them. A session lives as long as it is used; its bytes are in the store's
 * scratch folder.
 */
final class StoreUploads {
    private final StoreFolder store;
    private final ServerLimits limits;
    private final Map<String, StoreUpload> open = new ConcurrentHashMap<>();
    /** Sessions of an earlier process that nobody has come back to yet. */
    private final Map<String, KeptUpload> kept = new ConcurrentHashMap<>();

    private final long started = System.nanoTime();

    StoreUploads(StoreFolder store, ServerLimits limits) {
        this.store = store;
        this.limits = limits;
        store.kept().forEach(upload -> kept.put(upload.id(), upload));
    }

    StoreUpload start(String repository) throws IOException {
        if (count() >= limits.uploads()) {
            expire();
            if (count() >= limits.uploads()) {
                throw new ServerRefusal.Protocol(
                        429,
                        ServerCode.TOOMANYREQUESTS,
                        limits.uploads() + " uploads are under way",
                        Map.of("Retry-After", "10"));
            }
        }
        String id = UUID.randomUUID().toString();
        StoreUpload upload = new StoreUpload(id, repository, KeptUpload.file(store.scratch(), id), store.files());
        open.put(id, upload);
        return upload;
    }

    /** The session, if it is one of this repository. */
    Optional<StoreUpload> find(String repository, String id) throws IOException {
        if (kept.containsKey(id)) {
            takeUp(id);
        }
        return Optional.ofNullable(open.get(id))
                .filter(upload -> upload.repository().equals(repository));
    }

    /** What this call took up: nothing where somebody else did before, or where its bytes are gone. */
    private synchronized Optional<StoreUpload> takeUp(String id) throws IOException {
        KeptUpload earlier = kept.get(id);
        if (earlier == null) {
            return Optional.empty();
        }
        try {
            StoreUpload upload = new StoreUpload(earlier, KeptUpload.file(store.scratch(), id), store.files());
            open.put(id, upload);
            kept.remove(id);
            return Optional.of(upload);
        } catch (NoSuchFileException e) {
            kept.remove(id);
            store.files().remove(KeptUpload.note(KeptUpload.file(store.scratch(), id)));
            return Optional.empty();
        }
    }

    void forget(StoreUpload upload) {
        open.remove(upload.id());
    }

    int count() {
        return open.size() + kept.size();
    }

    /** Ends sessions that nobody used for long. One of an earlier process is counted from the start of this one, for nobody could use it before. */
    void expire() throws IOException {
        long before = System.nanoTime() - limits.uploadIdle().toNanos();
        for (String id : started - before < 0 ? Set.copyOf(kept.keySet()) : Set.<String>of()) {
            try {
                Optional<StoreUpload> left = takeUp(id);
                if (left.isPresent()) {
                    end(left.get());
                }
            } catch (IOException e) {
                // one that cannot be opened now is looked at again, and must not stand in the way of the others
            }
        }
        for (StoreUpload upload : open.values()) {
            if (upload.lastUsed() - before < 0) {
                end(upload);
            }
        }
    }

    private void end(StoreUpload upload) throws IOException {
        forget(upload);
        upload.cancel();
    }

    /** The server ends: what was kept stays for the next one. */
    void leave() throws IOException {
        for (StoreUpload upload : open.values()) {
            forget(upload);
            upload.leave();
        }
    }
}
