package io.hexr.registry;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that serves a store folder: what the kill tests kill and the bench measures. Arguments: the folder, a port or 0. Prints the port it listens at
 * and ends with its standard input.
 */
final class StoreProcess {
    private StoreProcess() {}

    public static void main(String[] arguments) throws IOException {
        ServerOptions options =
                ServerOptions.loopback(Integer.parseInt(arguments[1])).with(new ServerOptions.Metrics.SameAddress());
        try (StoreFolder store = StoreFolder.open(Path.of(arguments[0]));
                RegistryServer server = RegistryServer.start(store, options)) {
            System.out.println(server.address().getPort());
            while (System.in.read() >= 0) {
                // ends with its parent
            }
        }
    }
}
