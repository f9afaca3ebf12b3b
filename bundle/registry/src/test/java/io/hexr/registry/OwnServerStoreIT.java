package io.hexr.registry;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The store contract against the registry we ship. */
final class OwnServerStoreIT extends RegistryStoreContract {
    private final StoreFolder folder;
    private final RegistryServer server;
    private final RegistryClient client;

    OwnServerStoreIT(@TempDir Path temp) {
        folder = StoreFolder.open(temp.resolve("store"));
        server = RegistryServer.start(folder, ServerOptions.loopback(0));
        client = Clients.open(Clients.plain(address().at()));
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
        folder.close();
    }

    @Override
    RegistryClient client() {
        return client;
    }

    @Override
    RegistryAddress address() {
        return new RegistryAddress(new HostPort("127.0.0.1", server.address().getPort()), false, "");
    }
}
