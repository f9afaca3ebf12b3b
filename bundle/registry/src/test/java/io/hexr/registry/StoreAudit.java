package io.hexr.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;

/** Opens a store as a server would and compares all of it: with its own digests, and with what was acknowledged. */
final class StoreAudit {
    private StoreAudit() {}

    /** What was told is {@code repository:tag@digest}. */
    static void of(Path folder, List<String> told) throws IOException {
        try (StoreFolder store = StoreFolder.open(folder)) {
            compare(store, told);
        }
    }

    static void compare(StoreFolder store, List<String> told) throws IOException {
        assertThat(store.damage()).isEmpty();
        List<Path> kept = new ArrayList<>();
        for (KeptUpload upload : store.kept()) {
            Path file = KeptUpload.file(store.scratch(), upload.id());
            assertThat(Files.size(file)).isGreaterThanOrEqualTo(upload.offset());
            kept.addAll(List.of(file, KeptUpload.note(file)));
        }
        try (var scratch = Files.list(store.scratch())) {
            assertThat(scratch).containsExactlyInAnyOrderElementsOf(kept);
        }
        List<String> there = new ArrayList<>();
        for (String name : store.backend().repositories()) {
            StoreRepository repository = store.find(name).orElseThrow();
            for (Digest blob : repository.blobs().keySet()) {
                assertHashes(store, blob);
            }
            for (StoreRepository.Held held : repository.manifests().values()) {
                assertHashes(store, held.manifest().digest());
                assertThat(repository.blobs().keySet())
                        .containsAll(held.manifest().blobs());
                assertThat(repository.manifests().keySet())
                        .containsAll(held.manifest().manifests());
            }
            repository.tags().forEach((tag, digest) -> {
                assertThat(repository.manifests()).containsKey(digest);
                there.add(name + ":" + tag + "@" + digest);
            });
        }
        assertThat(there).containsAll(told);
    }

    private static void assertHashes(StoreFolder store, Digest digest) throws IOException {
        byte[] bytes = Files.readAllBytes(store.contents().path(digest));
        assertThat(Digest.of(digest.algorithm(), bytes)).isEqualTo(digest);
    }
}
