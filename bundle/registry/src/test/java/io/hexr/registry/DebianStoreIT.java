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
        // with the pauses of the product: this server answers 500 while another upload names the same blob
        client = Clients.open(Clients.plain(registry.at()).with(Retries.USUAL));
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
