package io.hexr.registry;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The store contract against distribution v3. */
final class DistributionStoreIT extends RegistryStoreContract {
    private final ForeignRegistry registry;
    private final RegistryClient client;

    DistributionStoreIT(@TempDir Path folder) {
        registry = ForeignRegistry.distribution(folder);
        client = Clients.open(Clients.plain(registry.at()));
    }

    @BeforeAll
    void answers() {
        client.ping(registry.address());
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
