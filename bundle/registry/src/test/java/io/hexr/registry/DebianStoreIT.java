package io.hexr.registry;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The store contract against Debian's docker-registry 2.8, which keeps no referrers. */
final class DebianStoreIT extends RegistryStoreContract {
    private final ForeignRegistry registry;
    private final RegistryClient client;

    DebianStoreIT(@TempDir Path folder) {
        registry = ForeignRegistry.debian(folder);
        client = Clients.open(Clients.plain(registry.at()));
    }

    @AfterAll
    void stop() {
        client.close();
        registry.close();
    }

    @Override
    RegistryClient client() {
        return client;
    }

    @Override
    RegistryAddress address() {
        return registry.address();
    }
}
